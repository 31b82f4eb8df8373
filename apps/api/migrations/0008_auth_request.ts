import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'auth_request', { clustered: true })
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('purpose', 'text', (column) => column.notNull())
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('email', 'text', (column) => column.notNull())
		.addColumn('starter_hash', 'text', (column) => column.notNull())
		.addColumn('link_hash', 'text', (column) => column.unique())
		.addColumn('code_mac', 'text')
		.addColumn('tries', 'integer', (column) => column.notNull())
		.addColumn('link_target', 'text', (column) => column.notNull())
		.addColumn('redirect_to', 'text')
		.addColumn('state', 'text')
		.addColumn('life_seconds', 'integer', (column) => column.notNull())
		.addColumn('sent_at', timestamp(db), (column) => column.notNull())
		.addColumn('expires_at', timestamp(db), (column) => column.notNull())
		.addColumn('used_at', timestamp(db))
		.execute();
	await db.schema
		.createIndex('auth_request_by_expiry')
		.on('auth_request')
		.column('expires_at')
		.execute();
}
