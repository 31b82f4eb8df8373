import type { DatabaseSync } from 'node:sqlite';

/** Rows that were found, for as long as nobody has committed anything. */
export interface KeptRows<Row> {
	/** Must be called before each round of `get`: forgets everything if there was a commit since. */
	refresh(): void;
	get(key: string): Row | undefined;
	keep(key: string, row: Row): void;
}

/** A few megabytes. */
const ROWS_MAX = 10_000;

/**
 * Keeps rows of a connection that only reads. Whether they still hold is not told by those who write, since who is
 * told of changes hears of them late: it is asked of SQLite itself, whose number changes with every commit of any
 * other connection in any process (`pragma data_version`). To ask costs less than one look-up and is done once for
 * all requests of a turn.
 */
export function createKeptRows<Row>(database: DatabaseSync, rowsMax = ROWS_MAX): KeptRows<Row> {
	const version = database.prepare('pragma data_version');
	version.setReturnArrays(true);
	const rows = new Map<string, Row>();
	let seen: unknown;

	return {
		refresh() {
			const [current] = version.get() as unknown as [unknown];
			if (current === seen) return;
			seen = current;
			rows.clear();
		},
		get: (key) => rows.get(key),
		keep(key, row) {
			if (rows.size >= rowsMax) rows.clear();
			rows.set(key, row);
		},
	};
}
