import { journey } from '#lib/navigation/journey.svelte.ts';
import { createMailSignIn } from '#lib/passwordless/sign-ins.ts';
import { resumeHere } from '#lib/passwordless/resume-here.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	const mail = createMailSignIn({ arrive: journey.arrive });
	await resumeHere(mail);
	return { mail };
};
