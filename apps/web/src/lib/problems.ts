import { Problem, Unreachable, type ProblemCode } from '@postern/api-client';
import { fieldError } from '#lib/forms/field-errors.ts';
import { sentence, t } from '#lib/language/index.ts';

/** What a problem means to a person and what to do about it: English for `t`, or already in their language. */
export type Sentence = string | ((problem: Problem) => string);

/** Only met by who was signed in; `auth/session-problems.ts` has their sentences. */
export type SessionCode = Extract<
	ProblemCode,
	| `session_${string}`
	| `todo_${string}`
	| 'idempotency_key_reused'
	| 'email_not_verified'
	| 'email_verified_already'
	| 'no_session'
	| 'step_up_required'
>;

/** Only met with a mail in hand; `passwordless/mail-problems.ts` has their sentences. */
export type MailCode = Extract<
	ProblemCode,
	| `auth_request_${string}`
	| `code_${string}`
	| `link_${string}`
	| 'guesses_limited'
	| 'notice_link_not_valid'
	| 'sign_up_closed'
>;

/** Only met with another address in mind; `account/address-problems.ts` has their sentences. */
export type AddressCode = Extract<ProblemCode, 'email_taken' | `undo_${string}`>;

/** Only met where a password is changed; `passwords/password-problems.ts` has its sentence. */
export type PasswordCode = 'current_password_wrong';

const GENERAL = sentence(
	'Something went wrong on our side. Try again; if it happens again, tell support.',
);

/** The compiler wants every code, here or there: what the sign-in page can do without is not loaded for it. */
const SENTENCES: Record<
	Exclude<ProblemCode, SessionCode | MailCode | AddressCode | PasswordCode> | 'unrecognized',
	Sentence
> = {
	invalid_credentials: sentence('Wrong e-mail or password. Check both.'),
	account_disabled: sentence(
		'This account is disabled. Ask the people who run this site to enable it.',
	),
	sign_in_busy: sentence('Many people are signing in right now.'),
	mails_limited: sentence('Several mails went to this address already. Look for the newest one.'),
	not_ready: sentence('The server is starting.'),
	malformed_request: sentence('The server could not read this. Reload the page and try again.'),
	origin_not_allowed: sentence(
		'The server does not accept requests from this address. Tell the people who run this site.',
	),
	body_too_large: sentence('That is too much text. Shorten it and try again.'),
	unsupported_media_type: sentence(
		'The server could not read this. Reload the page and try again.',
	),
	invalid_request: (problem) => {
		const first = problem.errors[0];
		const request = t('Please check what you typed.');
		return first ? `${request} ${fieldError(`This ${first.message}.`)}` : request;
	},
	rate_limited: sentence('That was too many tries.'),
	internal_error: GENERAL,
	unavailable: sentence('The server is busy.'),
	not_found: sentence('That does not exist (any more). Reload the page and try again.'),
	unrecognized: GENERAL,
};

const SILENCE: Record<Unreachable['kind'], string> = {
	network: sentence('We can’t reach the server. Check your connection and try again.'),
	timeout: sentence('This is taking longer than usual. Try again.'),
	aborted: sentence('This was cancelled.'),
	unreadable: sentence('The server did not answer properly. Try again in a moment.'),
};

/** The problems whose way out is to wait. */
const PASSING: ReadonlySet<string> = new Set([
	'sign_in_busy',
	'not_ready',
	'rate_limited',
	'unavailable',
	'mails_limited',
	'guesses_limited',
]);

/** What a failed request means to a person, and what they can do about it. */
export type Explain = (
	error: unknown,
	/** Of the time the API asked to wait; for a countdown. */
	secondsLeft?: number,
) => string;

export const explain = createExplain({});

/** @param more sentences for problems that only some pages meet */
export function createExplain(more: Partial<Record<Problem['code'], Sentence>>): Explain {
	const sentences: typeof more = { ...SENTENCES, ...more };
	return (error, secondsLeft = waitSeconds(error)) => {
		if (error instanceof Unreachable) return t(SILENCE[error.kind]);
		if (!(error instanceof Problem)) return t(GENERAL);
		const found = sentences[error.code] ?? GENERAL;
		const text = typeof found === 'function' ? found(error) : t(found);
		return PASSING.has(error.code) ? `${text} ${tryAgain(secondsLeft)}` : text;
	};
}

/** Seconds the API asked to wait before the next try, if it did. */
export function waitSeconds(error: unknown): number {
	return error instanceof Problem ? (error.retryAfterSeconds ?? 0) : 0;
}

function tryAgain(seconds: number): string {
	if (seconds <= 0) return t('Try again in a moment.');
	if (seconds === 1) return t('Try again in 1 second.');
	if (seconds < 120) return t('Try again in {seconds} seconds.', { seconds });
	return t('Try again in {minutes} minutes.', { minutes: Math.ceil(seconds / 60) });
}
