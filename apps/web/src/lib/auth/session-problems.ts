import type { Problem } from '@postern/api-client';
import { language, sentence, t } from '#lib/language/index.ts';
import { createExplain, type Sentence, type SessionCode } from '#lib/problems.ts';

/** The compiler wants every code. */
const SENTENCES: Record<SessionCode, Sentence> = {
	no_session: sentence('You are not signed in any more. Sign in to go on.'),
	session_expired_idle: sentence(
		'You were away for a while, so we signed you out. Sign in to go on.',
	),
	session_expired_absolute: sentence(
		'It has been a while since you signed in. Sign in again to go on.',
	),
	session_ended: sessionEnded,
	step_up_required: sentence(
		'You signed in a while ago, and this matters. Confirm that it is you, and it goes on.',
	),
	email_not_verified: sentence('Verify your e-mail address first: it opens the rest of the app.'),
	email_verified_already: sentence('Your e-mail address is verified already.'),
	idempotency_key_reused: sentence(
		'This was sent before in another form. Reload the page and try again.',
	),
	todo_limit_reached: sentence(
		'Your list is full. Delete some todos you no longer need, then add this one.',
	),
	todo_not_found: sentence('This todo is gone. It was probably deleted in another tab.'),
	session_not_found: sentence('This session had ended already.'),
};

const ENDED = sentence('This session was ended');
const ENDED_BECAUSE: Record<string, string> = {
	signed_out: sentence('You signed out on another page or device'),
	replaced: sentence('This session was replaced by a newer sign-in'),
	session_limit: sentence('You signed in on many other devices, and this was the oldest'),
	revoked: sentence('This session was ended from another place'),
	password_changed: sentence('The password of your account changed'),
	email_changed: sentence('The e-mail address of your account changed'),
	email_change_undone: sentence('The e-mail address of your account was changed back'),
	address_verified: sentence('Whoever reads the mail of your account proved that it is theirs'),
	disowned: sentence('Whoever reads the mail of your account said that this was not you'),
	operator: sentence('Those who run this service ended it'),
	account_deletion: sentence('The deletion of your account was asked for'),
};

/** What a failure means to somebody at work: the end of the session, and all other failures too. */
export const explainAtWork = createExplain(SENTENCES);

function sessionEnded({ reason = '', endedAt }: Problem): string {
	const why = t(ENDED_BECAUSE[reason] ?? ENDED);
	return endedAt
		? t('{why}, {when}. Sign in to go on.', { why, when: moment(endedAt) })
		: t('{why}. Sign in to go on.', { why });
}

/** "today at 14:05", "on 3 May at 14:05" in the reader's own zone. */
function moment(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return t('a moment ago');
	const { locale } = language;
	const time = date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
	if (date.toDateString() === new Date().toDateString()) return t('today at {time}', { time });
	const day = date.toLocaleDateString(locale, { day: 'numeric', month: 'long' });
	return t('on {day} at {time}', { day, time });
}
