import { type Kysely, sql } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'email_change', { clustered: true })
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('old_email', 'text', (column) => column.notNull())
		.addColumn('new_email', 'text', (column) => column.notNull())
		.addColumn('undo_hash', 'text', (column) => column.notNull().unique())
		.addColumn('changed_at', timestamp(db), (column) => column.notNull())
		.addColumn('undo_until', timestamp(db), (column) => column.notNull())
		.addColumn('undone_at', timestamp(db))
		.execute();
	for (const column of ['user_id', 'old_email', 'undo_until']) {
		const index = db.schema.createIndex(`email_change_by_${column}`).on('email_change');
		await index.column(column).execute();
	}
	await nameAuthRequests(db);
}

/** Whose account a request is to change, and the ways to find what must not outlive such a change. */
async function nameAuthRequests(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('auth_request')
		.addColumn('user_id', 'text', (column) => column.references('user.id').onDelete('cascade'))
		.execute();
	await db.schema.createIndex('auth_request_by_email').on('auth_request').column('email').execute();
	await db.schema
		.createIndex('auth_request_by_user')
		.on('auth_request')
		.column('user_id')
		.where(sql.ref('user_id'), 'is not', null)
		.execute();
}
