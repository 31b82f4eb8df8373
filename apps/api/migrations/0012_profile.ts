import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'profile', { clustered: true })
		.addColumn('user_id', 'text', (column) =>
			column.primaryKey().notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('bio', 'text')
		.addColumn('website', 'text')
		.addColumn('time_zone', 'text')
		.addColumn('language', 'text')
		.addColumn('updated_at', timestamp(db), (column) => column.notNull())
		.execute();
}
