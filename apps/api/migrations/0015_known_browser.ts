import type { Kysely } from 'kysely';
import { createTable, timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await createTable(db, 'known_browser', { clustered: true })
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('browser_hash', 'text', (column) => column.notNull())
		.addColumn('first_used_at', timestamp(db), (column) => column.notNull())
		.addColumn('last_used_at', timestamp(db), (column) => column.notNull())
		.addPrimaryKeyConstraint('known_browser_primary', ['user_id', 'browser_hash'])
		.execute();
	await db.schema
		.createIndex('known_browser_by_use')
		.on('known_browser')
		.column('last_used_at')
		.execute();
	await createTable(db, 'sign_in_notice', { clustered: true })
		.addColumn('token_hash', 'text', (column) => column.primaryKey().notNull())
		.addColumn('user_id', 'text', (column) =>
			column.notNull().references('user.id').onDelete('cascade'),
		)
		.addColumn('session_id', 'text', (column) => column.notNull())
		.addColumn('browser_hash', 'text', (column) => column.notNull())
		.addColumn('expires_at', timestamp(db), (column) => column.notNull())
		.addColumn('used_at', timestamp(db))
		.execute();
	await db.schema
		.createIndex('sign_in_notice_by_user')
		.on('sign_in_notice')
		.column('user_id')
		.execute();
	await db.schema
		.createIndex('sign_in_notice_by_expiry')
		.on('sign_in_notice')
		.column('expires_at')
		.execute();
	await db.schema.alterTable('session').addColumn('browser_hash', 'text').execute();
}
