import { Problem } from '@postern/api-client';
import { explainMail } from './mail-problems.ts';
import type { LinkPhase } from './link-sign-in.svelte.ts';

/** What a person reads about a link that they opened. */
export interface LinkWords {
	readonly title: string;
	readonly text: string;
	/** The way to the sign-in page. */
	readonly action: string;
	/** Whether what to do is elsewhere, and that way is only another one. */
	readonly isElsewhere?: true;
}

const NEW_MAIL = 'Get a new mail';
const OTHER_ADDRESS = 'Use another address';

const OPENING: LinkWords = { title: 'Signing you in…', text: 'One moment.', action: NEW_MAIL };

const WITHOUT_REFUSAL: Readonly<Record<Exclude<LinkPhase['kind'], 'refused'>, LinkWords>> = {
	opening: OPENING,
	done: OPENING,
	unconfirmed: {
		title: 'Sign in on this device?',
		text: 'You asked for this mail in another browser. Go on only if it was you who asked.',
		action: NEW_MAIL,
	},
	'no-token': {
		title: 'The link is not complete',
		text: 'Its last part is missing: a mail program cut it off, or this page was loaded again. Open the link in the mail once more, or get a new mail.',
		action: NEW_MAIL,
	},
};

const NOT_VALID: LinkWords = {
	title: 'This link does not work',
	text: 'Only the link in the newest mail does. Look for a newer mail, or get another one.',
	action: NEW_MAIL,
};

const WORDS: Readonly<Partial<Record<Problem['code'], LinkWords>>> = {
	link_not_valid: NOT_VALID,
	invalid_request: NOT_VALID,
	auth_request_expired: {
		title: 'This link has expired',
		text: 'It works for a short time only. Get a new mail, and open its link soon.',
		action: NEW_MAIL,
	},
	auth_request_used: {
		title: 'This link has been used',
		text: 'A mail signs in once, with its link or with its code. Get a new one to sign in again.',
		action: NEW_MAIL,
	},
};

const HEADINGS: Readonly<Partial<Record<Problem['code'], string>>> = {
	sign_up_closed: 'There is no account for this address',
	account_disabled: 'This account is disabled',
};

/** Says how it went with the link, and what to do now. */
export function linkWords(phase: LinkPhase): LinkWords {
	if (phase.kind !== 'refused') return WITHOUT_REFUSAL[phase.kind];
	const { error, mayRetry } = phase;
	if (mayRetry) {
		return {
			title: error instanceof Problem ? 'That did not work' : 'The server does not answer',
			text: `${explainMail(error)} The link is not used up.`,
			action: 'Sign in another way',
		};
	}
	if (!(error instanceof Problem)) return NOT_VALID;
	if (error.code === 'link_other_browser') return otherBrowser(error);
	return (
		WORDS[error.code] ?? {
			title: HEADINGS[error.code] ?? NOT_VALID.title,
			text: explainMail(error),
			action: OTHER_ADDRESS,
		}
	);
}

function otherBrowser({ passwordlessType }: Problem): LinkWords {
	const way =
		passwordlessType === 'LINK'
			? 'Open it there: copy it from the mail into that browser.'
			: 'Go back there and type the code from the same mail.';
	return {
		title: 'Go back to where you asked for it',
		text: `This link only works in the browser in which you asked for the mail. ${way} Nothing is used up.`,
		action: 'Get a mail for this browser',
		isElsewhere: true,
	};
}
