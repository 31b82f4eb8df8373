import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'account_deletion', { clustered: true })
		.addColumn('user_id', 'text', (column) =>
			column.primaryKey().notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('locale', 'text', (column) => column.notNull())
		.addColumn('asked_at', timestamp(db), (column) => column.notNull())
		.addColumn('due_at', timestamp(db), (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('account_deletion_by_time')
		.on('account_deletion')
		.column('due_at')
		.execute();
	await db.schema.alterTable('session').addColumn('kept_account_due_at', timestamp(db)).execute();
}
