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

		/**
		 * The account of an address in normal form. The language comes along, in the same statement for known
		 * and unknown addresses: asking for it afterwards would take longer for the known ones.
		 */
		findByEmail: (email: string, trx: Db = db) =>
			trx
				.selectFrom('user')
				.leftJoin('profile', 'profile.user_id', 'user.id')
				.select(['user.id', 'user.email', 'user.disabled_at', 'profile.language'])
				.where('user.email', '=', email)
				.executeTakeFirst(),

		/** Changes the name, which is kept here for the look-up of every checked request. */
		async rename(trx: Db, id: string, name: string | null): Promise<void> {
			await trx.updateTable('user').set({ name }).where('id', '=', id).execute();
		},

		/** Whether there is any user at all. */
		async isEmpty(): Promise<boolean> {
			return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) === undefined;
		},
	};
}

export type UserStore = ReturnType<typeof createUserStore>;
