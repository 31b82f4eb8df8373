import { defineProblems } from '@postern/problem';

/** How a link of a mail about a sign-in can fail. */
export const problems = defineProblems({
	notice_link_not_valid: {
		status: 404,
		title: 'This link is not valid, or more than seven days old.',
	},
});
