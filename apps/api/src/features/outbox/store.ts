import type { ExpressionBuilder, NotNull, QueryCreator, UpdateObject } from 'kysely';
import type { Database } from '../../database.ts';
import type { Db, Storage } from '../../ports/storage.ts';
import { type Backlog, countBacklog } from './backlog.ts';
import type { MailState } from './table.ts';

/**
 * First attempts and further ones wait in lines of their own, so that mails that fail again and again
 * never stand before one that was just written.
 */
export type Lane = 'first' | 'again';

/** A mail to keep; times in milliseconds since 1970. */
export interface NewMail {
	readonly id: string;
	readonly to: string;
	readonly template: string;
	readonly reference: string;
	readonly sealedContent: string;
	readonly messageId: string;
	readonly now: number;
	readonly expiresAt: number;
}

/** The right to work on mails until a time, after which another may take it. */
export interface Lease {
	readonly token: string;
	readonly until: number;
}

/** A mail that somebody holds a lease on. */
export interface ClaimedMail {
	readonly id: string;
	readonly lease: Lease;
	readonly to: string;
	readonly template: string;
	readonly sealedContent: string;
	readonly messageId: string;
	/** The one now to be made included. */
	readonly attempts: number;
	readonly createdAt: number;
	readonly expiresAt: number;
}

type Held = Pick<ClaimedMail, 'id' | 'lease'>;
type Mails = ExpressionBuilder<Database, 'outbox_mail'>;
type Change = UpdateObject<Database, 'outbox_mail'>;

/** The table of mails that wait to leave, and of those that did lately. */
export function createOutboxStore({ db, engine }: Pick<Storage, 'db' | 'engine'>) {
	return {
		/** Keeps a mail; it waits from now on. */
		insert,

		/** Drops what has not left and is about this; what is just leaving may still arrive. */
		async withdraw(trx: Db, reference: string, now: number): Promise<void> {
			await trx
				.updateTable('outbox_mail')
				.set(ended('withdrawn', now))
				.where('reference', '=', reference)
				.where('finished_at', 'is', null)
				.execute();
		},

		/** The lanes in which something may be claimed or has expired. */
		dueLanes: (now: number): Promise<Lane[]> => dueLanes(db, now),

		/**
		 * Takes up to `limit` mails, the longest waiting first; of any number who claim at once, each mail
		 * goes to one.
		 */
		claim: (lane: Lane, limit: number, now: number, lease: Lease): Promise<ClaimedMail[]> =>
			claim({ db, engine }, lane, limit, now, lease),

		/** Ends up to `limit` mails that could not be sent in time; answers how many. */
		expire: (limit: number, now: number): Promise<number> => expire({ db, engine }, limit, now),

		/** Ends a mail; false when the lease is lost, and then nothing is changed. */
		finish: (mail: Held, state: MailState, now: number, error: string | null): Promise<boolean> =>
			change(db, mail, { ...ended(state, now), ...(error === null ? {} : { last_error: error }) }),

		/** Puts a mail back for another attempt; false when the lease is lost. */
		retry: (mail: Held, nextAttemptAt: number, error: string): Promise<boolean> =>
			change(db, mail, {
				lease_token: null,
				next_attempt_at: nextAttemptAt,
				last_error: error,
			}),

		/** Puts a mail back as if nobody had claimed it; false when the lease is lost. */
		release: (mail: Held, now: number): Promise<boolean> =>
			change(db, mail, (mails) => ({
				lease_token: null,
				next_attempt_at: now,
				attempts: mails('attempts', '-', 1),
			})),

		/** How much waits in each lane, and how late the first of those that were never tried is. */
		backlog: (now: number): Promise<Backlog> => countBacklog(db, now),

		/** Removes up to `limit` mails that were finished before a time; answers how many. */
		removeFinishedBefore: (time: number, limit: number): Promise<number> =>
			removeFinished(db, time, limit),
	};
}

export type OutboxStore = ReturnType<typeof createOutboxStore>;

type Engine = Pick<Storage, 'db' | 'engine'>;

/**
 * The rows are found once (Postgres may run a sub-select again for every row it compares, and then claims
 * more than it should), and the conditions hold for the rows as they are when they are written.
 */
async function claim(
	{ db, engine }: Engine,
	lane: Lane,
	limit: number,
	now: number,
	lease: Lease,
): Promise<ClaimedMail[]> {
	const isClaimable = (mails: Mails) =>
		mails.and([isDue(mails, lane, now), mails('expires_at', '>', now)]);
	const rows = await db
		.with(
			(cte) => cte('due').materialized(),
			(trx) => free(trx, engine, limit).where(isClaimable).orderBy('next_attempt_at'),
		)
		.updateTable('outbox_mail')
		.set((mails) => ({
			lease_token: lease.token,
			next_attempt_at: lease.until,
			attempts: mails('attempts', '+', 1),
		}))
		.where('id', 'in', (query) => query.selectFrom('due').select('id'))
		.where(isClaimable)
		.returning(['id', 'to_address as to', 'template', 'content as sealedContent'])
		.returning(['message_id as messageId', 'attempts'])
		.returning(['created_at as createdAt', 'expires_at as expiresAt'])
		.$narrowType<{ sealedContent: NotNull }>()
		.execute();
	return rows.map((row) => ({ ...row, lease }));
}

async function expire({ db, engine }: Engine, limit: number, now: number): Promise<number> {
	const isExpired = (mails: Mails) =>
		mails.and([
			mails('finished_at', 'is', null),
			mails('expires_at', '<=', now),
			mails('next_attempt_at', '<=', now),
		]);
	const { numUpdatedRows } = await db
		.with(
			(cte) => cte('due').materialized(),
			(trx) => free(trx, engine, limit).where(isExpired),
		)
		.updateTable('outbox_mail')
		.set(ended('expired', now))
		.where('id', 'in', (query) => query.selectFrom('due').select('id'))
		.where(isExpired)
		.executeTakeFirstOrThrow();
	return Number(numUpdatedRows);
}

/** Ids of mails that nobody is writing to just now: no worker waits for another. SQLite has one writer. */
const free = (trx: QueryCreator<Database>, engine: Storage['engine'], limit: number) =>
	trx
		.selectFrom('outbox_mail')
		.select('id')
		.limit(limit)
		.$if(engine === 'postgres', (query) => query.forUpdate().skipLocked());

/** Waits in this lane, and its time has come. The literal 0 is what lets SQLite use the partial indexes. */
function isDue(mails: Mails, lane: Lane, now: number) {
	return mails.and([
		mails('finished_at', 'is', null),
		mails('attempts', lane === 'first' ? '=' : '>', mails.lit(0)),
		mails('next_attempt_at', '<=', now),
	]);
}

/** What every end does to a mail: what was in it is gone in the same statement. */
function ended(state: MailState, now: number) {
	return { state, finished_at: now, content: null, lease_token: null } satisfies Change;
}

async function insert(trx: Db, mail: NewMail): Promise<void> {
	await trx
		.insertInto('outbox_mail')
		.values({
			id: mail.id,
			to_address: mail.to,
			template: mail.template,
			reference: mail.reference,
			content: mail.sealedContent,
			message_id: mail.messageId,
			state: 'waiting',
			attempts: 0,
			next_attempt_at: mail.now,
			lease_token: null,
			created_at: mail.now,
			expires_at: mail.expiresAt,
			finished_at: null,
			last_error: null,
		})
		.execute();
}

async function dueLanes(db: Db, now: number): Promise<Lane[]> {
	const some = (lane: Lane) =>
		db
			.selectFrom('outbox_mail')
			.select('id')
			.where((mails) => isDue(mails, lane, now));
	const row = await db
		.selectNoFrom(({ exists }) => [
			exists(some('first')).as('first'),
			exists(some('again')).as('again'),
		])
		.executeTakeFirstOrThrow();
	return (['first', 'again'] as const).filter((lane) => Boolean(row[lane]));
}

async function change(
	db: Db,
	{ id, lease }: Held,
	to: Change | ((mails: Mails) => Change),
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('outbox_mail')
		.set(to)
		.where('id', '=', id)
		.where('lease_token', '=', lease.token)
		.executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}

async function removeFinished(db: Db, before: number, limit: number): Promise<number> {
	const old = db
		.selectFrom('outbox_mail')
		.select('id')
		.where('finished_at', '<', before)
		.limit(limit);
	const { numDeletedRows } = await db
		.deleteFrom('outbox_mail')
		.where('id', 'in', old)
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
