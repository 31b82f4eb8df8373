import type { SQLInputValue, StatementSync } from 'node:sqlite';

type Row = Record<string, unknown>;

/** A statement's rows, read faster than `node:sqlite` makes objects. */
export interface RowReader {
	/** The first row, undefined when there is none. */
	get(...parameters: SQLInputValue[]): Row | undefined;
	all(...parameters: SQLInputValue[]): Row[];
}

/**
 * Reads rows as arrays and makes the objects here, all of one hidden class: `node:sqlite` makes objects
 * without one, which costs a look-up half of its time.
 *
 * Only for statements that name their columns: what `*` stands for may change under a prepared statement, when
 * another process migrates, and values would come under wrong names.
 */
export function readRows(statement: StatementSync): RowReader {
	const names = statement.columns().map(({ name }) => name);
	// A copy has all members from the start; adding them one by one would make it grow again and again.
	const blank: Row = Object.fromEntries(names.map((name) => [name, null]));
	statement.setReturnArrays(true);

	function toRow(values: readonly unknown[]): Row {
		const row = { ...blank };
		for (let at = 0; at < names.length; at += 1) row[names[at] as string] = values[at];
		return row;
	}

	return {
		get: (...parameters) => {
			const values = statement.get(...parameters) as unknown as unknown[] | undefined;
			return values === undefined ? undefined : toRow(values);
		},
		all: (...parameters) =>
			(statement.all(...parameters) as unknown as unknown[][]).map((values) => toRow(values)),
	};
}

/** Whether a statement names every column that it gives. */
export function namesItsColumns(text: string): boolean {
	return !text.includes('*');
}
