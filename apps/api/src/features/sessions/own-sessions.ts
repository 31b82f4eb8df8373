import { Problem } from '@postern/problem';
import { describeUserAgent } from '@postern/user-agent';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import { problems } from './problems.ts';
import type { SessionStore } from './store.ts';
import type { SessionRow } from './table.ts';
import { assertNotEnded, type CheckedSession, isWithinLife, type SessionLife } from './verdict.ts';
import type { Ending } from './writes.ts';

/** What a person's look at their sessions needs. */
export interface OwnSessionsDeps {
	readonly store: Pick<SessionStore, 'listLiving' | 'inTurn' | 'findEnding' | 'endOwn'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	readonly life: SessionLife;
}

/** A living session as its person sees it: nothing of its token, times in ISO 8601. */
export interface OwnSession {
	readonly id: string;
	readonly method: string;
	readonly createdAt: string;
	readonly lastSeenAt: string;
	readonly client: string | null;
	readonly browser: string | null;
	readonly system: string | null;
	readonly isThisSession: boolean;
}

type Asker = Pick<CheckedSession, 'id' | 'userId'>;

/**
 * The sessions of one person, seen and ended by one of them. A session is named by its id, never by its
 * token, and those of other people do not exist here (better-auth #9991).
 */
export function createOwnSessions({ store, trail, clock, life }: OwnSessionsDeps) {
	const idleBefore = (now: number) => now - life.idleSeconds * SECOND_MS;

	/**
	 * Answers how many sessions it ended. Those whose life is over are ended too and not counted: a note of their
	 * last use may still be on its way, or this clock be wrong, and that would bring them back.
	 * @throws {Problem} session_ended, when the asker was ended since its request was let in
	 */
	function end(asker: Asker, which: Ending['which'], where: Where): Promise<number> {
		const account = { userId: asker.userId };
		return store.inTurn(asker.userId, async (trx) => {
			assertNotEnded(await store.findEnding(trx, asker.id));
			const now = clock();
			const ended = await store.endOwn(trx, {
				...{ userId: asker.userId, by: asker.id },
				...{ which, reason: 'revoked', now },
			});
			const living = ended.filter((session) => isWithinLife(session, now, life));
			for (const { id: sessionId } of living) {
				const name = sessionId === asker.id ? 'signed_out' : 'session_revoked';
				await trail.record(trx, { name, account, sessionId }, where);
			}
			return living.length;
		});
	}

	return {
		/** The living sessions: this one first, then those used last. */
		async list(asker: Asker): Promise<OwnSession[]> {
			const now = clock();
			const rows = await store.listLiving(asker.userId, now, idleBefore(now));
			const own = rows.filter(({ id }) => id === asker.id);
			return [
				// Its use is this very request, which is not written down yet.
				...own.map((row) => show({ ...row, last_seen_at: now }, true)),
				...rows.filter(({ id }) => id !== asker.id).map((row) => show(row, false)),
			];
		},

		/**
		 * Ends one session of the asker's person, which may be the asker itself. Once this has answered, no
		 * request passes with it; so too for the others below.
		 * @throws {Problem} session_not_found: unknown, dead, or another person's
		 */
		async end(asker: Asker, id: string, where: Where): Promise<void> {
			if ((await end(asker, { id }, where)) === 0) throw new Problem(problems.session_not_found);
		},

		/** Ends all sessions but the asker; answers how many. */
		endOthers: (asker: Asker, where: Where): Promise<number> =>
			end(asker, { butId: asker.id }, where),

		/** Ends all sessions, the asker included; answers how many. */
		endAll: (asker: Asker, where: Where): Promise<number> => end(asker, 'all', where),
	};
}

export type OwnSessions = ReturnType<typeof createOwnSessions>;

function show(row: SessionRow, isThisSession: boolean): OwnSession {
	return {
		id: row.id,
		method: row.method,
		createdAt: new Date(row.created_at).toISOString(),
		lastSeenAt: new Date(row.last_seen_at).toISOString(),
		client: row.client,
		...describeUserAgent(row.user_agent),
		isThisSession,
	};
}
