import { Problem } from '@postern/api-client';
import { sentence, t } from '#lib/language/index.ts';
import { explainMail } from './mail-problems.ts';
import type { LinkPhase } from './link-sign-in.svelte.ts';

/** What a person reads about a link that they opened: sentences, as long as they are in a table. */
export interface LinkWords {
	readonly title: string;
	readonly text: string;
	/** The way to the sign-in page. */
	readonly action: string;
	/** Whether what to do is elsewhere, and that way is only another one. */
	readonly isElsewhere?: true;
}

const NEW_MAIL = sentence('Get a new mail');
const OTHER_ADDRESS = sentence('Use another address');

const OPENING: LinkWords = {
	title: sentence('Signing you in…'),
	text: sentence('One moment.'),
	action: NEW_MAIL,
};

const WITHOUT_REFUSAL: Readonly<Record<Exclude<LinkPhase['kind'], 'refused'>, LinkWords>> = {
	opening: OPENING,
	done: OPENING,
	unconfirmed: {
		title: sentence('Sign in on this device?'),
		text: sentence(
			'You asked for this mail in another browser. Go on only if it was you who asked.',
		),
		action: NEW_MAIL,
	},
	'no-token': {
		title: sentence('The link is not complete'),
		text: sentence(
			'Its last part is missing: a mail program cut it off, or this page was loaded again. Open the link in the mail once more, or get a new mail.',
		),
		action: NEW_MAIL,
	},
};

const NOT_VALID: LinkWords = {
	title: sentence('This link does not work'),
	text: sentence(
		'Only the link in the newest mail does. Look for a newer mail, or get another one.',
	),
	action: NEW_MAIL,
};

const WORDS: Readonly<Partial<Record<Problem['code'], LinkWords>>> = {
	link_not_valid: NOT_VALID,
	invalid_request: NOT_VALID,
	auth_request_expired: {
		title: sentence('This link has expired'),
		text: sentence('It works for a short time only. Get a new mail, and open its link soon.'),
		action: NEW_MAIL,
	},
	auth_request_used: {
		title: sentence('This link has been used'),
		text: sentence(
			'A mail signs in once, with its link or with its code. Get a new one to sign in again.',
		),
		action: NEW_MAIL,
	},
};

const HEADINGS: Readonly<Partial<Record<Problem['code'], string>>> = {
	sign_up_closed: sentence('There is no account for this address'),
	account_disabled: sentence('This account is disabled'),
};

/** Says how it went with the link, and what to do now. */
export function linkWords(phase: LinkPhase): LinkWords {
	if (phase.kind !== 'refused') return said(WITHOUT_REFUSAL[phase.kind]);
	const { error, mayRetry } = phase;
	if (mayRetry) {
		return {
			title: error instanceof Problem ? t('That did not work') : t('The server does not answer'),
			text: `${explainMail(error)} ${t('The link is not used up.')}`,
			action: t('Sign in another way'),
		};
	}
	if (!(error instanceof Problem)) return said(NOT_VALID);
	if (error.code === 'link_other_browser') return otherBrowser(error);
	const words = WORDS[error.code];
	if (words) return said(words);
	const title = t(HEADINGS[error.code] ?? NOT_VALID.title);
	return { title, text: explainMail(error), action: t(OTHER_ADDRESS) };
}

/** The words in the language of the app. */
function said({ title, text, action }: LinkWords): LinkWords {
	return { title: t(title), text: t(text), action: t(action) };
}

function otherBrowser({ passwordlessType }: Problem): LinkWords {
	const text =
		passwordlessType === 'LINK'
			? t(
					'This link only works in the browser in which you asked for the mail. Open it there: copy it from the mail into that browser. Nothing is used up.',
				)
			: t(
					'This link only works in the browser in which you asked for the mail. Go back there and type the code from the same mail. Nothing is used up.',
				);
	return {
		title: t('Go back to where you asked for it'),
		text,
		action: t('Get a mail for this browser'),
		isElsewhere: true,
	};
}
