import type { Compilable, Expression, Kysely, SqlBool } from 'kysely';
import type { Database } from '../database.ts';

/** A connection, or a transaction on one; whoever opens the transaction passes it down. */
export type Db = Kysely<Database>;

/** How a look-up's query says "this column holds one of the keys". */
export type KeyMatch = (column: string) => Expression<SqlBool>;

/**
 * Answers many keys with one round to the store: the row for each key, in the keys' order, undefined
 * where there is none. An engine that lives in the process answers at once, another with a promise.
 */
export type Lookup<Row> = (
	keys: readonly string[],
) => readonly (Row | undefined)[] | Promise<readonly (Row | undefined)[]>;

/** Answers one key with all its rows, in the statement's order. */
export type LookupAll<Row> = (key: string) => readonly Row[] | Promise<readonly Row[]>;

/** A statement that was run. */
export interface RunStatement {
	/** Without its values. */
	readonly text: string;
	readonly ms: number;
	/** Why it failed, if it did. */
	readonly error?: unknown;
}

/** Told of each statement that was run. */
export type OnStatement = (statement: RunStatement) => void;

/** Where a database lives, as its engine tells. */
export interface Whereabouts {
	/** Another list once it was restored somewhere else, or moved; a part that cannot be told is undefined. */
	readonly livesAt: readonly (string | undefined)[];
	/** Another number once the engine went on from an older state; null where it does not count that. */
	readonly timeline: number | null;
}

/** What the features ask of a database; SQLite and Postgres answer alike. */
export interface Storage {
	readonly engine: 'sqlite' | 'postgres';
	readonly db: Db;
	/**
	 * Prepares, once, a statement that finds a row by key; `keyColumn` is the selected column that
	 * holds the key. The statement runs outside every open transaction and sees only what is committed.
	 */
	lookup<Row extends object>(
		keyColumn: keyof Row & string,
		build: (matches: KeyMatch) => Compilable<Row>,
	): Lookup<Row>;
	/** The same for a statement that finds all rows of one key. */
	lookupAll<Row extends object>(
		build: (key: Expression<string>) => Compilable<Row>,
	): LookupAll<Row>;
	/**
	 * Does something once a transaction is committed, and never when it is rolled back. It must not throw: the
	 * transaction has happened by then.
	 * @throws when it is given a connection without a transaction
	 */
	afterCommit(trx: Db, work: () => void): Promise<void>;
	/** Brings the schema up to date; any number of processes may do so at once. */
	migrate(): Promise<void>;
	/** Where the database lives now. */
	whereabouts(): Promise<Whereabouts>;
	/** Rejects when the database does not answer. */
	ping(): Promise<void>;
	/** How the pool's connections stand; an engine that lives in the process has none. */
	readonly connections?: () => { open: number; idle: number; awaited: number };
	/** Whether an error means "the database cannot do this now" and a retry may help. */
	isUnavailable(error: unknown): boolean;
	/** Whether an error means that a row with such a unique value is there already. */
	isConflict(error: unknown): boolean;
	close(): Promise<void>;
}
