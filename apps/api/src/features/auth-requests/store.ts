import { type ExpressionBuilder, sql } from 'kysely';
import type { Database } from '../../database.ts';
import type { Db, Storage } from '../../ports/storage.ts';
import { type NewAuthRequest, rowOf } from './row.ts';
import type { StoredSecrets } from './secrets.ts';

/** Which auth request somebody means, and that they started it: one of the hashes must be its own. */
export interface Claim {
	readonly id: string;
	readonly purpose: string;
	readonly starterHashes: readonly string[];
	/** The account it is for; null for none. */
	readonly userId: string | null;
}

/** Auth requests by what they have in common: of an address, or for an account. */
export type Whichever = { readonly purpose?: string } & (
	| { readonly email: string; readonly userId?: never }
	| { readonly userId: string; readonly email?: never }
);

const FACTS = [
	'id',
	'type',
	'email',
	'starter_hash',
	'link_hash',
	'code_mac',
	'tries',
	'link_target',
	'redirect_to',
	'state',
	'life_seconds',
	'sent_at',
	'expires_at',
	'used_at',
	'user_id',
] as const;

/** The table of auth requests. */
export function createAuthRequestStore({ db, engine }: Pick<Storage, 'db' | 'engine'>) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		insert,
		renew,
		spendTry,
		use,

		/** The request somebody started. */
		find: ({ id, purpose, starterHashes, userId }: Claim, trx: Db = db) =>
			trx
				.selectFrom('auth_request')
				.select(FACTS)
				.where('id', '=', id)
				.where('purpose', '=', purpose)
				.where('starter_hash', 'in', starterHashes)
				.where('user_id', 'is not distinct from', userId)
				.executeTakeFirst(),

		/** The newest request for an account that nobody has used. */
		findPending: (userId: string, purpose: string) =>
			db
				.selectFrom('auth_request')
				.select(FACTS)
				.where(isPending({ userId, purpose }))
				.orderBy('sent_at', 'desc')
				.limit(1)
				.executeTakeFirst(),

		/** The request a link belongs to, whoever opens it. */
		findByLink: (linkHash: string, purpose: string, userId: string | null, trx: Db = db) =>
			trx
				.selectFrom('auth_request')
				.select(FACTS)
				.where('link_hash', '=', linkHash)
				.where('purpose', '=', purpose)
				.where('user_id', 'is not distinct from', userId)
				.executeTakeFirst(),

		/**
		 * Holds what is pending of addresses, or for an account, until the transaction ends, always in the same
		 * order, so that two who do so wait for each other and not in a circle; answers which. On SQLite all
		 * transactions take turns anyway.
		 */
		async lockPending(trx: Db, which: readonly Whichever[]): Promise<string[]> {
			const rows = await trx
				.selectFrom('auth_request')
				.select('id')
				.where((requests) => requests.or(which.map((each) => isPending(each)(requests))))
				.orderBy('id')
				.$if(engine === 'postgres', (pending) => pending.forUpdate())
				.execute();
			return rows.map(({ id }) => id);
		},

		takeTurn: engine === 'postgres' ? takeTurn : () => Promise.resolve(),

		withdrawPending,

		/** Addresses with a request that nobody has used, after one and in their order. */
		listPendingEmails: (after: string, limit: number) => listPendingEmails(db, after, limit),

		/** Removes up to `limit` requests that expired before a time; answers how many. */
		async removeExpired(before: number, limit: number): Promise<number> {
			const expired = db
				.selectFrom('auth_request')
				.select('id')
				.where('expires_at', '<', before)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('auth_request')
				.where('id', 'in', expired)
				// Renewed since it was found: it lives.
				.where('expires_at', '<', before)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type AuthRequestStore = ReturnType<typeof createAuthRequestStore>;

/** What is known of an auth request. */
export type AuthRequestFacts = NonNullable<Awaited<ReturnType<AuthRequestStore['find']>>>;

async function insert(trx: Db, request: NewAuthRequest): Promise<void> {
	await trx.insertInto('auth_request').values(rowOf(request)).execute();
}

/** Puts new secrets in the place of the old; false when it was used or is too young for another mail. */
async function renew(
	trx: Db,
	id: string,
	secrets: StoredSecrets,
	times: { sentAt: number; expiresAt: number; lastSentBefore: number },
): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('auth_request')
		.set({
			link_hash: secrets.linkHash,
			code_mac: secrets.codeMac,
			sent_at: times.sentAt,
			expires_at: times.expiresAt,
		})
		.where('id', '=', id)
		.where('used_at', 'is', null)
		.where('sent_at', '<=', times.lastSentBefore)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}

/**
 * Spends a try and gives what to compare the code with; undefined when there is none to spend. The try
 * is counted before the comparison and in one statement, so that of twenty guesses in parallel no more
 * are compared than the request has tries (better-auth #9993).
 */
async function spendTry(trx: Db, claim: Claim, triesMax: number, now: number) {
	const row = await trx
		.updateTable('auth_request')
		.set((update) => ({ tries: update('tries', '+', 1) }))
		.where('id', '=', claim.id)
		.where('purpose', '=', claim.purpose)
		.where('starter_hash', 'in', claim.starterHashes)
		.where('user_id', 'is not distinct from', claim.userId)
		.where('used_at', 'is', null)
		.where('expires_at', '>', now)
		.where('code_mac', 'is not', null)
		.where('tries', '<', triesMax)
		.returning(['email', 'code_mac', 'tries'])
		.executeTakeFirst();
	return row?.code_mac ? { ...row, code_mac: row.code_mac } : undefined;
}

/**
 * Uses a request up, if the secret that was shown is still its own; undefined when somebody else was
 * first, it has expired or was renewed. Whoever gets the row is the only one (better-auth #8067).
 */
function use(
	trx: Db,
	id: string,
	shown: { column: 'link_hash' | 'code_mac'; value: string },
	now: number,
) {
	return trx
		.updateTable('auth_request')
		.set({ used_at: now, code_mac: null })
		.where('id', '=', id)
		.where(shown.column, '=', shown.value)
		.where('used_at', 'is', null)
		.where('expires_at', '>', now)
		.returning(['id', 'email', 'state', 'redirect_to', 'user_id'])
		.executeTakeFirst();
}

/** Whether nobody has used a request. */
function isPending({ email, userId, purpose }: Whichever) {
	return (requests: ExpressionBuilder<Database, 'auth_request'>) =>
		requests.and([
			requests('used_at', 'is', null),
			email === undefined ? requests('user_id', '=', userId) : requests('email', '=', email),
			...(purpose === undefined ? [] : [requests('purpose', '=', purpose)]),
		]);
}

/**
 * Lets those who begin in each other's place go one after another, or two who see nothing to replace would both
 * begin. To be called before anything is locked. On SQLite all transactions take turns anyway.
 */
async function takeTurn(trx: Db, { userId, email, purpose }: Whichever): Promise<void> {
	const whose = JSON.stringify(['auth_request', userId, email, purpose]);
	await sql`select pg_advisory_xact_lock(hashtextextended(${whose}, 0))`.execute(trx);
}

/** Uses up what is pending without anybody having shown a secret. */
async function withdrawPending(trx: Db, ids: readonly string[], now: number): Promise<void> {
	await trx
		.updateTable('auth_request')
		.set({ used_at: now, code_mac: null })
		.where('id', 'in', ids)
		.where('used_at', 'is', null)
		.execute();
}

/** Addresses with a request that nobody has used, after one and in their order. */
async function listPendingEmails(db: Db, after: string, limit: number): Promise<string[]> {
	const rows = await db
		.selectFrom('auth_request')
		.select('email')
		.distinct()
		.where('used_at', 'is', null)
		.where('email', '>', after)
		.orderBy('email')
		.limit(limit)
		.execute();
	return rows.map(({ email }) => email);
}
