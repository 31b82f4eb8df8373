import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'invitation', { clustered: true })
		.addColumn('email', 'text', (column) => column.primaryKey().notNull())
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.addColumn('accepted_at', timestamp(db))
		.execute();
}
