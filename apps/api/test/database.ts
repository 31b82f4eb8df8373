import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openPostgres } from '../src/infra/postgres/storage.ts';
import { openSqlite } from '../src/infra/sqlite/storage.ts';
import type { Storage } from '../src/ports/storage.ts';

/** An empty database of its own, gone with the test. */
export interface TestDatabase extends AsyncDisposable {
	readonly storage: Storage;
	/** What a process is started with to open this database. */
	readonly settings: Readonly<Record<string, string>>;
	/**
	 * Another opening of the same database, as a second process would have; closed with the test.
	 * @param connectionsMax how many connections it may hold on Postgres
	 */
	open(connectionsMax?: number): Storage;
}

/** The engine this run of the tests is for. */
export const engine: Storage['engine'] =
	process.env['TEST_DATABASE_URL'] === undefined ? 'sqlite' : 'postgres';

const CONNECTIONS_MAX = 5;

/** Makes an empty database: a file in a new folder, or a new database on the test's Postgres. */
export async function createTestDatabase(
	options: { migrate?: boolean } = {},
): Promise<TestDatabase> {
	const { create, drop, settings } =
		engine === 'sqlite' ? await sqliteFolder() : await postgresDatabase();
	const opened: Storage[] = [];
	const open = (connectionsMax = CONNECTIONS_MAX) => {
		const storage = create(connectionsMax);
		opened.push(storage);
		return storage;
	};
	const storage = open();
	if (options.migrate ?? true) await storage.migrate();
	return {
		storage,
		settings,
		open,
		async [Symbol.asyncDispose]() {
			for (const each of opened) await each.close().catch(() => undefined);
			await drop();
		},
	};
}

async function sqliteFolder() {
	const folder = await mkdtemp(join(tmpdir(), 'postern-test-'));
	const path = join(folder, 'postern.sqlite');
	return {
		settings: { DATA_DIR: folder },
		create: () => openSqlite({ path, synchronous: 'off' }),
		drop: () => rm(folder, { recursive: true, force: true }),
	};
}

async function postgresDatabase() {
	const url = new URL(process.env['TEST_DATABASE_URL'] ?? '');
	const name = `test_${randomBytes(8).toString('hex')}`;
	await onServer(url.href, `create database ${name}`);
	const own = new URL(url);
	own.pathname = `/${name}`;
	return {
		settings: { DATABASE_URL: own.href },
		create: (connectionsMax: number) =>
			openPostgres({ url: own.href, connectionsMax, onError: () => undefined }),
		drop: () => onServer(url.href, `drop database if exists ${name} with (force)`),
	};
}

async function onServer(connectionString: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
