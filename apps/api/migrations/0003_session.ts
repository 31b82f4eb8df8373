import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'session', { clustered: true })
		.addColumn('token_hash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('id', 'text', (column) => column.notNull().unique())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('method', 'text', (column) => column.notNull())
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.addColumn('last_seen_at', timestamp(db), (column) => column.notNull())
		.addColumn('expires_at', timestamp(db), (column) => column.notNull())
		.addColumn('ended_at', timestamp(db))
		.addColumn('end_reason', 'text')
		.execute();
	await db.schema
		.createIndex('session_by_user')
		.on('session')
		.columns(['user_id', 'ended_at', 'created_at'])
		.execute();
	for (const column of ['expires_at', 'last_seen_at', 'ended_at']) {
		await db.schema.createIndex(`session_by_${column}`).on('session').column(column).execute();
	}
}
