import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../../database.ts';
import type { Lookup, LookupAll, OnStatement, Storage } from '../../ports/storage.ts';
import { withAfterCommit } from '../after-commit.ts';
import { statementLog } from '../statement-log.ts';
import { isUnavailable } from './is-unavailable.ts';
import { migrateOn } from './migrate-on.ts';
import { openPool, type Pool } from './pool.ts';
import { whereabouts } from './whereabouts.ts';

/** How to reach Postgres, and how many connections one process may hold. */
export interface PostgresOptions {
	readonly url: string;
	readonly connectionsMax: number;
	/** Called when an idle connection breaks; the pool replaces it by itself. */
	readonly onError: (error: Error) => void;
	readonly onStatement?: OnStatement | undefined;
}

/** No request waits longer for the database; the client hears 503 instead, within two seconds in all. */
const PATIENCE_MS = 1800;

/** Opens a pool on Postgres; connections are made when they are needed. */
export function openPostgres(options: PostgresOptions): Storage {
	const { url, connectionsMax, onError } = options;
	const pool = openPool({
		connectionString: url,
		max: connectionsMax,
		patienceMs: PATIENCE_MS,
		onError,
		application_name: 'postern',
		types: typeParsers(),
	});
	const { dialect, afterCommit } = withAfterCommit(new PostgresDialect({ pool }));
	const db = new Kysely<Database>({ dialect, ...statementLog(options.onStatement) });
	return {
		engine: 'postgres',
		db,
		afterCommit,
		lookup: (keyColumn, build) =>
			createLookup(
				pool,
				keyColumn,
				build((column) => sql`${sql.ref(column)} = any(${[]})`).compile(),
			),
		lookupAll: (build) => createLookupAll(pool, build(sql<string>`${''}`).compile()),
		migrate: () => migrateOn(url),
		whereabouts: () => whereabouts(db),
		ping: async () => {
			await sql`select 1`.execute(db);
		},
		connections: pool.connections,
		isUnavailable,
		isConflict: (error) => error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION,
		close: () => db.destroy(),
	};
}

/** Times fit a double for the next 285,000 years; a string for each would only ask for mistakes. */
function typeParsers(): pg.TypeOverrides {
	const types = new pg.TypeOverrides();
	types.setTypeParser(pg.types.builtins.INT8, Number);
	return types;
}

let lookupsNamed = 0;

/** A name under which a connection keeps a statement that it has planned. */
function nameLookup(): string {
	lookupsNamed += 1;
	return `lookup_${String(lookupsNamed)}`;
}

function createLookup<Row extends object>(
	pool: Pool,
	keyColumn: keyof Row & string,
	query: CompiledQuery<Row>,
): Lookup<Row> {
	const name = nameLookup();
	return async (keys) => {
		const rows = await pool.run<Row>({ name, text: query.sql, values: [keys] });
		const byKey = new Map(rows.map((row) => [row[keyColumn] as string, row]));
		return keys.map((key) => byKey.get(key));
	};
}

function createLookupAll<Row extends object>(
	pool: Pool,
	query: CompiledQuery<Row>,
): LookupAll<Row> {
	const name = nameLookup();
	return (key) => pool.run<Row>({ name, text: query.sql, values: [key] });
}

const UNIQUE_VIOLATION = '23505';
