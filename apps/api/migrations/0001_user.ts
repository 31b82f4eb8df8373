import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'user', { clustered: true })
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('email', 'text', (column) => column.notNull().unique())
		.addColumn('name', 'text')
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.addColumn('disabled_at', timestamp(db))
		.addColumn('last_sign_in_at', timestamp(db))
		.execute();
}
