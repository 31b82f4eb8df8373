import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Lookup, Storage } from '../../ports/storage.ts';

/** Prepared reads on a connection of their own, opened with the first of them. */
export function createLookups(
	path: string,
	timeoutMs: number,
): { lookup: Storage['lookup']; close: () => void } {
	let reader: DatabaseSync | undefined;
	const open = () => (reader ??= new DatabaseSync(path, { readOnly: true, timeout: timeoutMs }));
	return {
		lookup: <Row extends object>(
			_keyColumn: keyof Row & string,
			build: Parameters<Storage['lookup']>[1],
		): Lookup<Row> => {
			const { sql: text } = build((column) => sql`${sql.ref(column)} = ${''}`).compile();
			let statement: StatementSync | undefined;
			return (keys) => {
				// Prepared at the first use, when the migrations have made the tables.
				const prepared = (statement ??= open().prepare(text));
				return keys.map((key) => prepared.get(key) as Row | undefined);
			};
		},
		close: () => reader?.close(),
	};
}
