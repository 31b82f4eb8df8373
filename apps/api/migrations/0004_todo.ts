import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'todo')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('title', 'text', (column) => column.notNull())
		.addColumn('completed', 'integer', (column) => column.notNull())
		.addColumn('created_at', timestamp(db), (column) => column.notNull())
		.execute();
	await db.schema
		.createIndex('todo_by_user')
		.on('todo')
		.columns(['user_id', 'created_at', 'id'])
		.execute();
}
