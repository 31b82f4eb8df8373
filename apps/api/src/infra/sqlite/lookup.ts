import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Lookup, LookupAll, Storage } from '../../ports/storage.ts';
import { readRows, type RowReader } from './rows.ts';

/**
 * The most SQLite maps. Without a map, every commit of anybody empties the reader's page cache; with it,
 * a look-up among a million sessions costs 3 microseconds instead of 6.
 */
const MAPPED_BYTES_MAX = 0x7fff0000;

/** Prepared reads on a connection of their own, opened with the first of them. */
export function createLookups(
	path: string,
	timeoutMs: number,
): Pick<Storage, 'lookup' | 'lookupAll'> & { close: () => void } {
	let reader: DatabaseSync | undefined;

	function open(): DatabaseSync {
		const opened = new DatabaseSync(path, { readOnly: true, timeout: timeoutMs });
		opened.exec(`pragma mmap_size = ${String(MAPPED_BYTES_MAX)}`);
		return opened;
	}

	/** Prepares a statement at its first use, when the migrations have made the tables. */
	function prepareLate(text: string): () => RowReader {
		let rows: RowReader | undefined;
		return () => (rows ??= readRows((reader ??= open()).prepare(text)));
	}

	return {
		lookup: <Row extends object>(
			_keyColumn: keyof Row & string,
			build: Parameters<Storage['lookup']>[1],
		): Lookup<Row> => {
			const { sql: text } = build((column) => sql`${sql.ref(column)} = ${''}`).compile();
			const prepared = prepareLate(text);
			return (keys) => {
				const rows = prepared();
				const findAll = () => keys.map((key) => rows.get(key) as Row | undefined);
				return keys.length === 1 || reader === undefined ? findAll() : inOneRead(reader, findAll);
			};
		},
		lookupAll: <Row extends object>(build: Parameters<Storage['lookupAll']>[0]): LookupAll<Row> => {
			const prepared = prepareLate(build(sql`${''}`).compile().sql);
			return (key) => prepared().all(key) as Row[];
		},
		close: () => reader?.close(),
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
