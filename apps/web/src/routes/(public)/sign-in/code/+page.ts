import { browser } from '$app/env';
import { navigating } from '$app/state';
import { journey } from '#lib/navigation/journey.svelte.ts';
import { createMailSignIn } from '#lib/passwordless/sign-ins.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	const mail = createMailSignIn({ arrive: journey.arrive });
	// On the way here the page before shows that something is going on; a reloaded page shows it itself.
	if (browser && navigating.to) await mail.resume();
	return { mail };
};
