import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
	type Dialect,
	SqliteAdapter,
	SqliteDialect,
	type SqliteDatabase,
	type SqliteStatement,
} from 'kysely';
import { namesItsColumns, readRows } from './rows.ts';

const STATEMENTS_MAX = 200;

/** Migrations run in a transaction, so that processes that start together take turns. */
class TransactionalSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

/** Kysely's SQLite dialect over the `node:sqlite` that comes with Node. */
export function createSqliteDialect(database: DatabaseSync): Dialect {
	const dialect = new SqliteDialect({ database: adapt(database) });
	return {
		createAdapter: () => new TransactionalSqliteAdapter(),
		createDriver: () => dialect.createDriver(),
		createIntrospector: (db) => dialect.createIntrospector(db),
		createQueryCompiler: () => dialect.createQueryCompiler(),
	};
}

function adapt(database: DatabaseSync): SqliteDatabase {
	const statements = new Map<string, SqliteStatement>();
	return {
		close: () => {
			database.close();
		},
		prepare: (text) => {
			const known = statements.get(text);
			if (known) return known;
			const prepared = adaptStatement(database.prepare(immediate(text)), text);
			const statement = text === 'rollback' ? whereBegun(database, prepared) : prepared;
			// Lists of values make as many texts as they have lengths; the bound keeps the oldest few.
			if (statements.size < STATEMENTS_MAX) statements.set(text, statement);
			return statement;
		},
	};
}

/**
 * A transaction that reads before it writes must own the write lock from its first statement, or two of
 * them deadlock and one fails with SQLITE_BUSY whatever the timeout.
 */
function immediate(text: string): string {
	return text === 'begin' ? 'begin immediate' : text;
}

/**
 * SQLite itself ends a transaction whose disk is full or fails. Rolling back once more is then an error of
 * its own, which would take the place of the one that says why, and make a 500 of a 503.
 */
function whereBegun(database: DatabaseSync, rollback: SqliteStatement): SqliteStatement {
	const nothing = { changes: 0, lastInsertRowid: 0 };
	const run: SqliteStatement['run'] = (parameters) =>
		database.isTransaction ? rollback.run(parameters) : nothing;
	return { ...rollback, run };
}

function adaptStatement(statement: StatementSync, text: string): SqliteStatement {
	const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
	const reader = statement.columns().length > 0;
	const rows = reader && namesItsColumns(text) ? readRows(statement) : statement;
	return {
		reader,
		all: (parameters) => rows.all(...values(parameters)),
		run: (parameters) => statement.run(...values(parameters)),
		iterate: (parameters) => statement.iterate(...values(parameters)),
	};
}
