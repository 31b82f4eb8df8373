import { Problem, Unreachable, type ProblemCode } from '@postern/api-client';

type Sentence = string | ((problem: Problem) => string);

const GENERAL = 'Something went wrong on our side. Try again; if it happens again, tell support.';

/** What each problem means to a person and what to do about it. The compiler wants every code. */
const SENTENCES: Record<ProblemCode | 'unrecognized', Sentence> = {
	invalid_credentials: 'Wrong e-mail or password. Check both.',
	account_disabled: 'This account is disabled. Ask the people who run this site to enable it.',
	sign_in_busy: 'Many people are signing in right now.',
	no_session: 'You are not signed in any more. Sign in to go on.',
	session_expired_idle: 'You were away for a while, so we signed you out. Sign in to go on.',
	session_expired_absolute: 'It has been a while since you signed in. Sign in again to go on.',
	session_ended: sessionEnded,
	idempotency_key_reused: 'This was sent before in another form. Reload the page and try again.',
	todo_limit_reached: 'Your list is full. Delete some todos you no longer need, then add this one.',
	todo_not_found: 'This todo is gone. It was probably deleted in another tab.',
	not_ready: 'The server is starting.',
	malformed_request: 'The server could not read this. Reload the page and try again.',
	origin_not_allowed:
		'The server does not accept requests from this address. Tell the people who run this site.',
	body_too_large: 'That is too much text. Shorten it and try again.',
	unsupported_media_type: 'The server could not read this. Reload the page and try again.',
	invalid_request: (problem) => {
		const first = problem.errors[0];
		return first
			? `Please check what you typed: ${first.message}.`
			: 'Please check what you typed.';
	},
	rate_limited: 'That was too many tries.',
	internal_error: GENERAL,
	unavailable: 'The server is busy.',
	not_found: 'That does not exist (any more). Reload the page and try again.',
	unrecognized: GENERAL,
};

const SILENCE: Record<Unreachable['kind'], string> = {
	network: 'We can’t reach the server. Check your connection and try again.',
	timeout: 'This is taking longer than usual. Try again.',
	aborted: 'This was cancelled.',
	unreadable: 'The server did not answer properly. Try again in a moment.',
};

const ENDED_BECAUSE: Record<string, string> = {
	signed_out: 'You signed out on another page or device',
	replaced: 'This session was replaced by a newer sign-in',
	session_limit: 'You signed in on many other devices, and this was the oldest',
	revoked: 'This session was ended from another place',
};

/** The problems whose way out is to wait. */
const PASSING: ReadonlySet<string> = new Set([
	'sign_in_busy',
	'not_ready',
	'rate_limited',
	'unavailable',
]);

/**
 * What a failed request means to a person, and what they can do about it.
 * @param secondsLeft of the time the API asked to wait; for a countdown
 */
export function explain(error: unknown, secondsLeft = waitSeconds(error)): string {
	if (error instanceof Unreachable) return SILENCE[error.kind];
	if (!(error instanceof Problem)) return GENERAL;
	const sentence = SENTENCES[error.code];
	const text = typeof sentence === 'function' ? sentence(error) : sentence;
	return PASSING.has(error.code) ? `${text} Try again ${inSeconds(secondsLeft)}.` : text;
}

/** Seconds the API asked to wait before the next try, if it did. */
export function waitSeconds(error: unknown): number {
	return error instanceof Problem ? (error.retryAfterSeconds ?? 0) : 0;
}

function sessionEnded({ reason = '', endedAt }: Problem): string {
	const why = ENDED_BECAUSE[reason] ?? 'This session was ended';
	return `${why}${endedAt ? `, ${moment(endedAt)}` : ''}. Sign in to go on.`;
}

/** "today at 14:05", "on 3 May at 14:05" in the reader's own zone. */
function moment(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return 'a moment ago';
	const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
	if (date.toDateString() === new Date().toDateString()) return `today at ${time}`;
	return `on ${date.toLocaleDateString(undefined, { day: 'numeric', month: 'long' })} at ${time}`;
}

function inSeconds(seconds: number): string {
	if (seconds <= 0) return 'in a moment';
	if (seconds >= 120) return `in ${String(Math.ceil(seconds / 60))} minutes`;
	return seconds === 1 ? 'in 1 second' : `in ${String(seconds)} seconds`;
}
