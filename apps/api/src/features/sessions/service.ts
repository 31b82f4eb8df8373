import { randomUUID } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';
import { type Clock, DAY_MS, SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import { type AccountEndingsDeps, createAccountEndings } from './account-endings.ts';
import type { SessionStore } from './store.ts';
import { assertNotEnded, type SessionLife } from './verdict.ts';
import type { EndedByStart, EndedSession, StartedSession } from './writes.ts';

/** What sessions need. */
export interface SessionsDeps {
	readonly store: AccountEndingsDeps['store'] & Pick<SessionStore, 'start' | 'end' | 'removeDead'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	readonly life: SessionLife;
	/** Live sessions one user may have; the oldest end first. */
	readonly perUserMax: number;
	/** Keeps an account from being deleted since its person signs in; answers when it would have been. */
	readonly keepAccount: (
		trx: Db,
		kept: { readonly userId: string; readonly where: Where },
	) => Promise<number | null>;
}

/** How a person proved who they are. */
export type SignInMethod = 'password' | 'link' | 'code';

/** Somebody who has proven who they are. */
export interface SignIn {
	readonly userId: string;
	readonly method: SignInMethod;
	readonly replacesTokenHash: string | null;
	readonly where: Where;
}

/** Starting and ending sessions. */
export function createSessions(deps: SessionsDeps) {
	const { store, trail, clock, life, perUserMax, keepAccount } = deps;

	/** Writes down who signed in, and which sessions that ended. */
	async function recordStart(
		trx: Db,
		session: { readonly id: string; readonly userId: string },
		{ replaced, overLimit }: EndedByStart,
		{ method, where }: { readonly method: SignInMethod; readonly where: Where },
	): Promise<void> {
		for (const ended of replaced) await recordEnd(trx, 'session_replaced', ended, where);
		for (const ended of overLimit) await recordEnd(trx, 'session_over_limit', ended, where);
		const { id: sessionId, userId } = session;
		await trail.record(trx, { name: 'signed_in', account: { userId }, sessionId, method }, where);
	}

	const recordEnd = (
		trx: Db,
		name: 'signed_out' | 'session_replaced' | 'session_over_limit',
		{ id: sessionId, user_id: userId }: EndedSession,
		where: Where,
	): Promise<void> => trail.record(trx, { name, account: { userId }, sessionId }, where);

	return {
		...createAccountEndings({ store, trail, clock, life }),

		/**
		 * Starts a session with a new token, whatever the browser held before (session fixation), and ends
		 * the session it replaces. Null when the account is disabled.
		 * @param trx the transaction it is part of; unset for one of its own
		 */
		async start(options: SignIn, trx?: Db): Promise<StartedSession | null> {
			const token = mintToken();
			const now = clock();
			const { userId, method, where } = options;
			const session = { id: randomUUID(), userId, method, where, now };
			const started = await store.start(
				{
					...session,
					tokenHash: hashToken(token),
					expiresAt: now + life.absoluteSeconds * SECOND_MS,
				},
				options.replacesTokenHash,
				{ liveMax: perUserMax, idleBefore: now - life.idleSeconds * SECOND_MS },
				{
					trx,
					keep: (inner) => keepAccount(inner, { userId, where }),
					alongside: (inner, ended) => recordStart(inner, session, ended, options),
				},
			);
			return started ? { token, maxAgeSeconds: life.absoluteSeconds } : null;
		},

		/** Ends a session; once this has answered, no request passes with its token. */
		signOut: (tokenHash: string, where: Where): Promise<void> =>
			store.end(tokenHash, 'signed_out', clock(), (trx, ended) =>
				recordEnd(trx, 'signed_out', ended, where),
			),

		/**
		 * Makes sure, within a write's transaction, that the session was not ended since its request was let
		 * in: a body may arrive seconds after its headers.
		 * @throws {Problem} session_ended
		 */
		async assertLive(trx: Db, id: string): Promise<void> {
			assertNotEnded(await store.findEnding(trx, id));
		},

		/** Removes up to `limit` sessions that died more than a day ago; answers how many. */
		removeDead: (limit: number): Promise<number> =>
			store.removeDead(clock() - DAY_MS, life.idleSeconds * SECOND_MS, limit),
	};
}

export type Sessions = ReturnType<typeof createSessions>;
