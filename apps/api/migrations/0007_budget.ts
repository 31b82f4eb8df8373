import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'budget', { clustered: true })
		.addColumn('key', 'text', (column) => column.primaryKey().notNull())
		.addColumn('uses', 'text', (column) => column.notNull())
		.addColumn('expires_at', timestamp(db), (column) => column.notNull())
		.execute();
	await db.schema.createIndex('budget_by_expiry').on('budget').column('expires_at').execute();
}
