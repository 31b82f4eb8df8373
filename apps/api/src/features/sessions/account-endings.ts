import { randomUUID } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import type { SessionStore } from './store.ts';
import {
	assertNotEnded,
	type CheckedSession,
	type EndReason,
	isWithinLife,
	type SessionLife,
} from './verdict.ts';
import type { Ending, StartedSession } from './writes.ts';

/** What ending sessions with a change of the account needs. */
export interface AccountEndingsDeps {
	readonly store: Pick<SessionStore, 'takeTurn' | 'findEnding' | 'endOwn' | 'succeed'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	readonly life: SessionLife;
}

/**
 * What becomes of an account's sessions when the account itself changes: its password, its address. All of
 * it is done in the transaction of the change. Within one, look at auth requests first, then take the
 * account's turn, then touch sessions: whoever signs in by mail locks them in this order, too.
 */
export function createAccountEndings({ store, trail, clock, life }: AccountEndingsDeps) {
	const endMany = createEndMany({ store, trail, clock, life });

	return {
		/**
		 * Takes turns with every start and ending of this person's sessions until the transaction is over, and
		 * makes sure that the asker was not ended since its request was let in.
		 * @throws {Problem} session_ended
		 */
		async assertLiveInTurn(
			trx: Db,
			{ id, userId }: Pick<CheckedSession, 'id' | 'userId'>,
		): Promise<void> {
			await store.takeTurn(trx, userId);
			assertNotEnded(await store.findEnding(trx, id));
		},

		/**
		 * Ends all sessions of an account, or all but one, and records those that were alive; answers how many. Once
		 * the transaction is committed, no request passes with them, and a write of theirs that is under way is
		 * refused.
		 * @param except the id of the session that stays
		 * @param where null when nobody's request does it
		 */
		endAll: (
			trx: Db,
			userId: string,
			reason: EndReason,
			{ except = null }: { readonly except?: string | null },
			where: Where | null,
		): Promise<number> =>
			endMany(trx, { userId, reason, which: except === null ? 'all' : { butId: except } }, where),

		/** Ends all sessions that one browser has of an account, in the same way. */
		endOfBrowser: (
			trx: Db,
			{ userId, browserHash }: { readonly userId: string; readonly browserHash: string },
			where: Where,
		): Promise<number> =>
			endMany(trx, { userId, reason: 'disowned', which: { browserHash } }, where),

		/**
		 * Puts a session with a new id and a new token in the place of one that lives (ASVS 5.0, 7.2.4). It goes
		 * on where the old one was: it began when that began and ends when that would have, so that nobody
		 * prolongs a session by changing something, or makes an old proof a fresh one. Whoever holds a copy of
		 * the old token is left with nothing.
		 * @throws {Problem} session_ended
		 */
		async renew(
			trx: Db,
			{ id, userId }: Pick<CheckedSession, 'id' | 'userId'>,
			where: Where,
		): Promise<StartedSession & { readonly id: string }> {
			await store.takeTurn(trx, userId);
			assertNotEnded(await store.findEnding(trx, id));
			const token = mintToken();
			const now = clock();
			const successor = { id: randomUUID(), tokenHash: hashToken(token) };
			const { expires_at: expiresAt } = await store.succeed(trx, id, successor, now);
			const event = {
				name: 'session_renewed',
				account: { userId },
				sessionId: successor.id,
			} as const;
			await trail.record(trx, event, where);
			const maxAgeSeconds = Math.max(1, Math.ceil((expiresAt - now) / SECOND_MS));
			return { id: successor.id, token, maxAgeSeconds };
		},
	};
}

/** Ends sessions and records those that were alive; answers how many. */
function createEndMany({ store, trail, clock, life }: AccountEndingsDeps) {
	return async function endMany(
		trx: Db,
		{ userId, which, reason }: Pick<Ending, 'userId' | 'which' | 'reason'>,
		where: Where | null,
	): Promise<number> {
		await store.takeTurn(trx, userId);
		const now = clock();
		const ended = await store.endOwn(trx, { userId, which, reason, by: null, now });
		const living = ended.filter((session) => isWithinLife(session, now, life));
		const name = reason === 'operator' ? 'session_ended_by_operator' : 'session_revoked';
		for (const { id: sessionId } of living) {
			await trail.record(trx, { name, account: { userId }, sessionId }, where);
		}
		return living.length;
	};
}
