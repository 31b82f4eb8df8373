import { preloadCode } from '$app/navigation';
import { match } from '$app/paths';
import { journey } from './journey.svelte.ts';

/**
 * Fetches the code of the page that the sign-in here leads to, while the API is asked or the person reads their mail:
 * else it would be fetched after the answer, and the page would wait for it. Never throws.
 */
export async function preloadLanding(): Promise<void> {
	try {
		const found = await match(journey.end(new URL(location.href)));
		if (found) await preloadCode(found.id);
	} catch {
		// It is fetched once more when it is gone to, and what is wrong shows there.
	}
}
