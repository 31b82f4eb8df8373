import { defineProblems } from '@postern/problem';

/** How signing in by mail can fail, beyond the auth request itself. */
export const problems = defineProblems({
	sign_up_closed: { status: 403, title: 'There is no account for this address, and none is made.' },
});
