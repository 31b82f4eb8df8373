import { defineProblems } from '@postern/problem';

/** How verifying an address can fail, beyond the auth request itself. */
export const problems = defineProblems({
	email_verified_already: { status: 409, title: 'This address is verified already.' },
});
