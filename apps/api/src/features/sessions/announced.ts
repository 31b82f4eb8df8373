import type { Db } from '../../ports/storage.ts';
import { end, endOldest, endOwn, succeed } from './endings.ts';
import type { EndReason } from './verdict.ts';
import type { EndedSession, Ending, NewSession, SessionCap } from './writes.ts';

/** Lets those who watch sessions of this account know, once the transaction is committed. */
export type Announce = (trx: Db, userId: string) => Promise<void>;

/** Every statement that ends sessions, each of which announces it: so no ending can be forgotten. */
export function createAnnouncedEndings(announce: Announce) {
	async function announceOwners(trx: Db, ended: readonly EndedSession[]): Promise<void> {
		for (const userId of new Set(ended.map(({ user_id }) => user_id))) await announce(trx, userId);
	}

	return {
		async end(trx: Db, tokenHash: string, reason: EndReason, now: number) {
			const ended = await end(trx, tokenHash, reason, now);
			await announceOwners(trx, ended);
			return ended;
		},

		async endOldest(trx: Db, session: NewSession, cap: SessionCap) {
			const ended = await endOldest(trx, session, cap);
			await announceOwners(trx, ended);
			return ended;
		},

		/** Ends sessions of one user in one statement; answers which, and when each was last seen. */
		async endOwn(trx: Db, ending: Ending) {
			const ended = await endOwn(trx, ending);
			if (ended.length > 0) await announce(trx, ending.userId);
			return ended;
		},

		/** Ends a session and puts another in its place, the same but for what names it. */
		async succeed(trx: Db, id: string, successor: Parameters<typeof succeed>[2], now: number) {
			const old = await succeed(trx, id, successor, now);
			await announce(trx, old.user_id);
			return old;
		},
	};
}

export type AnnouncedEndings = ReturnType<typeof createAnnouncedEndings>;
