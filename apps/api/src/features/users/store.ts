import type { Db } from '../../ports/storage.ts';

/** A new account. */
export interface NewUser {
	readonly id: string;
	readonly email: string;
	readonly now: number;
}

/** The user table. */
export function createUserStore(db: Db) {
	return {
		/** Adds a user; false when the address is taken. */
		async insert({ id, email, now }: NewUser, trx: Db = db): Promise<boolean> {
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('user')
				.values({
					id,
					email,
					name: null,
					created_at: now,
					disabled_at: null,
					last_sign_in_at: null,
				})
				.onConflict((conflict) => conflict.column('email').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		/** The account of an address in normal form. */
		findByEmail: (email: string, trx: Db = db) =>
			trx
				.selectFrom('user')
				.select(['id', 'email', 'disabled_at'])
				.where('email', '=', email)
				.executeTakeFirst(),

		/** Whether there is any user at all. */
		async isEmpty(): Promise<boolean> {
			return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) === undefined;
		},
	};
}

export type UserStore = ReturnType<typeof createUserStore>;
