import { browser } from '$app/env';
import { goto } from '$app/navigation';
import { navigating } from '$app/state';
import { createMailRegistration } from '#lib/joining/registration.ts';
import { journey } from '#lib/navigation/journey.svelte.ts';
import { sameWay } from '#lib/navigation/sign-in-link.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	const mail = createMailRegistration({
		arrive: journey.arrive,
		onlost: (email) => {
			journey.email = email;
			void goto(sameWay('/register', new URL(location.href)));
		},
	});
	// On the way here the page before shows that something is going on; a reloaded page shows it itself.
	if (browser && navigating.to) await mail.resume();
	return { mail };
};
