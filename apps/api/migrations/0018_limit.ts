import { type Kysely, sql } from 'kysely';
import { createTable, isSqlite, timestamp } from './columns.ts';

/**
 * What replicas on Postgres count together of their clients. Unlogged there: it is written often, costs no write
 * ahead and no wait for the disk, and a crash that empties it gives each client its minute once more. A
 * process on SQLite counts in its memory.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const start = <Name extends string>(name: Name) =>
		createTable(db, name, { clustered: true })
			.$call((table) => (isSqlite(db) ? table : table.modifyFront(sql`unlogged`)))
			.addColumn('key', 'text', (column) => column.primaryKey().notNull())
			.addColumn('expires_at', timestamp(db), (column) => column.notNull());
	await start('limit_counter')
		.addColumn('uses', 'integer', (column) => column.notNull())
		.execute();
	await start('limit_window')
		.addColumn('times', isSqlite(db) ? 'text' : sql`bigint[]`, (column) => column.notNull())
		.execute();
	for (const table of ['limit_counter', 'limit_window']) {
		await db.schema.createIndex(`${table}_by_expiry`).on(table).column('expires_at').execute();
	}
}
