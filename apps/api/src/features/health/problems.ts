import { defineProblems } from '@postern/problem';

/** Why this process should get no requests now. */
export const problems = defineProblems({
	not_ready: { status: 503, title: 'This instance cannot serve requests right now.' },
});
