import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'database_origin', { clustered: true })
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('lives_at', 'text', (column) => column.notNull())
		.addColumn('timeline', timestamp(db))
		.addColumn('unsafe_since', timestamp(db))
		.addColumn('made_safe_at', timestamp(db))
		.execute();
}
