import { type Clock, DAY_MS, SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Where } from '../../ports/where.ts';
import { type AccountEndingsDeps, createAccountEndings } from './account-endings.ts';
import { estimateLiving } from './sample.ts';
import { createStarting, type StartingDeps } from './starting.ts';
import type { SessionStore } from './store.ts';
import { assertNotEnded } from './verdict.ts';

/** What sessions need. */
export interface SessionsDeps extends Omit<StartingDeps, 'store'> {
	readonly store: AccountEndingsDeps['store'] &
		Pick<SessionStore, 'start' | 'end' | 'listHolders' | 'removeDead' | 'sample'>;
	readonly clock: Clock;
}

/** Starting and ending sessions. */
export function createSessions(deps: SessionsDeps) {
	const { store, trail, clock, life } = deps;

	return {
		...createAccountEndings({ store, trail, clock, life }),

		start: createStarting(deps),

		/** Ends a session; once this has answered, no request passes with its token. */
		signOut: (tokenHash: string, where: Where): Promise<void> =>
			store.end(tokenHash, 'signed_out', clock(), (trx, { id: sessionId, user_id: userId }) =>
				trail.record(trx, { name: 'signed_out', account: { userId }, sessionId }, where),
			),

		/**
		 * Makes sure, within a write's transaction, that the session was not ended since its request was let
		 * in: a body may arrive seconds after its headers.
		 * @throws {Problem} session_ended
		 */
		async assertLive(trx: Db, id: string): Promise<void> {
			assertNotEnded(await store.findEnding(trx, id));
		},

		/** About how many sessions would be let in now; exact while there are few. */
		async estimateLiving(): Promise<number> {
			const now = clock();
			return estimateLiving(await store.sample(now, now - life.idleSeconds * SECOND_MS));
		},

		/** Up to `limit` people, after one and in their order, with a session that was begun until a time. */
		listHolders: (begunUntil: number, after: string, limit: number): Promise<string[]> =>
			store.listHolders({ begunUntil, after, limit }),

		/** Removes up to `limit` sessions that died more than a day ago; answers how many. */
		removeDead: (limit: number): Promise<number> =>
			store.removeDead(clock() - DAY_MS, life.idleSeconds * SECOND_MS, limit),
	};
}

export type Sessions = ReturnType<typeof createSessions>;
