import { randomUUID } from 'node:crypto';
import type { Db } from '../../ports/storage.ts';

/** What signing in needs to know of an address. */
export interface PasswordFacts {
	readonly user_id: string;
	/** Null for an account that has no password. */
	readonly hash: string | null;
	readonly generation: string | null;
}

/** The password table. */
export function createPasswordStore(db: Db) {
	return {
		/** One statement whether the address is known or not, so that both take as long. */
		findByEmail: (email: string): Promise<PasswordFacts | undefined> =>
			db
				.selectFrom('user')
				.leftJoin('password', 'password.user_id', 'user.id')
				.select(['user.id as user_id', 'password.hash', 'password.generation'])
				.where('user.email', '=', email)
				.executeTakeFirst(),

		/** The password of an account; undefined when it has none. */
		find: (userId: string, trx: Db = db) =>
			trx
				.selectFrom('password')
				.select(['hash', 'generation', 'updated_at'])
				.where('user_id', '=', userId)
				.executeTakeFirst(),

		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		async set(userId: string, hash: string, now: number, trx: Db = db): Promise<void> {
			const facts = { hash, generation: randomUUID(), updated_at: now };
			await trx
				.insertInto('password')
				.values({ user_id: userId, ...facts })
				.onConflict((conflict) => conflict.column('user_id').doUpdateSet(facts))
				.execute();
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
