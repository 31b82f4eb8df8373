import type { Db } from '../../ports/storage.ts';

/** The reply that was given, and what it was the reply to. */
export interface StoredReply {
	readonly fingerprint: string;
	readonly status: number;
	readonly body: string;
}

interface Place {
	readonly userId: string;
	readonly key: string;
}

/** A status that no reply has: the key is taken, its reply not yet known. */
const PENDING = 0;

/** The table of replies to writes that carried a key. */
export function createIdempotencyStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		/**
		 * Takes a key for this request; false when it is taken. A second request with the key waits here
		 * until the first has committed, and then sees its reply.
		 */
		async take(
			trx: Db,
			{ userId, key }: Place,
			fingerprint: string,
			now: number,
		): Promise<boolean> {
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('idempotency_key')
				.values({ user_id: userId, key, fingerprint, status: PENDING, body: '', created_at: now })
				.onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		/** The reply that was given under a key. */
		find: (trx: Db, { userId, key }: Place): Promise<StoredReply | undefined> =>
			trx
				.selectFrom('idempotency_key')
				.select(['fingerprint', 'status', 'body'])
				.where('user_id', '=', userId)
				.where('key', '=', key)
				.executeTakeFirst(),

		/** Writes the reply down, in the transaction of the write itself. */
		async keep(trx: Db, { userId, key }: Place, status: number, body: string): Promise<void> {
			await trx
				.updateTable('idempotency_key')
				.set({ status, body })
				.where('user_id', '=', userId)
				.where('key', '=', key)
				.execute();
		},

		/** Removes up to `limit` replies older than a time; answers how many. */
		async removeOlderThan(time: number, limit: number): Promise<number> {
			const old = db
				.selectFrom('idempotency_key')
				.select(['user_id', 'key'])
				.where('created_at', '<', time)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('idempotency_key')
				.where(({ eb, refTuple }) =>
					eb(refTuple('user_id', 'key'), 'in', old.$asTuple('user_id', 'key')),
				)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
