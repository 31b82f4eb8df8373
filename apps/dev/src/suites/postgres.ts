import { rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	findPostgresPrograms,
	findRunner,
	startAs,
	type PostgresPrograms,
	type Runner,
} from '@postern/local-servers';
import { findFreePort } from '../serve/ports.ts';

const START_MS = 30_000;

/** A Postgres to test against. Disposing of it ends it and removes its data. */
export interface TestPostgres extends AsyncDisposable {
	/** postgres://… of a superuser. */
	readonly url: string;
}

/**
 * Starts a Postgres that lives as long as a test run, on a free port of 127.0.0.1, with its data in
 * the system's temporary folder. With TEST_DATABASE_URL set, that server is used and left alone.
 * @throws {Error} when no programs are found or the server does not start
 */
export async function startPostgres(): Promise<TestPostgres> {
	const given = process.env['TEST_DATABASE_URL'];
	if (given !== undefined && given !== '') {
		return { url: given, [Symbol.asyncDispose]: () => Promise.resolve() };
	}
	const runner = findRunner();
	const folder = await mkdtemp(join(tmpdir(), 'postern-postgres-'));
	try {
		const programs = await findPostgresPrograms(folder, runner);
		await giveTo(folder, runner);
		return await startIn(folder, programs, runner);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

async function startIn(
	folder: string,
	programs: PostgresPrograms,
	runner: Runner,
): Promise<TestPostgres> {
	const data = join(folder, 'data');
	const port = await findFreePort();
	await initialise(folder, data, programs, runner);
	// A run of tests may lose its data in a crash; waiting for the disk would only slow it down.
	const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	const settings = [...fast, 'max_connections=200', `unix_socket_directories=${folder}`];
	const flags = settings.flatMap((setting) => ['-c', setting]);
	const server = startAs(runner, programs.postgres, [
		...['-D', data, '-p', String(port), '-h', '127.0.0.1'],
		...flags,
	]);
	const removeNow = () => {
		server.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	process.once('exit', removeNow);
	const stop = async () => {
		await server.end('SIGINT');
		process.off('exit', removeNow);
		await rm(folder, { recursive: true, force: true });
	};
	if (!(await server.printed('ready to accept connections', START_MS))) {
		await stop();
		throw new Error(`Postgres did not start:\n${server.output()}`);
	}
	return {
		url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
		[Symbol.asyncDispose]: stop,
	};
}

async function initialise(
	folder: string,
	data: string,
	programs: PostgresPrograms,
	runner: Runner,
): Promise<void> {
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, 'postgres\n');
	await giveTo(passwordFile, runner);
	const names = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
	const locale = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
	const initdb = startAs(runner, programs.initdb, ['-D', data, ...names, ...locale]);
	if ((await initdb.exited) !== 0) throw new Error(`initdb failed:\n${initdb.output()}`);
}

async function giveTo(path: string, runner: Runner): Promise<void> {
	if (runner.uid === undefined || runner.gid === undefined) return;
	await chown(path, runner.uid, runner.gid);
	await chmod(path, 0o700);
}
