import { sentence } from '#lib/language/index.ts';
import { createExplain, type MailCode, type PasswordCode, type Sentence } from '#lib/problems.ts';

type LinkCode = Extract<
	MailCode,
	'link_not_valid' | 'auth_request_expired' | 'auth_request_used' | 'guesses_limited'
>;

/** The compiler wants every code. */
const SENTENCES: Record<PasswordCode | LinkCode, Sentence> = {
	current_password_wrong: sentence('This is not your current password.'),
	guesses_limited: sentence(
		'Too many wrong passwords were typed. You can do without: choose “I do not know it”.',
	),
	link_not_valid: sentence('This link does not work. Look for a newer mail, or ask for another.'),
	auth_request_expired: sentence('This link has expired. It works for 15 minutes.'),
	auth_request_used: sentence('This link has been used already. It works once.'),
};

/** What went wrong with a password means to a person, and what they can do about it; all other failures too. */
export const explainPassword = createExplain(SENTENCES);
