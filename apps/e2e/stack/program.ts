import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const READY_WITHIN_MS = 20_000;
const POLL_MS = 25;

/** What to run, from the top of the repository. */
export interface ProgramOptions {
	readonly folder: string;
	readonly script: string;
	readonly args?: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

export interface Program {
	/** Everything it has printed. */
	readonly output: () => string;
	readonly isRunning: () => boolean;
	/** Settles with the exit code, or null after a signal. */
	readonly exited: Promise<number | null>;
	/** Ends it at once, as a crash would. */
	readonly kill: () => Promise<void>;
}

/** Starts a script of another app: the tests meet it as a process, never as an import. */
export function startProgram({ folder, script, args = [], env }: ProgramOptions): Program {
	const child = spawn(process.execPath, [script, ...args], {
		cwd: REPOSITORY + folder,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
	}
	// 'close' comes after the last output, 'exit' may come before it.
	const exited = new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	// A run that is broken off leaves nothing behind.
	const killNow = (): void => {
		child.kill('SIGKILL');
	};
	process.once('exit', killNow);
	child.once('close', () => process.off('exit', killNow));
	return {
		output: () => output,
		isRunning: () => child.exitCode === null && child.signalCode === null,
		exited,
		async kill() {
			killNow();
			await exited;
		},
	};
}

/**
 * Waits until a program answers 2xx at an address.
 * @throws {Error} with everything it printed, when it ends or takes 20 s
 */
export async function untilReady(program: Program, url: string): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!(await answers(url))) {
		if (!program.isRunning() || Date.now() > deadline) {
			throw new Error(`${url} is not served.\n${program.output()}`);
		}
		await sleep(POLL_MS);
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}
