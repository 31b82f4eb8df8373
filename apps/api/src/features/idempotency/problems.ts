import { defineProblems } from '@postern/problem';

/** How a repeated write can fail. */
export const problems = defineProblems({
	idempotency_key_reused: {
		status: 422,
		title: 'This Idempotency-Key was already used for a different request.',
	},
});
