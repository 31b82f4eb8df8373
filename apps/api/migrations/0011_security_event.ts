import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'security_event', { clustered: true })
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('at', timestamp(db), (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('outcome', 'text', (column) => column.notNull())
		// No foreign key: what happened to an account is still known when the account is gone.
		.addColumn('user_id', 'text')
		.addColumn('session_id', 'text')
		.addColumn('client', 'text')
		.addColumn('user_agent', 'text')
		.addColumn('request_id', 'text')
		.addColumn('details', 'text')
		.execute();
	await db.schema
		.createIndex('security_event_by_user')
		.on('security_event')
		.columns(['user_id', 'at'])
		.execute();
	await db.schema.createIndex('security_event_by_time').on('security_event').column('at').execute();
}
