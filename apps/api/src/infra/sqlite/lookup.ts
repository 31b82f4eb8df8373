import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Lookup, Storage } from '../../ports/storage.ts';

/**
 * The most SQLite maps. Without a map, every commit of anybody empties the reader's page cache; with it,
 * a look-up among a million sessions costs 3 microseconds instead of 6.
 */
const MAPPED_BYTES_MAX = 0x7fff0000;

/** Prepared reads on a connection of their own, opened with the first of them. */
export function createLookups(
	path: string,
	timeoutMs: number,
): { lookup: Storage['lookup']; close: () => void } {
	let reader: DatabaseSync | undefined;

	function open(): DatabaseSync {
		const opened = new DatabaseSync(path, { readOnly: true, timeout: timeoutMs });
		opened.exec(`pragma mmap_size = ${String(MAPPED_BYTES_MAX)}`);
		return opened;
	}

	return {
		lookup: <Row extends object>(
			_keyColumn: keyof Row & string,
			build: Parameters<Storage['lookup']>[1],
		): Lookup<Row> => {
			const { sql: text } = build((column) => sql`${sql.ref(column)} = ${''}`).compile();
			let find: ((key: string) => object | undefined) | undefined;
			return (keys) => {
				const database = (reader ??= open());
				// Prepared at the first use, when the migrations have made the tables.
				const findOne = (find ??= prepareFind(database.prepare(text)));
				const findAll = () => keys.map((key) => findOne(key) as Row | undefined);
				return keys.length === 1 ? findAll() : inOneRead(database, findAll);
			};
		},
		close: () => reader?.close(),
	};
}

/**
 * Reads rows as arrays and makes the objects here, all of one hidden class: `node:sqlite` makes objects
 * without one, which costs a look-up half of its time.
 */
function prepareFind(statement: StatementSync): (key: string) => object | undefined {
	const names = statement.columns().map(({ name }) => name);
	statement.setReturnArrays(true);
	return (key) => {
		const values = statement.get(key) as unknown as unknown[] | undefined;
		if (values === undefined) return undefined;
		const row: Record<string, unknown> = {};
		for (let at = 0; at < names.length; at += 1) row[names[at] as string] = values[at];
		return row;
	};
}

/** Several reads on one snapshot, which is taken once instead of for each. */
function inOneRead<T>(database: DatabaseSync, read: () => T): T {
	database.exec('begin');
	try {
		return read();
	} finally {
		database.exec('commit');
	}
}
