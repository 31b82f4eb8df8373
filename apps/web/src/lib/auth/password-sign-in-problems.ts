import { sentence } from '#lib/language/index.ts';
import { createExplain } from '#lib/problems.ts';

/** What a failed sign-in with a password means to a person, and what they can do about it. */
export const explainPasswordSignIn = createExplain({
	guesses_limited: sentence(
		'Too many passwords were tried for this account. Use e-mail instead: the link in a mail still signs you in.',
	),
});
