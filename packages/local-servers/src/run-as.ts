import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const END_MS = 10_000;

/** The user that a server runs as. Empty: the one who starts it. */
export interface Runner {
	readonly uid?: number;
	readonly gid?: number;
}

/** A program at work. */
export interface ServerProcess {
	readonly pid: number | undefined;
	readonly exited: Promise<number | null>;
	/** All it has printed so far. */
	output(): string;
	/** Waits for a text in its output; false when it ended or the time was up before. */
	printed(text: string, timeoutMs: number): Promise<boolean>;
	kill(signal: NodeJS.Signals): void;
	/** Sends a signal and waits for the end; forces it after 10 s. */
	end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Postgres refuses to run as root, so root lends it another user.
 * @throws {Error} when root finds no such user
 */
export function findRunner(): Runner {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		const uid = idOf('-u', name);
		const gid = idOf('-g', name);
		if (uid !== null && gid !== null) return { uid, gid };
	}
	throw new Error('Postgres refuses to run as root, and there is no user "postgres" or "nobody".');
}

function idOf(flag: '-u' | '-g', name: string): number | null {
	const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
	return status === 0 ? Number(stdout.trim()) : null;
}

/** Starts a program as the given user, without the settings of the one who starts it. */
export function startAs(runner: Runner, file: string, args: readonly string[]): ServerProcess {
	const child = spawn(file, args, {
		...runner,
		// The other user may not enter the folder we stand in.
		cwd: tmpdir(),
		env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
		stdio: ['ignore', 'pipe', 'pipe'],
		// Ctrl-C must not reach it before the tests that use it have ended.
		detached: process.platform !== 'win32',
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
	}
	const exited = new Promise<number | null>((resolve) => {
		child.once('error', (error) => {
			output += error.message;
			resolve(null);
		});
		child.once('close', resolve);
	});
	let isOver = false;
	void exited.then(() => {
		isOver = true;
	});
	return {
		pid: child.pid,
		exited,
		output: () => output,
		async printed(text, timeoutMs) {
			const deadline = Date.now() + timeoutMs;
			while (!output.includes(text) && !isOver && Date.now() < deadline) await sleep(20);
			return output.includes(text) && !isOver;
		},
		kill: (signal) => void child.kill(signal),
		async end(signal) {
			child.kill(signal);
			const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
			await exited;
			clearTimeout(timer);
		},
	};
}
