import { Problem } from '@postern/problem';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { problems } from './problems.ts';

/** How long a session may go unused, and how long it may live at all. */
export interface SessionLife {
	readonly idleSeconds: number;
	readonly absoluteSeconds: number;
}

/** Why a session was ended before its time. */
export type EndReason =
	| 'signed_out'
	| 'replaced'
	| 'session_limit'
	| 'revoked'
	| 'password_changed'
	| 'email_changed'
	| 'email_change_undone'
	| 'account_deletion'
	| 'address_verified'
	| 'disowned'
	| 'operator';

/** What one look-up knows of a token: its session and the session's user. */
export interface SessionFacts {
	readonly token_hash: string;
	readonly session_id: string;
	readonly session_created_at: number;
	readonly last_seen_at: number;
	readonly expires_at: number;
	readonly ended_at: number | null;
	readonly end_reason: string | null;
	readonly kept_account_due_at: number | null;
	readonly user_id: string;
	readonly email: string;
	readonly name: string | null;
	readonly user_created_at: number;
	readonly disabled_at: number | null;
	readonly verified_at: number | null;
}

/** A session that was good when its request arrived. */
export interface CheckedSession {
	readonly id: string;
	readonly userId: string;
	/** When its person last proved who they are: every proof starts a new session. */
	readonly provenAt: number;
	readonly user: {
		readonly id: string;
		readonly email: string;
		readonly name: string | null;
		readonly isEmailVerified: boolean;
		readonly createdAt: number;
		/** When it was going to be deleted, if the sign-in of this session kept it from that. */
		readonly keptFromDeletionAt: number | null;
	};
}

/** The everyday refusal says the same each time, and so is made once. */
const NO_SESSION = new Problem(problems.no_session);

/** The session these facts make at this time, or why they make none. A pure function. */
export function judge(
	facts: SessionFacts | undefined,
	now: number,
	life: SessionLife,
): CheckedSession | Problem {
	if (facts === undefined) return NO_SESSION;
	if (facts.ended_at !== null) return deadProblem(facts, facts.ended_at, life);
	const over = overProblem(facts, now, life);
	if (over !== null) return over;
	if (facts.disabled_at !== null) return new Problem(problems.account_disabled);
	return toCheckedSession(facts);
}

/** A session that had died by itself when it was ended with others keeps its own reason. */
function deadProblem(facts: SessionFacts, endedAt: number, life: SessionLife): Problem {
	return overProblem(facts, endedAt - NOTE_LATE_MS, life) ?? endedProblem(facts);
}

/** Far longer than a note of use waits to be written, in any process. */
const NOTE_LATE_MS = MINUTE_MS;

/** The times that a session's life is counted by. */
type LifeTimes = Pick<SessionFacts, 'last_seen_at' | 'expires_at'>;

/** Whether a session's life goes on at this time, if nobody ends it. */
export const isWithinLife = (times: LifeTimes, now: number, life: SessionLife): boolean =>
	overProblem(times, now, life) === null;

function overProblem(times: LifeTimes, now: number, { idleSeconds }: SessionLife): Problem | null {
	if (now >= times.expires_at) return new Problem(problems.session_expired_absolute);
	const isIdle = now >= times.last_seen_at + idleSeconds * SECOND_MS;
	return isIdle ? new Problem(problems.session_expired_idle) : null;
}

/**
 * Makes sure that a session is there and was not ended.
 * @throws {Problem} session_ended
 */
export function assertNotEnded(
	ending: Pick<SessionFacts, 'ended_at' | 'end_reason'> | undefined,
): void {
	if (ending?.ended_at !== null) throw endedProblem(ending);
}

/** Says that a session was ended, with when and why where a tombstone knows. */
function endedProblem(ending: Pick<SessionFacts, 'ended_at' | 'end_reason'> | undefined): Problem {
	const endedAt = ending?.ended_at ?? null;
	if (endedAt === null) return new Problem(problems.session_ended);
	return new Problem(problems.session_ended, {
		extensions: {
			endedAt: new Date(endedAt).toISOString(),
			reason: ending?.end_reason ?? 'revoked',
		},
	});
}

function toCheckedSession(facts: SessionFacts): CheckedSession {
	return {
		id: facts.session_id,
		userId: facts.user_id,
		provenAt: facts.session_created_at,
		user: {
			id: facts.user_id,
			email: facts.email,
			name: facts.name,
			isEmailVerified: facts.verified_at !== null,
			createdAt: facts.user_created_at,
			keptFromDeletionAt: facts.kept_account_due_at,
		},
	};
}
