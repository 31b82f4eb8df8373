import type { Db, Lookup, Storage } from '../../ports/storage.ts';
import { type Announce, createAnnouncedEndings } from './announced.ts';
import { listHolders, type WhichHolders } from './holders.ts';
import { sampleSessions } from './sample.ts';
import { createStart } from './start.ts';
import type { SessionRow } from './table.ts';
import type { EndReason, SessionFacts } from './verdict.ts';
import type { AlongsideEnd } from './writes.ts';

/**
 * The session table.
 * @param announce told of every account whose sessions end or are replaced, in the transaction that does it
 */
export function createSessionStore(
	storage: Pick<Storage, 'db' | 'engine' | 'lookup'>,
	announce: Announce = () => Promise.resolve(),
) {
	const { db } = storage;
	const takeTurn = createTakeTurn(storage);
	const { end, endOwn, endOldest, succeed } = createAnnouncedEndings(announce);

	return {
		findByTokenHash: prepareFind(storage),
		start: createStart(storage, { end, endOldest }),

		/** Ends the live session of this token, if there is one, and does alongside what follows from that. */
		end: (tokenHash: string, reason: EndReason, now: number, alongside?: AlongsideEnd) =>
			db.transaction().execute(async (trx): Promise<void> => {
				for (const ended of await end(trx, tokenHash, reason, now)) await alongside?.(trx, ended);
			}),

		/**
		 * How a session was ended, undefined when there is none. On Postgres it cannot be ended between this
		 * and the end of the transaction; on SQLite nothing can be written there at all.
		 */
		findEnding: (trx: Db, id: string) =>
			trx
				.selectFrom('session')
				.select(['ended_at', 'end_reason'])
				.where('id', '=', id)
				.$if(storage.engine === 'postgres', (query) => query.forShare())
				.executeTakeFirst(),

		/** The living sessions of a user, those used last first. */
		listLiving: (userId: string, now: number, idleBefore: number): Promise<SessionRow[]> =>
			db
				.selectFrom('session')
				.select(['id', 'method', 'client', 'user_agent', 'created_at', 'last_seen_at'])
				.where('user_id', '=', userId)
				.where('ended_at', 'is', null)
				.where('expires_at', '>', now)
				.where('last_seen_at', '>', idleBefore)
				.orderBy('last_seen_at', 'desc')
				.orderBy('created_at', 'desc')
				.orderBy('id')
				.execute(),

		/**
		 * Runs work in a transaction that takes turns with every start and every other ending of this user:
		 * two sessions that end each other would otherwise wait for each other's rows. On SQLite all
		 * transactions take turns.
		 */
		inTurn: <T>(userId: string, work: (trx: Db) => Promise<T>): Promise<T> =>
			db.transaction().execute(async (trx) => {
				await takeTurn(trx, userId);
				return work(trx);
			}),

		/** The same within a transaction that somebody else opened, from here to its end. */
		takeTurn,

		/** Ends sessions of one user in one statement; answers which, and when each was last seen. */
		endOwn,

		/** Ends a session and puts another in its place, the same but for what names it. */
		succeed,

		/** The ids of people with a session that was not ended, in their order. */
		listHolders: (which: WhichHolders): Promise<string[]> => listHolders(db, which),

		/** Moves `lastSeen` forward, never back, and never on an ended session. */
		async markSeen(tokenHashes: readonly string[], seenAt: number): Promise<void> {
			await db
				.updateTable('session')
				.set({ last_seen_at: seenAt })
				.where('token_hash', 'in', tokenHashes)
				.where('last_seen_at', '<', seenAt)
				.where('ended_at', 'is', null)
				.execute();
		},

		/** A sample by which to estimate how many live. */
		sample: (now: number, idleBefore: number) => sampleSessions(db, now, idleBefore),

		/** Removes up to `limit` sessions that were dead before `deadBefore`; answers how many. */
		removeDead: (deadBefore: number, idleMs: number, limit: number) =>
			removeDead(db, deadBefore, idleMs, limit),
	};
}

export type SessionStore = ReturnType<typeof createSessionStore>;

/** On SQLite all transactions take turns anyway. */
function createTakeTurn({ engine }: Pick<Storage, 'engine'>) {
	return async function takeTurn(trx: Db, userId: string): Promise<void> {
		if (engine !== 'postgres') return;
		const user = trx.selectFrom('user').select('id').where('id', '=', userId);
		await user.forNoKeyUpdate().execute();
	};
}

/** The one statement of a checked request: session and user by token hash, prepared once. */
function prepareFind({ db, lookup }: Pick<Storage, 'db' | 'lookup'>): Lookup<SessionFacts> {
	return lookup('token_hash', (matches) =>
		db
			.selectFrom('session')
			.innerJoin('user', 'user.id', 'session.user_id')
			.select([
				'session.token_hash',
				'session.id as session_id',
				'session.last_seen_at',
				'session.created_at as session_created_at',
				'session.expires_at',
				'session.ended_at',
				'session.end_reason',
				'session.kept_account_due_at',
				'user.id as user_id',
				'user.email',
				'user.name',
				'user.created_at as user_created_at',
				'user.disabled_at',
				'user.verified_at',
			])
			.where(matches('session.token_hash')),
	);
}

async function removeDead(
	db: Db,
	deadBefore: number,
	idleMs: number,
	limit: number,
): Promise<number> {
	const dead = db
		.selectFrom('session')
		.select('token_hash')
		.where((where) =>
			where.or([
				where('ended_at', '<', deadBefore),
				where('expires_at', '<', deadBefore),
				where('last_seen_at', '<', deadBefore - idleMs),
			]),
		)
		.limit(limit);
	const { numDeletedRows } = await db
		.deleteFrom('session')
		.where('token_hash', 'in', dead)
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
