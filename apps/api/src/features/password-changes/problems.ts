import { defineProblems } from '@postern/problem';

/** How changing a password can fail. */
export const problems = defineProblems({
	current_password_wrong: { status: 403, title: 'The current password is wrong.' },
});
