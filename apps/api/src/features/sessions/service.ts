import { randomUUID } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';
import { type Clock, DAY_MS, SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Where } from '../../ports/where.ts';
import type { SessionStore } from './store.ts';
import { assertNotEnded, type SessionLife } from './verdict.ts';

/** What sessions need. */
export interface SessionsDeps {
	readonly store: Pick<SessionStore, 'start' | 'end' | 'findEnding' | 'removeDead'>;
	readonly clock: Clock;
	readonly life: SessionLife;
	/** Live sessions one user may have; the oldest end first. */
	readonly perUserMax: number;
}

/** How a person proved who they are. */
export type SignInMethod = 'password' | 'link' | 'code';

/** A session that was just started; its token goes into the cookie and nowhere else. */
export interface StartedSession {
	readonly token: string;
	readonly maxAgeSeconds: number;
}

/** Starting and ending sessions. */
export function createSessions({ store, clock, life, perUserMax }: SessionsDeps) {
	return {
		/**
		 * Starts a session with a new token, whatever the browser held before (session fixation), and ends
		 * the session it replaces. Null when the account is disabled.
		 * @param trx the transaction it is part of; unset for one of its own
		 */
		async start(
			options: {
				readonly userId: string;
				readonly method: SignInMethod;
				readonly replacesTokenHash: string | null;
				readonly where: Where;
			},
			trx?: Db,
		): Promise<StartedSession | null> {
			const token = mintToken();
			const now = clock();
			const started = await store.start(
				{
					tokenHash: hashToken(token),
					id: randomUUID(),
					userId: options.userId,
					method: options.method,
					where: options.where,
					now,
					expiresAt: now + life.absoluteSeconds * SECOND_MS,
				},
				options.replacesTokenHash,
				{ liveMax: perUserMax, idleBefore: now - life.idleSeconds * SECOND_MS },
				trx,
			);
			return started ? { token, maxAgeSeconds: life.absoluteSeconds } : null;
		},

		/** Ends a session; once this has answered, no request passes with its token. */
		signOut: (tokenHash: string): Promise<void> => store.end(tokenHash, 'signed_out', clock()),

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
