import { redirect } from '@sveltejs/kit';
import { browser } from '$app/env';
import { navigating } from '$app/state';
import type { MailSignIn } from './mail-sign-in.svelte.ts';

/**
 * Takes up the request under way before the page with its code is shown: on the way there the page before shows that
 * something is going on; a reloaded page shows it itself.
 * @throws a redirect when the API does not know the request it has just made: then the browser dropped the cookie that
 * belongs to it, and starting again would end here for ever
 */
export async function resumeHere(mail: MailSignIn): Promise<void> {
	const { to, type } = navigating;
	if (!browser || !to) return;
	await mail.resume();
	// A link leads to an older request, which may be gone by now; only who has just sent one comes otherwise.
	if (type === 'goto' && mail.phase.kind === 'gone') redirect(307, `/no-cookie${to.url.search}`);
}
