import type { Database } from '../src/database.ts';
import type { Db } from '../src/ports/storage.ts';

const TABLES = Object.keys({
	idempotency_key: true,
	password: true,
	session: true,
	todo: true,
	user: true,
} satisfies Record<keyof Database, true>) as (keyof Database)[];

/** Every row of every table, to tell whether anything was written. */
export async function snapshot(db: Db): Promise<string> {
	const tables = [];
	for (const table of TABLES) {
		const rows = await db.selectFrom(table).selectAll().execute();
		tables.push([table, rows.map((row) => JSON.stringify(row)).sort()]);
	}
	return JSON.stringify(tables, null, '\t');
}
