import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'idempotency_key', { clustered: true })
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('key', 'text', (column) => column.notNull())
		.addColumn('fingerprint', 'text', (column) => column.notNull())
		.addColumn('status', 'integer', (column) => column.notNull())
		.addColumn('body', 'text', (column) => column.notNull())
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.addPrimaryKeyConstraint('idempotency_key_primary', ['user_id', 'key'])
		.execute();
	await db.schema
		.createIndex('idempotency_key_by_age')
		.on('idempotency_key')
		.column('created_at')
		.execute();
}
