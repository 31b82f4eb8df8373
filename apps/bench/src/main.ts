/** `pnpm bench`: a checked request beside a bare route, in turns, in one run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.ts';
import { startPinned, stop, untilReady } from './pinned-process.ts';
import { seed, startPostern } from './postern-server.ts';
import { HEADING, row } from './report.ts';
import { measure, type Slice, type Target } from './slice.ts';

const SERVER_CORE = 0;
const LOAD_CORE = Math.min(1, availableParallelism() - 1);
const BARE_PORT = 8191;
const POSTERN_PORT = 8192;

const options = readOptions(process.argv.slice(2));
const load = { core: LOAD_CORE, connections: options.connections, seconds: options.seconds };
const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
const cookieFile = join(folder, 'cookies');
console.log(
	`${String(options.sessions)} sessions, ${String(options.connections)} connections, SQLite`,
);
await writeFile(cookieFile, (await seed(folder, POSTERN_PORT, options.sessions)).join('\n'));

const bareServer = startPinned(SERVER_CORE, new URL('./bare-server.ts', import.meta.url), [
	String(BARE_PORT),
]);
const server = await startPostern(SERVER_CORE, POSTERN_PORT, folder);
try {
	await untilReady(`http://127.0.0.1:${String(BARE_PORT)}/users/me`);
	const path = '/users/me';
	const bare: Target = {
		name: 'bare Fastify route, no check',
		server: bareServer,
		port: BARE_PORT,
		path,
		status: 200,
		cookieFile,
	};
	const checked = { ...bare, name: 'GET /users/me, signed in', server, port: POSTERN_PORT };
	const refused = {
		...checked,
		name: 'GET /users/me, no session: 401',
		status: 401,
		cookieFile: '-',
	};
	await compare(bare, [checked, refused]);
} finally {
	await stop(server);
	await stop(bareServer);
	await rm(folder, { recursive: true });
}

async function compare(bare: Target, others: readonly Target[]): Promise<void> {
	// The first slice of each warms it up.
	for (const target of [bare, ...others]) await measure(target, load);
	console.log(HEADING);
	for (const target of others) {
		const slices: Slice[] = [];
		const bareSlices = [await measure(bare, load)];
		for (let round = 0; round < options.rounds; round += 1) {
			slices.push(await measure(target, load));
			bareSlices.push(await measure(bare, load));
		}
		if (target === others[0]) console.log(row(bare.name, bareSlices, bareSlices));
		console.log(row(target.name, slices, bareSlices));
	}
}
