import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { findRedis, startRedis } from '@postern/local-servers';
import pg from 'pg';
import { compare } from '../compare.ts';
import { stop } from '../pinned-process.ts';
import { startPostern } from '../postern-server.ts';
import { seedPostgres } from '../seed.ts';
import { SERVER_CORE, type Stage } from '../stage.ts';
import type { Target } from '../slice.ts';

const FIRST_PORT = 8210;

/** The same on Postgres, with and without Redis, with one process and with three. */
export async function benchReplicas(stage: Stage): Promise<void> {
	const server = process.env['BENCH_DATABASE_URL'];
	if (server === undefined) {
		console.log('\nPostgres is left out: BENCH_DATABASE_URL names no server.');
		return;
	}
	const { sessions } = stage.options;
	console.log(`\nGET /users/me on Postgres, ${String(sessions)} sessions`);
	await using database = await createDatabase(server);
	const dataDir = await stage.newFolder();
	const startOne = async (port: number, settings: Record<string, string> = {}) =>
		stage.keep(
			await startPostern(SERVER_CORE, port, dataDir, { DATABASE_URL: database.url, ...settings }),
		);
	// The API makes the tables.
	await stop(await startOne(FIRST_PORT));
	const cookies = await seedPostgres(database.url, sessions);
	const wanted = cookies.map((cookie) => ({ path: '/users/me', cookie }));
	const program = findRedis();
	await using redis = program === null ? null : await startRedis(program);
	const targets: Target[] = [];
	for (const [name, settings] of [
		['Postgres', {}],
		...(redis === null ? [] : [['Postgres and Redis', { REDIS_URL: redis.url }] as const]),
	] as const) {
		const processes: { process: ChildProcess; port: number }[] = [];
		for (let count = 1; count <= 3; count += 1) {
			const port = FIRST_PORT + targets.length * 3 + processes.length;
			processes.push({ process: await startOne(port, settings), port });
		}
		targets.push(await stage.target(`${name}, one process`, processes.slice(0, 1), { wanted }));
		targets.push(await stage.target(`${name}, three processes on one core`, processes, { wanted }));
	}
	await compare(stage.comparison, targets);
	for (const { servers } of targets) for (const each of servers) await stop(each);
}

/** An empty database on a server, gone with the run. */
async function createDatabase(serverUrl: string): Promise<AsyncDisposable & { url: string }> {
	const name = `bench_${randomBytes(6).toString('hex')}`;
	const run = async (statement: string) => {
		const client = new pg.Client({ connectionString: serverUrl });
		await client.connect();
		await client.query(statement);
		await client.end();
	};
	await run(`create database ${name}`);
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	return {
		url: url.href,
		[Symbol.asyncDispose]: () => run(`drop database ${name} with (force)`),
	};
}
