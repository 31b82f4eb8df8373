import type { Db } from '../../ports/storage.ts';
import type { AccountDeletionTable } from './table.ts';

/** The table of accounts that are going to be deleted. */
export function createAccountDeletionStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		async insert(trx: Db, deletion: AccountDeletionTable): Promise<void> {
			await trx.insertInto('account_deletion').values(deletion).execute();
		},

		/** Takes the deletion of an account back; undefined when there is none. */
		undo: (trx: Db, userId: string) =>
			trx
				.deleteFrom('account_deletion')
				.where('user_id', '=', userId)
				.returning(['due_at', 'locale'])
				.executeTakeFirst(),

		/** Up to `limit` accounts whose time has come, with what is needed to say goodbye. */
		listDue: (now: number, limit: number) =>
			db
				.selectFrom('account_deletion')
				.innerJoin('user', 'user.id', 'account_deletion.user_id')
				.select(['user.id', 'user.email', 'account_deletion.locale'])
				.where('due_at', '<=', now)
				.orderBy('due_at')
				.limit(limit)
				.execute(),

		/** Takes the row of a deletion whose time has come; false when it was undone meanwhile. */
		async take(trx: Db, userId: string, now: number): Promise<boolean> {
			const { numDeletedRows } = await trx
				.deleteFrom('account_deletion')
				.where('user_id', '=', userId)
				.where('due_at', '<=', now)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},
	};
}

export type AccountDeletionStore = ReturnType<typeof createAccountDeletionStore>;
