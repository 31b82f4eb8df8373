import type { Db } from '../../ports/storage.ts';
import type { EmailChangeTable } from './table.ts';

const WITHDRAWN = 'withdrawn:';

/** The table of changes of address that can be undone. */
export function createEmailChangeStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		async insert(trx: Db, change: EmailChangeTable): Promise<void> {
			await trx.insertInto('email_change').values(change).execute();
		},

		/** The change that a link undoes. */
		findByUndo: (undoHash: string): Promise<EmailChangeTable | undefined> =>
			db
				.selectFrom('email_change')
				.selectAll()
				.where('undo_hash', '=', undoHash)
				.executeTakeFirst(),

		/** A change and those that came after it, of one account; without those that were undone. */
		listFrom: (trx: Db, { user_id, changed_at }: EmailChangeTable): Promise<EmailChangeTable[]> =>
			trx
				.selectFrom('email_change')
				.selectAll()
				.where('user_id', '=', user_id)
				.where('changed_at', '>=', changed_at)
				.where('undone_at', 'is', null)
				.orderBy('id')
				.execute(),

		/** Marks a change and those that came after it as undone; answers the ids of those that were not. */
		async undoFrom(
			trx: Db,
			{ user_id, changed_at }: EmailChangeTable,
			now: number,
		): Promise<string[]> {
			const undone = await trx
				.updateTable('email_change')
				.set({ undone_at: now })
				.where('user_id', '=', user_id)
				.where('changed_at', '>=', changed_at)
				.where('undone_at', 'is', null)
				.returning('id')
				.execute();
			return undone.map(({ id }) => id);
		},

		withdrawUndo,

		/** Removes up to `limit` changes that could be undone until before a time; answers how many. */
		async removeOld(before: number, limit: number): Promise<number> {
			const old = db
				.selectFrom('email_change')
				.select('id')
				.where('undo_until', '<', before)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('email_change')
				.where('id', 'in', old)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type EmailChangeStore = ReturnType<typeof createEmailChangeStore>;

/** Takes up to `limit` links back that would still undo something; answers whose changes. */
async function withdrawUndo(trx: Db, now: number, limit: number): Promise<string[]> {
	const good = trx
		.selectFrom('email_change')
		.select('id')
		.where('undo_until', '>', now)
		.where('undone_at', 'is', null)
		.where('undo_hash', 'not like', `${WITHDRAWN}%`)
		.orderBy('id')
		.limit(limit);
	const withdrawn = await trx
		.updateTable('email_change')
		// The hash of nothing that could be shown.
		.set((change) => ({ undo_hash: change(change.val(WITHDRAWN), '||', change.ref('id')) }))
		.where('id', 'in', good)
		.returning('id')
		.execute();
	return withdrawn.map(({ id }) => id);
}
