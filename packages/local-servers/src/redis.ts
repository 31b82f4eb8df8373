import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import { type ServerProcess, startAs } from './run-as.ts';

const PATIENCE_MS = 10_000;
const POLL_MS = 20;
const NAMES = ['redis-server', 'valkey-server'];
const FLAGS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];

/** A Redis (or Valkey) of our own that can be hurt. It keeps nothing on the disk. Disposing of it ends it. */
export interface Redis extends AsyncDisposable {
	readonly port: number;
	readonly url: string;
	/** Starts it again at the same port, empty. */
	restart(): Promise<void>;
	/** Ends it as a crash would; whatever it held is gone. */
	kill(): Promise<void>;
	/** Stops it in the middle of everything: connections stay open, and nothing is answered. */
	freeze(): void;
	thaw(): void;
	/** Has a command answered; gives what stands on the wire. @throws {Error} when nothing answers */
	ask(...words: string[]): Promise<string>;
}

/** Where this machine's server is; null when there is none. TEST_REDIS_SERVER names another. */
export function findRedis(): string | null {
	const named = process.env['TEST_REDIS_SERVER'] ?? '';
	if (named !== '') return named;
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
	return candidates.find((path) => existsSync(path)) ?? null;
}

/** Starts an empty one on a free port of 127.0.0.1. @throws {Error} when it does not start */
export async function startRedis(program: string): Promise<Redis> {
	const port = await findFreePort();
	let server: ServerProcess | null = null;
	const killNow = () => server?.kill('SIGKILL');
	const kill = async () => {
		await server?.end('SIGKILL');
		server = null;
	};
	const start = async () => {
		server = startAs({}, program, ['--port', String(port), ...FLAGS]);
		const isThere = await answers(port, server);
		if (!isThere) throw new Error(`${program} did not start:\n${server.output()}`);
	};
	process.once('exit', killNow);
	await start();
	return {
		...{ port, kill },
		url: `redis://127.0.0.1:${String(port)}`,
		restart: async () => {
			await kill();
			await start();
		},
		freeze: () => server?.kill('SIGSTOP'),
		thaw: () => server?.kill('SIGCONT'),
		ask: (...words) => ask(port, words),
		async [Symbol.asyncDispose]() {
			process.off('exit', killNow);
			await kill();
		},
	};
}

async function answers(port: number, server: ServerProcess): Promise<boolean> {
	const ended = server.exited.then(() => true);
	for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
		if ((await ask(port, ['PING']).catch(() => '')) === '+PONG') return true;
		if (await Promise.race([ended, sleep(POLL_MS, false)])) return false;
	}
	return false;
}

function ask(port: number, words: readonly string[]): Promise<string> {
	const parts = words.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1');
		socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('Redis does not answer.')));
		socket.once('connect', () => socket.write(`*${String(words.length)}\r\n${parts.join('')}`));
		socket.once('data', (answer) => {
			resolve(answer.toString().trim());
			socket.destroy();
		});
		socket.once('error', reject);
	});
}
