import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Comparison } from './compare.ts';
import type { BenchOptions } from './options.ts';
import { startPinned, stop, untilReady } from './pinned-process.ts';
import { writeRequests, type Wanted } from './requests.ts';
import type { Target } from './slice.ts';

const BARE = new URL('./bare-server.ts', import.meta.url);
const BARE_PORT = 8191;

/** Where servers and load run. */
export const SERVER_CORE = 0;
export const LOAD_CORE = Math.min(1, availableParallelism() - 1);

/** A folder, the bare route everything is compared with, and what has to be ended afterwards. */
export interface Stage extends AsyncDisposable {
	readonly folder: string;
	readonly options: BenchOptions;
	readonly comparison: Comparison;
	/** A folder for one server. */
	newFolder(): Promise<string>;
	/** Ends a process with the stage, if it lives that long. */
	keep<T extends ChildProcess>(server: T): T;
	/** What to ask of servers. */
	target(
		name: string,
		servers: readonly { readonly process: ChildProcess; readonly port: number }[],
		ask: { readonly wanted: readonly Wanted[]; readonly status?: number },
	): Promise<Target>;
}

/** Sets the stage. */
export async function setStage(options: BenchOptions): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
	// Gigabytes for a large run, also where a signal ends it.
	process.once('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
	const kept: ChildProcess[] = [];
	let files = 0;
	const target: Stage['target'] = async (name, servers, { wanted, status = 200 }) => {
		files += 1;
		return {
			...{ name, status, ports: servers.map(({ port }) => port) },
			servers: servers.map(({ process }) => process),
			requestsFile: await writeRequests(join(folder, `requests-${String(files)}.json`), wanted),
		};
	};
	const server = startPinned(SERVER_CORE, BARE, [String(BARE_PORT)]);
	kept.push(server);
	await untilReady(`http://127.0.0.1:${String(BARE_PORT)}/users/me`, server);
	const bare = await target(
		'bare Fastify route, no check',
		[{ process: server, port: BARE_PORT }],
		{ wanted: [{ path: '/users/me', cookie: `__Host-session=${'x'.repeat(43)}` }] },
	);
	const { connections, seconds, rounds, rates } = options;
	return {
		...{ folder, options, target },
		comparison: { bare, rounds, rates, load: { core: LOAD_CORE, connections, seconds } },
		newFolder: () => mkdtemp(join(folder, 'server-')),
		keep: (each) => {
			kept.push(each);
			return each;
		},
		async [Symbol.asyncDispose]() {
			for (const each of kept) await stop(each);
			await rm(folder, { recursive: true, force: true });
		},
	};
}
