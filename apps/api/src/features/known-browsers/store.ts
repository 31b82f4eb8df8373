import type { Db } from '../../ports/storage.ts';
import type { SignInNoticeTable } from './table.ts';

/** A browser of an account. */
export interface BrowserOfAccount {
	readonly userId: string;
	readonly browserHash: string;
}

/** The tables of browsers that accounts were used in, and of the mails about new ones. */
export function createKnownBrowserStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		touch,
		isKnown: (browser: BrowserOfAccount, since: number, trx: Db = db): Promise<boolean> =>
			isKnown(trx, browser, since),
		insert,
		forget,
		forgetAll,
		insertNotice,
		useNotice,
		withdrawNotices,

		/** The notice of a link that is still good. */
		findNotice: (trx: Db, tokenHash: string, now: number) =>
			trx
				.selectFrom('sign_in_notice')
				.select(['token_hash', 'user_id', 'session_id', 'browser_hash'])
				.where('token_hash', '=', tokenHash)
				.where('expires_at', '>', now)
				.executeTakeFirst(),

		/** Removes up to `limit` browsers that were last used before a time; answers how many. */
		async removeUnused(before: number, limit: number): Promise<number> {
			const unused = db
				.selectFrom('known_browser')
				.select(['user_id', 'browser_hash'])
				.where('last_used_at', '<', before)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('known_browser')
				.where((where) =>
					where(
						where.refTuple('user_id', 'browser_hash'),
						'in',
						unused.$asTuple('user_id', 'browser_hash'),
					),
				)
				.where('last_used_at', '<', before)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},

		/** Removes up to `limit` notices whose link has expired; answers how many. */
		async removeExpiredNotices(now: number, limit: number): Promise<number> {
			const expired = db
				.selectFrom('sign_in_notice')
				.select('token_hash')
				.where('expires_at', '<=', now)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('sign_in_notice')
				.where('token_hash', 'in', expired)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type KnownBrowserStore = ReturnType<typeof createKnownBrowserStore>;

/** Whether an account was used in a browser since a time. */
async function isKnown(
	trx: Db,
	{ userId, browserHash }: BrowserOfAccount,
	since: number,
): Promise<boolean> {
	const found = await trx
		.selectFrom('known_browser')
		.select('user_id')
		.where('user_id', '=', userId)
		.where('browser_hash', '=', browserHash)
		.where('last_used_at', '>=', since)
		.executeTakeFirst();
	return found !== undefined;
}

/** Notes another use of a browser; false when the account does not know it, or knew it too long ago. */
async function touch(
	trx: Db,
	{ userId, browserHash }: BrowserOfAccount,
	times: { readonly now: number; readonly forgottenBefore: number },
): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('known_browser')
		.set({ last_used_at: times.now })
		.where('user_id', '=', userId)
		.where('browser_hash', '=', browserHash)
		.where('last_used_at', '>=', times.forgottenBefore)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}

/** Keeps a browser, and of all of them no more than `max`: those that were used last. */
async function insert(
	trx: Db,
	{ userId, browserHash }: BrowserOfAccount,
	now: number,
	max: number,
): Promise<void> {
	await trx
		.insertInto('known_browser')
		.values({
			user_id: userId,
			browser_hash: browserHash,
			first_used_at: now,
			last_used_at: now,
		})
		.onConflict((conflict) =>
			conflict.columns(['user_id', 'browser_hash']).doUpdateSet({ last_used_at: now }),
		)
		.execute();
	const kept = trx
		.selectFrom('known_browser')
		.select('browser_hash')
		.where('user_id', '=', userId)
		.orderBy('last_used_at', 'desc')
		.orderBy('browser_hash')
		.limit(max);
	await trx
		.deleteFrom('known_browser')
		.where('user_id', '=', userId)
		.where('browser_hash', 'not in', kept)
		.execute();
}

/** Makes a browser new to an account again. */
async function forget(trx: Db, { userId, browserHash }: BrowserOfAccount): Promise<void> {
	await trx
		.deleteFrom('known_browser')
		.where('user_id', '=', userId)
		.where('browser_hash', '=', browserHash)
		.execute();
}

/** Makes every browser new to an account again. */
async function forgetAll(trx: Db, userId: string): Promise<void> {
	await trx.deleteFrom('known_browser').where('user_id', '=', userId).execute();
}

async function insertNotice(trx: Db, notice: Omit<SignInNoticeTable, 'used_at'>): Promise<void> {
	await trx
		.insertInto('sign_in_notice')
		.values({ ...notice, used_at: null })
		.execute();
}

/** Takes up to `limit` links back that are still good; answers which sessions they were about. */
async function withdrawNotices(trx: Db, now: number, limit: number): Promise<string[]> {
	const good = trx
		.selectFrom('sign_in_notice')
		.select('token_hash')
		.where('expires_at', '>', now)
		.orderBy('token_hash')
		.limit(limit);
	const withdrawn = await trx
		.updateTable('sign_in_notice')
		.set({ expires_at: now })
		.where('token_hash', 'in', good)
		.returning('session_id')
		.execute();
	return withdrawn.map(({ session_id: sessionId }) => sessionId);
}

/** Marks a notice as answered; false when it was. */
async function useNotice(trx: Db, tokenHash: string, now: number): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('sign_in_notice')
		.set({ used_at: now })
		.where('token_hash', '=', tokenHash)
		.where('used_at', 'is', null)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}
