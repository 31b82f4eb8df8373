import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort, startAs, type ServerProcess } from '@postern/local-servers';

const START_MS = 10_000;
const PROGRAMS = ['redis-server', 'valkey-server'];

/** A Redis (or Valkey) of our own that can be hurt. It keeps nothing on the disk. */
export interface Redis extends AsyncDisposable {
	readonly port: number;
	start(): Promise<void>;
	/** Sends one command, words between spaces, and gives the raw answer. */
	send(command: string): Promise<string>;
	kill(): Promise<void>;
	freeze(): void;
	thaw(): void;
}

/** Where this machine's server is; null when there is none. */
export function findRedis(): string | null {
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	const candidates = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
	return candidates.find((path) => existsSync(path)) ?? null;
}

/** Starts one on a free port of 127.0.0.1. @throws {Error} when it does not start */
export async function startRedis(program: string): Promise<Redis> {
	const port = await findFreePort();
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-redis-'));
	let server: ServerProcess | null = null;

	async function start(): Promise<void> {
		const flags = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
		server = startAs({}, program, [...flags, '--save', '', '--appendonly', 'no']);
		if (await server.printed('accept connections', START_MS)) return;
		throw new Error(`Redis did not start:\n${server.output()}`);
	}

	const killNow = () => {
		server?.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', killNow);
	await start();
	return {
		port,
		start,
		send: (command) => send(port, command),
		async kill() {
			await server?.end('SIGKILL');
			server = null;
		},
		freeze: () => server?.kill('SIGSTOP'),
		thaw: () => server?.kill('SIGCONT'),
		async [Symbol.asyncDispose]() {
			await server?.end('SIGKILL');
			process.off('exit', killNow);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function send(port: number, command: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
		socket.setEncoding('utf8').once('data', (answer: string) => {
			socket.end();
			resolve(answer.trim());
		});
		socket.once('error', reject);
	});
}
