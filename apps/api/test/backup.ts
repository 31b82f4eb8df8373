/** Copies of a test's database, made as an operator makes them, and brought back. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findDumpPrograms } from '@postern/local-servers';
import pg from 'pg';
import { openPostgres } from '../src/infra/postgres/storage.ts';
import { openSqlite } from '../src/infra/sqlite/storage.ts';
import type { Storage } from '../src/ports/storage.ts';
import { engine, type TestDatabase } from './database.ts';
import { run, type Settings } from './process.ts';

const execute = promisify(execFile);
const programs = findDumpPrograms();

/** What was copied, brought back somewhere else; gone with the test. */
export interface Restored extends AsyncDisposable {
	readonly storage: Storage;
	/** What a process is started with to open it. */
	readonly settings: Settings;
}

/** A copy; gone with the test. */
export interface Backup extends AsyncDisposable {
	restore(): Promise<Restored>;
}

/** Whether this engine's programs for copies are here: Postgres' are a package of their own. */
export const canBackUp = engine === 'sqlite' || programs !== null;

/** Copies a database while it is in use. */
export async function takeBackup({ settings }: TestDatabase): Promise<Backup> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-backup-'));
	const file = join(folder, 'copy');
	if (engine === 'sqlite') {
		const made = await run('src/commands/backup.ts', { ...settings, NODE_ENV: 'test' }, file);
		if (made.code !== 0) throw new Error(made.errors);
	} else {
		await dump(settings, file);
	}
	return {
		restore: () => (engine === 'sqlite' ? restoreSqlite(file) : restorePostgres(settings, file)),
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
	};
}

/** Puts the copy in the place of the database that it was made of, as `pg_restore --clean` does. */
export async function restoreInPlace({ settings }: TestDatabase, work: () => Promise<void>) {
	const folder = await mkdtemp(join(tmpdir(), 'postern-backup-'));
	const file = join(folder, 'copy');
	await dump(settings, file);
	await work();
	const url = settings['DATABASE_URL'] ?? '';
	await execute(programs?.restore ?? 'pg_restore', [
		'--clean',
		'--exit-on-error',
		`--dbname=${url}`,
		file,
	]);
	await rm(folder, { recursive: true });
}

async function dump(settings: Settings, file: string): Promise<void> {
	const url = settings['DATABASE_URL'] ?? '';
	await execute(programs?.dump ?? 'pg_dump', ['--format=custom', `--file=${file}`, url]);
}

async function restoreSqlite(file: string): Promise<Restored> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-restored-'));
	const path = join(folder, 'postern.sqlite');
	await copyFile(file, path);
	const storage = openSqlite({ path, synchronous: 'off' });
	return {
		storage,
		settings: { DATA_DIR: folder },
		async [Symbol.asyncDispose]() {
			await storage.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function restorePostgres(settings: Settings, file: string): Promise<Restored> {
	const url = new URL(settings['DATABASE_URL'] ?? '');
	const name = `test_restored_${randomBytes(8).toString('hex')}`;
	await onServer(url, `create database ${name}`);
	const own = new URL(url);
	own.pathname = `/${name}`;
	await execute(programs?.restore ?? 'pg_restore', [
		'--exit-on-error',
		`--dbname=${own.href}`,
		file,
	]);
	const storage = openPostgres({ url: own.href, connectionsMax: 5, onError: () => undefined });
	return {
		storage,
		settings: { DATABASE_URL: own.href },
		async [Symbol.asyncDispose]() {
			await storage.close();
			await onServer(url, `drop database if exists ${name} with (force)`);
		},
	};
}

async function onServer(url: URL, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url.href });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
