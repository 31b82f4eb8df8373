import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Lookup, LookupAll, Storage } from '../../ports/storage.ts';
import { createKeptRows } from './kept-rows.ts';
import { readRows } from './rows.ts';

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

	/** Prepares at the first use, when the migrations have made the tables. */
	function late<Prepared>(prepare: (database: DatabaseSync) => Prepared): () => Prepared {
		let prepared: Prepared | undefined;
		return () => (prepared ??= prepare((reader ??= open())));
	}

	return {
		lookup: <Row extends object>(
			_keyColumn: keyof Row & string,
			build: Parameters<Storage['lookup']>[1],
		): Lookup<Row> => {
			const { sql: text } = build((column) => sql`${sql.ref(column)} = ${''}`).compile();
			const prepared = late((database) => createFind<Row>(database, text));
			return (keys) => prepared()(keys);
		},
		lookupAll: <Row extends object>(build: Parameters<Storage['lookupAll']>[0]): LookupAll<Row> => {
			const { sql: text } = build(sql`${''}`).compile();
			const prepared = late((database) => readRows(database.prepare(text)));
			return (key) => prepared().all(key) as Row[];
		},
		close: () => reader?.close(),
	};
}

type Find<Row> = (keys: readonly string[]) => (Row | undefined)[];

function createFind<Row extends object>(database: DatabaseSync, text: string): Find<Row> {
	const rows = readRows(database.prepare(text));
	const kept = createKeptRows<Row>(database);

	function find(key: string): Row | undefined {
		const row = rows.get(key) as Row | undefined;
		// What is not there is not kept: anybody can ask for any number of such keys.
		if (row !== undefined) kept.keep(key, row);
		return row;
	}

	return (keys) => {
		kept.refresh();
		const found = keys.map((key) => kept.get(key));
		const isMissing = (row: Row | undefined) => row === undefined;
		if (!found.some(isMissing)) return found;
		const findMissing = () => found.map((row, at) => row ?? find(keys[at] as string));
		return keys.length === 1 ? findMissing() : inOneRead(database, findMissing);
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
