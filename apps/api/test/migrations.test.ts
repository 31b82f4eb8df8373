import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../migrations/index.ts';
import type { Db, Storage } from '../src/ports/storage.ts';
import { createTestDatabase, engine } from './database.ts';

const PROCESSES = 8;
const ROUNDS = 5;
const script = fileURLToPath(new URL('../src/commands/migrate.ts', import.meta.url));

async function migrateInProcess(settings: Record<string, string>) {
	const child = spawn(process.execPath, [script], {
		env: { PATH: process.env['PATH'], ...settings },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const [code, ...output] = await Promise.all([
		new Promise((resolve) => child.once('exit', resolve)),
		text(child.stdout),
		text(child.stderr),
	]);
	return { code, output: output.join('') };
}

async function rows(db: Db, query: string): Promise<string[]> {
	const result = await sql.raw<object>(query).execute(db);
	return result.rows.map((row) => JSON.stringify(row)).sort();
}

/** Every table, column, index and constraint, as the engine tells them. */
async function schemaOf({ db }: Storage): Promise<string[]> {
	if (engine === 'sqlite') return rows(db, 'select type, name, tbl_name, sql from sqlite_schema');
	return [
		...(await rows(
			db,
			`select table_name, column_name, data_type, is_nullable, column_default
			from information_schema.columns where table_schema = 'public'`,
		)),
		...(await rows(db, `select indexdef from pg_indexes where schemaname = 'public'`)),
		...(await rows(
			db,
			`select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition
			from pg_constraint where connamespace = 'public'::regnamespace`,
		)),
	];
}

const applied = ({ db }: Storage): Promise<string[]> =>
	rows(db, 'select name from kysely_migration');

const everyMigration = Object.keys(migrations).map((name) => JSON.stringify({ name }));

test(
	'eight processes that start at once on an empty database migrate it once',
	{ timeout: 120_000 },
	async () => {
		await using alone = await createTestDatabase();
		const expected = await schemaOf(alone.storage);
		expect(expected.length).toBeGreaterThan(10);
		for (let round = 0; round < ROUNDS; round += 1) {
			await using database = await createTestDatabase({ migrate: false });
			const starts = Array.from({ length: PROCESSES }, () => migrateInProcess(database.settings));
			const ends = await Promise.all(starts);
			expect(ends).toEqual(Array.from({ length: PROCESSES }, () => ({ code: 0, output: '' })));
			expect(await schemaOf(database.storage)).toEqual(expected);
			expect(await applied(database.storage)).toEqual(everyMigration);
		}
	},
);

test('migrating again changes nothing', async () => {
	await using database = await createTestDatabase();
	const before = await schemaOf(database.storage);
	await database.storage.migrate();
	await database.open().migrate();
	expect(await schemaOf(database.storage)).toEqual(before);
	expect(await applied(database.storage)).toEqual(everyMigration);
});

test('a database that a newer program has migrated is refused, and left as it is', async () => {
	await using database = await createTestDatabase();
	await sql`insert into kysely_migration (name, timestamp) values ('9999_from_the_future', '')`.execute(
		database.storage.db,
	);
	await expect(database.storage.migrate()).rejects.toThrow('9999_from_the_future');
	expect(await applied(database.storage)).toHaveLength(everyMigration.length + 1);
});

test('a migration that fails in the middle leaves nothing behind', async () => {
	await using database = await createTestDatabase({ migrate: false });
	const { db } = database.storage;
	// The third migration finds its table there already.
	await sql`create table session (id text)`.execute(db);
	await expect(database.storage.migrate()).rejects.toThrow(/already exists/);
	const tables = (await schemaOf(database.storage)).join('\n');
	expect(tables).not.toMatch(/\btodo\b|\bpassword\b/);
	await sql`drop table session`.execute(db);
	await database.storage.migrate();
	expect(await applied(database.storage)).toEqual(everyMigration);
});

test('a migration only adds, so that the version before can go on beside it', async () => {
	const folder = new URL('../migrations/', import.meta.url);
	const files = (await readdir(folder)).filter((name) => /^0\d+_/.test(name));
	expect(files.length).toBe(everyMigration.length);
	for (const file of files) {
		const source = await readFile(new URL(file, folder), 'utf8');
		const takesAway =
			/\.(drop\w+|rename\w+|alterColumn|setNotNull)\(|\b(drop|rename) (table|column|to)\b/i;
		expect([file, takesAway.exec(source)?.[0]]).toEqual([file, undefined]);
	}
});

test('who has answered a mail before addresses were verified, has a verified one afterwards', async () => {
	await using database = await createTestDatabase({ migrate: false });
	const { db } = database.storage;
	for (const [name, { up }] of Object.entries(migrations)) if (name < '0014') await up(db);
	const people = {
		operator: { method: 'password', hasPassword: true },
		both: { method: 'code', hasPassword: true },
		mailer: { method: 'link', hasPassword: false },
	};
	for (const [id, { method, hasPassword }] of Object.entries(people)) {
		await sql`insert into "user" (id, email, created_at, last_sign_in_at)
			values (${id}, ${`${id}@example.com`}, 1, 2)`.execute(db);
		await sql`insert into session
			(token_hash, id, user_id, method, created_at, last_seen_at, expires_at)
			values (${id}, ${id}, ${id}, ${method}, 1, 1, 1)`.execute(db);
		if (hasPassword) {
			await sql`insert into password (user_id, hash, updated_at) values (${id}, '', 1)`.execute(db);
		}
	}
	for (const [name, { up }] of Object.entries(migrations)) if (name > '0014') await up(db);
	expect(await db.selectFrom('user').select(['id', 'verified_at']).orderBy('id').execute()).toEqual(
		[
			{ id: 'both', verified_at: 2 },
			{ id: 'mailer', verified_at: 2 },
			{ id: 'operator', verified_at: null },
		],
	);
});
