import { defineProblems } from '@postern/problem';

/** How signing in with a password can fail. One code for a wrong address and a wrong password. */
export const problems = defineProblems({
	invalid_credentials: { status: 401, title: 'The e-mail address or the password is wrong.' },
});
