import { createExplain, type MailCode, type Sentence } from '#lib/problems.ts';

/** The compiler wants every code. Apart from the others because the sign-in page can do without them. */
const SENTENCES: Record<MailCode, Sentence> = {
	sign_up_closed:
		'There is no account for this address, and none can be made here. Try the address you were invited with.',
	auth_request_not_found: 'This browser has no sign-in under way any more. Start again.',
	auth_request_expired: 'This mail has expired. Get a new one.',
	auth_request_used: 'This mail has been used already. Get a new one.',
	code_wrong: ({ triesLeft = 0 }) =>
		`That is not the code. ${triesLeft === 1 ? 'One try' : `${String(triesLeft)} tries`} left.`,
	code_tries_spent: 'Too many wrong codes. Get a new mail.',
	code_not_offered: 'This mail has a link and no code. Open the link.',
	guesses_limited: 'Too many wrong codes were tried for this account.',
	link_not_valid: 'This link does not work any more. Only the newest mail’s does.',
	link_other_browser: 'This link only works in the browser where you asked for it.',
	link_needs_confirmation: 'Another browser asked for this link. Confirm that it was you.',
};

/** What went wrong with a mail means to a person, and what they can do about it; all other failures too. */
export const explainMail = createExplain(SENTENCES);
