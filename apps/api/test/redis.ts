/** A Redis of its own for a test, from the machine's redis-server or valkey-server. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A server that can be hurt. Disposing of it ends it. */
export interface TestRedis extends AsyncDisposable {
	readonly url: string;
	/** Stops it in the middle of everything: connections stay open, and nothing is answered. */
	readonly freeze: () => void;
	readonly thaw: () => void;
	/** Ends it as a crash would; whatever it held is gone. */
	readonly kill: () => Promise<void>;
	/** Starts it again on the same port, empty. */
	restart(): Promise<void>;
	/** Has a command answered, as with `redis-cli`. */
	ask(...words: string[]): Promise<string>;
}

const PROGRAMS = [process.env['TEST_REDIS_SERVER'] ?? '', 'redis-server', 'valkey-server'];
const program = PROGRAMS.find((each) => each !== '' && isThere(each));
const PATIENCE_MS = 10_000;
const TICK_MS = 20;

/** Whether this machine has one; tests that need it are skipped without. */
export const hasRedis = program !== undefined;
if (!hasRedis) {
	console.warn(
		'No redis-server was found: the tests that need one are skipped. TEST_REDIS_SERVER names it.',
	);
}

function isThere(name: string): boolean {
	return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Starts an empty server on a free port of loopback, which keeps nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
	const port = await freePort();
	let child = await start(port);
	const end = async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const exited = once(child, 'exit');
		child.kill('SIGKILL');
		await exited;
	};
	return {
		url: `redis://127.0.0.1:${String(port)}`,
		freeze: () => void child.kill('SIGSTOP'),
		thaw: () => void child.kill('SIGCONT'),
		kill: end,
		restart: async () => {
			await end();
			child = await start(port);
		},
		ask: (...words) => ask(port, words),
		[Symbol.asyncDispose]: end,
	};
}

async function start(port: number): Promise<ChildProcess> {
	const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no', daemonize: 'no' };
	const parameters = Object.entries(options).flatMap(([name, value]) => [
		`--${name}`,
		String(value),
	]);
	const child = spawn(program ?? '', parameters, { stdio: 'ignore' });
	for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
		const answer = await ask(port, ['PING']).catch(() => '');
		if (answer === '+PONG') return child;
		await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	}
	child.kill('SIGKILL');
	throw new Error(`${String(program)} did not start on port ${String(port)}`);
}

/** Sends one command and gives the answer as it stands on the wire. */
async function ask(port: number, words: readonly string[]): Promise<string> {
	const socket = connect({ port, host: '127.0.0.1' });
	socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
	await once(socket, 'connect');
	const parts = words.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
	socket.write(`*${String(words.length)}\r\n${parts.join('')}`);
	const [answer] = (await once(socket, 'data')) as [Buffer];
	socket.destroy();
	return answer.toString().trim();
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	return port;
}
