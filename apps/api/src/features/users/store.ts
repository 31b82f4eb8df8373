import type { Db } from '../../ports/storage.ts';

/** A new account. */
export interface NewUser {
	readonly id: string;
	readonly email: string;
	readonly now: number;
	/** Whether the address was proven just now. */
	readonly isVerified?: boolean;
}

/** The user table. */
export function createUserStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		/** Adds a user; false when the address is taken. */
		async insert({ id, email, now, isVerified = false }: NewUser, trx: Db = db): Promise<boolean> {
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('user')
				.values({
					id,
					email,
					name: null,
					created_at: now,
					disabled_at: null,
					last_sign_in_at: null,
					verified_at: isVerified ? now : null,
				})
				.onConflict((conflict) => conflict.column('email').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		/**
		 * The account of an address in normal form. The language and the time zone come along, in the same
		 * statement for known and unknown addresses: asking for them afterwards would take longer for the known ones.
		 */
		findByEmail: (email: string, trx: Db = db) =>
			trx
				.selectFrom('user')
				.leftJoin('profile', 'profile.user_id', 'user.id')
				.select([
					'user.id',
					'user.email',
					'user.disabled_at',
					'user.verified_at',
					'profile.language',
					'profile.time_zone',
				])
				.where('user.email', '=', email)
				.executeTakeFirst(),

		/** Changes the name, which is kept here for the look-up of every checked request. */
		async rename(trx: Db, id: string, name: string | null): Promise<void> {
			await trx.updateTable('user').set({ name }).where('id', '=', id).execute();
		},

		/** How to write to an account's person. @throws when there is no such account */
		findContact: (trx: Db, id: string) =>
			trx
				.selectFrom('user')
				.leftJoin('profile', 'profile.user_id', 'user.id')
				.select(['user.email', 'profile.language', 'profile.time_zone'])
				.where('user.id', '=', id)
				.executeTakeFirstOrThrow(),

		verify,
		changeEmail,

		/** Whether an address is kept for an account that had it, other than this one. */
		isReserved: (email: string, butFor: string | null, now: number, trx: Db = db) =>
			isReserved(trx, email, butFor, now),

		/** Removes an account, and all that belongs to it by a foreign key. */
		async remove(trx: Db, id: string): Promise<void> {
			await trx.deleteFrom('user').where('id', '=', id).execute();
		},

		/** Whether there is any user at all. */
		async isEmpty(): Promise<boolean> {
			return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) === undefined;
		},
	};
}

export type UserStore = ReturnType<typeof createUserStore>;

async function isReserved(
	db: Db,
	email: string,
	butFor: string | null,
	now: number,
): Promise<boolean> {
	const row = await db
		.selectFrom('email_change')
		.select('id')
		.where('old_email', '=', email)
		.where('user_id', '!=', butFor ?? '')
		.where('undone_at', 'is', null)
		.where('undo_until', '>', now)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** Notes that the address was proven; false when that was known. */
async function verify(trx: Db, id: string, now: number): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('user')
		.set({ verified_at: now })
		.where('id', '=', id)
		.where('verified_at', 'is', null)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}

/**
 * Gives an account another address, which was proven; false when it has not the one it is changed from any more.
 * @throws the engine's error when another account has it
 */
async function changeEmail(
	trx: Db,
	id: string,
	{ from, to, now }: { readonly from: string; readonly to: string; readonly now: number },
): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('user')
		.set({ email: to, verified_at: now })
		.where('id', '=', id)
		.where('email', '=', from)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}
