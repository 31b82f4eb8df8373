import { defineProblems } from '@postern/problem';

/** How giving an account another address can fail, beyond the auth request itself, and how undoing it can. */
export const problems = defineProblems({
	email_taken: {
		status: 409,
		title: 'This address belongs to another account by now. Nothing was changed.',
	},
	undo_not_valid: { status: 404, title: 'This link to undo a change of address is not valid.' },
	undo_expired: { status: 410, title: 'This change of address can no longer be undone.' },
	undo_used: { status: 410, title: 'This change of address was undone already.' },
});
