import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { openSqlite } from './storage.ts';

let folder: string;
let path: string;
let storage: Storage;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postern-sqlite-'));
	path = join(folder, 'deep', 'down', 'test.sqlite');
	storage = openSqlite({ path });
	await storage.migrate();
});

afterAll(async () => {
	await storage.close();
	await rm(folder, { recursive: true });
});

async function pragma(name: string): Promise<unknown> {
	const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(storage.db);
	return Object.values(rows[0] ?? {})[0];
}

const FULL = 2;

test.each([
	['journal_mode', 'wal'],
	['synchronous', FULL],
	['foreign_keys', 1],
	['busy_timeout', 2000],
])('%s is %s', async (name, value) => {
	expect(await pragma(name)).toBe(value);
});

test('the folder is made, and is its owner’s alone', async () => {
	expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700);
});

/** Reads and then writes in one transaction, many times, in a process of its own. */
const increments = (file: string, rounds: number) => `
	import { sql } from 'kysely';
	import { openSqlite } from ${JSON.stringify(join(import.meta.dirname, 'storage.ts'))};
	const { db, close } = openSqlite({ path: ${JSON.stringify(file)} });
	for (let round = 0; round < ${String(rounds)}; round += 1) {
		await db.transaction().execute(async (trx) => {
			const { rows } = await sql\`select value from counter\`.execute(trx);
			await sql\`update counter set value = \${rows[0].value + 1}\`.execute(trx);
		});
	}
	await close();
`;

test(
	'two processes that read and then write never find the file busy',
	{ timeout: 60_000 },
	async () => {
		const { db } = storage;
		await sql`create table counter (value integer not null)`.execute(db);
		await sql`insert into counter values (0)`.execute(db);
		const run = async () => {
			const flags = ['--input-type=module-typescript', '-e', increments(path, 20)];
			const child = spawn(process.execPath, flags, { cwd: import.meta.dirname });
			const [code, errors] = await Promise.all([
				new Promise((resolve) => child.once('exit', resolve)),
				text(child.stderr),
			]);
			return { code, errors };
		};
		const ends = await Promise.all([run(), run()]);
		expect(ends).toEqual([
			{ code: 0, errors: '' },
			{ code: 0, errors: '' },
		]);
		const { rows } = await sql<{ value: number }>`select value from counter`.execute(db);
		expect(rows).toEqual([{ value: 40 }]);
	},
);

test('a transaction holds the write lock from its first statement', async () => {
	const other = new DatabaseSync(path, { timeout: 0 });
	await storage.db.transaction().execute(async (trx) => {
		await trx.selectFrom('user').select('id').execute();
		expect(() => {
			other.exec('begin immediate');
		}).toThrow(/locked/);
	});
	other.exec('begin immediate');
	other.exec('rollback');
	other.close();
});

/** SQLite ends a transaction itself when the disk is full; its end must not hide why. */
test('a full disk in the middle of a transaction is told as one, and leaves nothing behind', async () => {
	const file = join(folder, 'full.sqlite');
	const full = openSqlite({ path: file });
	await sql`create table note (text text not null)`.execute(full.db);
	await sql`pragma max_page_count = 3`.execute(full.db);
	const writing = full.db.transaction().execute(async (trx) => {
		await sql`insert into note values ('first')`.execute(trx);
		await sql`insert into note values (${'x'.repeat(20_000)})`.execute(trx);
	});
	const failure: unknown = await writing.catch((error: unknown) => error);
	expect(failure).toMatchObject({ errcode: 13 });
	expect(full.isUnavailable(failure)).toBe(true);
	await full.db
		.transaction()
		.execute((trx) => sql`insert into note values ('second')`.execute(trx));
	expect((await sql`select text from note`.execute(full.db)).rows).toEqual([{ text: 'second' }]);
	await full.close();
});

describe('unavailable, so that a retry may help,', () => {
	const failure = (errcode: number) => Object.assign(new Error('x'), { errcode });

	test.each([
		['busy', 5],
		['busy while recovering', 261],
		['locked', 6],
		['an I/O error', 10],
		['an I/O error at fsync', 1034],
		['a full disk', 13],
		['a file that cannot be opened', 14],
	])('is %s', (_name, code) => {
		expect(storage.isUnavailable(failure(code))).toBe(true);
	});

	test.each([
		['a mistake in SQL', failure(1)],
		['a constraint', failure(19)],
		['a corrupt file', failure(11)],
		['a file that is no database', failure(26)],
		['an error of another kind', new Error('x')],
		['no error', 'busy'],
		['nothing', undefined],
	])('is not %s', (_name, error) => {
		expect(storage.isUnavailable(error)).toBe(false);
	});
});

test('a file that is no database is refused and not touched', async () => {
	const file = join(folder, 'letter.sqlite');
	const letter = 'This was never a database. '.repeat(200);
	await writeFile(file, letter);
	expect(() => openSqlite({ path: file })).toThrow(/not a database/);
	expect(await readFile(file, 'utf8')).toBe(letter);
});
