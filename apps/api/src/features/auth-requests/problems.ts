import { defineProblems } from '@postern/problem';

/** How an auth request can fail. */
export const problems = defineProblems({
	auth_request_not_found: {
		status: 404,
		title: 'There is no such auth request, or another browser started it.',
	},
	auth_request_expired: { status: 410, title: 'The link and the code have expired.' },
	auth_request_used: { status: 410, title: 'The link or the code was used already.' },
	code_wrong: { status: 401, title: 'The code is wrong.' },
	code_tries_spent: { status: 410, title: 'Too many wrong codes. This mail takes no more.' },
	code_not_offered: { status: 409, title: 'This mail has a link and no code.' },
	guesses_limited: {
		status: 429,
		title: 'Too many guesses were made for this account. Use the link in a mail, or wait.',
	},
	mails_limited: { status: 429, title: 'Too many mails were asked for. Try again later.' },
	link_not_valid: {
		status: 404,
		title: 'The link is not valid, or a newer mail has taken its place.',
	},
	link_other_browser: {
		status: 403,
		title: 'The link only works in the browser that asked for it.',
	},
	link_needs_confirmation: {
		status: 403,
		title: 'Another browser asked for this link. A person has to confirm it here.',
	},
});
