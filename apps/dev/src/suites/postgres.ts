import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePostgres } from '@postern/local-servers';
import { findFreePort } from '../serve/ports.ts';

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
	const folder = await mkdtemp(join(tmpdir(), 'postern-postgres-'));
	try {
		return await startIn(folder);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

async function startIn(folder: string): Promise<TestPostgres> {
	const place = await preparePostgres(folder);
	const port = await findFreePort();
	// A run of tests may lose its data in a crash; waiting for the disk would only slow it down.
	const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	const server = await place.start(port, [...fast, 'max_connections=200']);
	const removeNow = () => {
		server.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	process.once('exit', removeNow);
	return {
		url: place.url('postgres', port),
		async [Symbol.asyncDispose]() {
			await server.end('SIGINT');
			process.off('exit', removeNow);
			await rm(folder, { recursive: true, force: true });
		},
	};
}
