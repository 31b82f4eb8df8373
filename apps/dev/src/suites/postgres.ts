import { rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePostgres } from '@postern/local-servers';
import { findFreePort } from '../serve/ports.ts';

/** Where Linux keeps files in memory; containers often have 64 MiB there. */
const MEMORY = '/dev/shm';
/** Far more than a run has needed, its log of changes among it. */
const ROOM_BYTES = 4 * 2 ** 30;

/** A Postgres to test against. Disposing of it ends it and removes its data. */
export interface TestPostgres extends AsyncDisposable {
	/** postgres://… of a superuser. */
	readonly url: string;
}

/**
 * Starts a Postgres that lives as long as a test run, on a free port of 127.0.0.1, with its data in
 * memory where there is room, else in the system's temporary folder. With TEST_DATABASE_URL set, that server is used and left alone.
 * @throws {Error} when no programs are found or the server does not start
 */
export async function startPostgres(): Promise<TestPostgres> {
	const given = process.env['TEST_DATABASE_URL'];
	if (given !== undefined && given !== '') {
		return { url: given, [Symbol.asyncDispose]: () => Promise.resolve() };
	}
	const folder = await mkdtemp(join(await findRoom(), 'postern-postgres-'));
	try {
		return await startIn(folder);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

/**
 * Each test makes and drops a database of three hundred files. On ext4 that takes a tenth of a second and
 * three times as long after some minutes, since inodes freed lately are passed over one by one.
 */
async function findRoom(): Promise<string> {
	const disk = tmpdir();
	try {
		const { bavail, bsize } = await statfs(MEMORY);
		return bavail * bsize >= ROOM_BYTES ? MEMORY : disk;
	} catch {
		return disk;
	}
}

async function startIn(folder: string): Promise<TestPostgres> {
	const place = await preparePostgres(folder);
	const port = await findFreePort();
	// A run of tests may lose its data in a crash; waiting for the disk would only slow it down.
	const fast = [
		'fsync=off',
		'synchronous_commit=off',
		'full_page_writes=off',
		'max_wal_size=256MB',
	];
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
