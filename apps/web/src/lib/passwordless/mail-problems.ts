import { sentence, t } from '#lib/language/index.ts';
import { createExplain, type MailCode, type Sentence } from '#lib/problems.ts';

/** The compiler wants every code. Apart from the others because the sign-in page can do without them. */
const SENTENCES: Record<MailCode, Sentence> = {
	sign_up_closed: sentence(
		'There is no account for this address, and none can be made here. Try the address you were invited with.',
	),
	auth_request_not_found: sentence('This browser has no sign-in under way any more. Start again.'),
	auth_request_expired: sentence('This mail has expired. Get a new one.'),
	auth_request_used: sentence('This mail has been used already. Get a new one.'),
	code_wrong: ({ triesLeft = 0 }) =>
		triesLeft === 1
			? t('That is not the code. One try left.')
			: t('That is not the code. {count} tries left.', { count: triesLeft }),
	code_tries_spent: sentence('Too many wrong codes. Get a new mail.'),
	code_not_offered: sentence('This mail has a link and no code. Open the link.'),
	guesses_limited: sentence('Too many wrong codes were tried for this account.'),
	link_not_valid: sentence('This link does not work any more. Only the newest mail’s does.'),
	notice_link_not_valid: sentence('This link is not valid, or more than seven days old.'),
	link_other_browser: sentence('This link only works in the browser where you asked for it.'),
	link_needs_confirmation: sentence(
		'Another browser asked for this link. Confirm that it was you.',
	),
};

/** What went wrong with a mail means to a person, and what they can do about it; all other failures too. */
export const explainMail = createExplain(SENTENCES);
