import { defineProblems } from '@postern/problem';

/** How work with passwords can fail. */
export const problems = defineProblems({
	sign_in_busy: { status: 503, title: 'Many people are signing in right now. Try again shortly.' },
});
