import { type Kysely, sql } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'outbox_mail')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('to_address', 'text', (column) => column.notNull())
		.addColumn('template', 'text', (column) => column.notNull())
		.addColumn('reference', 'text', (column) => column.notNull())
		.addColumn('content', 'text')
		.addColumn('message_id', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('next_attempt_at', timestamp(db), (column) => column.notNull())
		.addColumn('lease_token', 'text')
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.addColumn('expires_at', timestamp(db), (column) => column.notNull())
		.addColumn('finished_at', timestamp(db))
		.addColumn('last_error', 'text')
		.execute();
	await indexWaiting(db);
	// Without the mails that wait, or SQLite would take it for the way to find them.
	await db.schema
		.createIndex('outbox_mail_by_end')
		.on('outbox_mail')
		.column('finished_at')
		.where(sql.ref('finished_at'), 'is not', null)
		.execute();
}

/** Only mails that have not left are in these, so that they stay small however many were sent. */
async function indexWaiting(db: Kysely<unknown>): Promise<void> {
	const waiting = (name: string, column: string) =>
		db.schema
			.createIndex(name)
			.on('outbox_mail')
			.column(column)
			.where(sql.ref('finished_at'), 'is', null);
	await waiting('outbox_mail_first', 'next_attempt_at')
		.where(sql.ref('attempts'), '=', 0)
		.execute();
	await waiting('outbox_mail_again', 'next_attempt_at')
		.where(sql.ref('attempts'), '>', 0)
		.execute();
	await waiting('outbox_mail_by_expiry', 'expires_at').execute();
	await waiting('outbox_mail_by_reference', 'reference').execute();
}
