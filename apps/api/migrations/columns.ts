import { type CreateTableBuilder, type Kysely, sql, SqliteAdapter } from 'kysely';

/** Whether the migration runs on SQLite. */
export const isSqlite = (db: Kysely<unknown>): boolean =>
	db.getExecutor().adapter instanceof SqliteAdapter;

/** The column type of a time in milliseconds, which outgrows Postgres' 32-bit integer. */
export function timestamp(db: Kysely<unknown>): 'integer' | 'bigint' {
	return isSqlite(db) ? 'integer' : 'bigint';
}

/**
 * A table that holds only what its columns say, on SQLite too, and there is stored in the order of its
 * primary key when `clustered`: one search in the tree finds the row.
 */
export function createTable<Name extends string>(
	db: Kysely<unknown>,
	name: Name,
	options: { clustered?: boolean } = {},
): CreateTableBuilder<Name> {
	const table = db.schema.createTable(name);
	if (!isSqlite(db)) return table;
	return table.modifyEnd(options.clustered ? sql`strict, without rowid` : sql`strict`);
}
