import type { Db } from '../../ports/storage.ts';

/** What signing in needs to know of an address. */
export interface PasswordFacts {
	readonly user_id: string;
	/** Null for an account that has no password. */
	readonly hash: string | null;
	readonly set_at: number | null;
}

/** The password table. */
export function createPasswordStore(db: Db) {
	return {
		/** One statement whether the address is known or not, so that both take as long. */
		findByEmail: (email: string): Promise<PasswordFacts | undefined> =>
			db
				.selectFrom('user')
				.leftJoin('password', 'password.user_id', 'user.id')
				.select(['user.id as user_id', 'password.hash', 'password.updated_at as set_at'])
				.where('user.email', '=', email)
				.executeTakeFirst(),

		async set(userId: string, hash: string, now: number, trx: Db = db): Promise<void> {
			await trx
				.insertInto('password')
				.values({ user_id: userId, hash, updated_at: now })
				.onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, updated_at: now }))
				.execute();
		},

		/** Whether an account still has the password that was set at a time; a better hash of it is the same one. */
		async isSetSince(trx: Db, userId: string, setAt: number): Promise<boolean> {
			const found = await trx
				.selectFrom('password')
				.select('user_id')
				.where('user_id', '=', userId)
				.where('updated_at', '=', setAt)
				.executeTakeFirst();
			return found !== undefined;
		},

		/** Takes the password of an account away; false when it has none. */
		async remove(trx: Db, userId: string): Promise<boolean> {
			const { numDeletedRows } = await trx
				.deleteFrom('password')
				.where('user_id', '=', userId)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},

		/** Replaces a hash by a better one of the same password, unless the password changed meanwhile. */
		async upgrade(userId: string, from: string, to: string): Promise<void> {
			await db
				.updateTable('password')
				.set({ hash: to })
				.where('user_id', '=', userId)
				.where('hash', '=', from)
				.execute();
		},
	};
}

export type PasswordStore = ReturnType<typeof createPasswordStore>;
