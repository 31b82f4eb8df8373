import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'lease', { clustered: true })
		.addColumn('name', 'text', (column) => column.primaryKey().notNull())
		.addColumn('holder', 'text')
		.addColumn('held_until', timestamp(db), (column) => column.notNull())
		.addColumn('due_at', timestamp(db), (column) => column.notNull())
		.execute();
}
