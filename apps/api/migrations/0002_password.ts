import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'password')
		.addColumn('user_id', 'text', (column) =>
			column.primaryKey().notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('updated_at', timestamp(db), (column) => column.notNull())
		.execute();
}
