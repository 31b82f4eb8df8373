import { goto } from '$app/navigation';
import { createMailRegistration } from '#lib/joining/registration.ts';
import { journey } from '#lib/navigation/journey.svelte.ts';
import { sameWay } from '#lib/navigation/sign-in-link.ts';
import { resumeHere } from '#lib/passwordless/resume-here.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	const mail = createMailRegistration({
		arrive: journey.arrive,
		onlost: (email) => {
			journey.email = email;
			void goto(sameWay('/register', new URL(location.href)));
		},
	});
	await resumeHere(mail);
	return { mail };
};
