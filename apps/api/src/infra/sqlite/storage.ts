import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import type { OnStatement, Storage } from '../../ports/storage.ts';
import { withAfterCommit } from '../after-commit.ts';
import { migrate } from '../migrate.ts';
import { statementLog } from '../statement-log.ts';
import { createSqliteDialect } from './dialect.ts';
import { createLookups } from './lookup.ts';

/** Where the file is, and how hard a commit presses it onto the disk. */
export interface SqliteOptions {
	readonly path: string;
	/** `full` survives a power cut; anything less is for tests. */
	readonly synchronous?: 'full' | 'off';
	readonly onStatement?: OnStatement | undefined;
}

/** How long the whole process may wait for another one's write before a client hears 503. */
const BUSY_TIMEOUT_MS = 2000;
/** Starting processes may have to wait for one that migrates. */
const MIGRATE_TIMEOUT_MS = 60_000;

/**
 * Opens the database file and makes it if there is none. One connection writes; another only reads,
 * so that a look-up never sees what a transaction has not committed.
 * @throws when the file cannot be opened or is no database.
 */
export function openSqlite(options: SqliteOptions): Storage {
	const { path, synchronous = 'full', onStatement } = options;
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const writer = openWriter(path, synchronous);
	const { dialect, afterCommit } = withAfterCommit(createSqliteDialect(writer));
	const db = new Kysely<Database>({ dialect, ...statementLog(onStatement) });
	const lookups = createLookups(path, BUSY_TIMEOUT_MS);
	return {
		engine: 'sqlite',
		db,
		afterCommit,
		lookup: lookups.lookup,
		lookupAll: lookups.lookupAll,
		migrate: async () => {
			writer.exec(`pragma busy_timeout = ${String(MIGRATE_TIMEOUT_MS)}`);
			await migrate(db);
			writer.exec(`pragma busy_timeout = ${String(BUSY_TIMEOUT_MS)}`);
		},
		// A file is a file wherever it lies; a copy that was made with the API's own command says so.
		whereabouts: () => Promise.resolve({ livesAt: ['file'], timeline: null }),
		ping: async () => {
			await sql`select 1`.execute(db);
		},
		isUnavailable,
		isConflict: (error) => codeOf(error) === SQLITE_CONSTRAINT_UNIQUE,
		close: async () => {
			lookups.close();
			await db.destroy();
		},
	};
}

function openWriter(path: string, synchronous: 'full' | 'off'): DatabaseSync {
	try {
		const writer = new DatabaseSync(path, {
			timeout: BUSY_TIMEOUT_MS,
			enableForeignKeyConstraints: true,
		});
		writer.exec('pragma journal_mode = wal');
		writer.exec(`pragma synchronous = ${synchronous}`);
		return writer;
	} catch (error) {
		throw new Error(`DATA_DIR: ${path}: ${error instanceof Error ? error.message : 'not opened'}`, {
			cause: error,
		});
	}
}

const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const PASSING = new Set([
	SQLITE_BUSY,
	SQLITE_LOCKED,
	SQLITE_READONLY,
	SQLITE_IOERR,
	SQLITE_FULL,
	SQLITE_CANTOPEN,
]);

function isUnavailable(error: unknown): boolean {
	const code = codeOf(error);
	// The low byte is the primary result code; the rest says more about it.
	return code !== null && PASSING.has(code & 0xff);
}

function codeOf(error: unknown): number | null {
	if (!(error instanceof Error) || !('errcode' in error)) return null;
	return typeof error.errcode === 'number' ? error.errcode : null;
}
