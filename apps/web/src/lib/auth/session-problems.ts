import type { Problem } from '@postern/api-client';
import { createExplain, type Sentence, type SessionCode } from '#lib/problems.ts';

/** The compiler wants every code. */
const SENTENCES: Record<SessionCode, Sentence> = {
	no_session: 'You are not signed in any more. Sign in to go on.',
	session_expired_idle: 'You were away for a while, so we signed you out. Sign in to go on.',
	session_expired_absolute: 'It has been a while since you signed in. Sign in again to go on.',
	session_ended: sessionEnded,
	step_up_required:
		'You signed in a while ago, and this matters. Confirm that it is you, and it goes on.',
	session_not_found: 'This session had ended already.',
};

const ENDED_BECAUSE: Record<string, string> = {
	signed_out: 'You signed out on another page or device',
	replaced: 'This session was replaced by a newer sign-in',
	session_limit: 'You signed in on many other devices, and this was the oldest',
	revoked: 'This session was ended from another place',
	password_changed: 'The password of your account changed',
};

/** What a failure means to somebody at work: the end of the session, and all other failures too. */
export const explainAtWork = createExplain(SENTENCES);

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
