import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import pg from 'pg';
import { people, type Person } from './people.ts';

type Row = Readonly<Record<string, string | number>>;

/** The tables in the order in which rows may be added. */
const TABLES = ['user', 'session', 'todo'] as const;
const BATCH = 2000;
const CACHE_KIB = 4 * 1024 * 1024;

/** Fills the empty SQLite database of a folder with people; gives the cookies of those who come back. */
export function seedSqlite(folder: string, count: number): string[] {
	using database = new DatabaseSync(join(folder, 'postern.sqlite'), { timeout: 5000 });
	// Ten million people at random places of their trees: what does not fit is read and written again and again.
	database.exec(`pragma cache_size = ${String(-CACHE_KIB)}; pragma journal_mode = off`);
	const cookies: string[] = [];
	const statements = new Map<string, StatementSync>();
	const add = (table: string, row: Row) => {
		const columns = Object.keys(row);
		const known = statements.get(table);
		const statement =
			known ??
			database.prepare(
				`insert into "${table}" (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
			);
		if (known === undefined) statements.set(table, statement);
		statement.run(...Object.values(row));
	};
	database.exec('begin');
	for (const { user, session, todos, cookie } of people(count)) {
		add('user', user);
		add('session', session);
		for (const todo of todos) add('todo', todo);
		if (cookie !== null) cookies.push(cookie);
	}
	database.exec('commit; analyze; pragma journal_mode = wal');
	return cookies;
}

/** The same on Postgres. */
export async function seedPostgres(url: string, count: number): Promise<string[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const cookies: string[] = [];
	let batch: Person[] = [];
	const flush = async () => {
		const rows = {
			user: batch.map(({ user }) => user),
			session: batch.map(({ session }) => session),
			todo: batch.flatMap(({ todos }) => todos),
		};
		for (const table of TABLES) await insert(client, table, rows[table]);
		batch = [];
	};
	await client.query('begin');
	for (const person of people(count)) {
		batch.push(person);
		if (person.cookie !== null) cookies.push(person.cookie);
		if (batch.length === BATCH) await flush();
	}
	await flush();
	await client.query('commit');
	await client.query('analyze');
	await client.end();
	return cookies;
}

async function insert(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
	await client.query(
		`insert into "${table}" (${Object.keys(rows[0] ?? {}).join(', ') || 'id'})
		select ${Object.keys(rows[0] ?? {}).join(', ') || 'id'} from json_populate_recordset(null::"${table}", $1)`,
		[JSON.stringify(rows)],
	);
}
