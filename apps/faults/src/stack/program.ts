import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const API = fileURLToPath(new URL('../../../api/', import.meta.url));
const POLL_MS = 20;

/** Settings of a program by name. Nothing of our own environment goes with them but PATH. */
export type Settings = Readonly<Record<string, string>>;

/** How a program ended. */
export interface Ended {
	/** Null after a signal. */
	readonly code: number | null;
	readonly output: string;
	readonly errors: string;
	readonly seconds: number;
}

/** A program at work. */
export interface Program {
	readonly pid: number;
	readonly ended: Promise<Ended>;
	isRunning(): boolean;
	/** What it has printed so far. */
	output(): string;
	kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a script of the API as an operator would: apps meet as processes. It dies with us.
 * @param folder where the API's code is, for another version than the one beside us
 */
export function startProgram(
	script: string,
	settings: Settings,
	{ folder = API, args = [] }: { folder?: string; args?: readonly string[] } = {},
): Program {
	const started = performance.now();
	const child = spawn(process.execPath, [script, ...args], {
		cwd: folder,
		env: { PATH: process.env['PATH'], ...settings },
		stdio: ['ignore', 'pipe', 'pipe'],
		// Ctrl-C is for us; we end what we started.
		detached: process.platform !== 'win32',
	});
	const texts = { output: '', errors: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.errors += text));
	const killNow = () => void child.kill('SIGKILL');
	process.once('exit', killNow);
	const ended = new Promise<Ended>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => {
			process.off('exit', killNow);
			resolve({ code, ...texts, seconds: (performance.now() - started) / 1000 });
		});
	});
	return {
		pid: child.pid ?? 0,
		ended,
		isRunning: () => child.exitCode === null && child.signalCode === null,
		output: () => texts.output + texts.errors,
		kill: (signal) => void child.kill(signal),
	};
}

/** Runs a script of the API to its end, and kills it when that takes too long. */
export async function runProgram(
	script: string,
	settings: Settings,
	more: { folder?: string; args?: readonly string[]; withinMs?: number } = {},
): Promise<Ended> {
	const program = startProgram(script, settings, more);
	const timer = setTimeout(() => program.kill('SIGKILL'), more.withinMs ?? 60_000);
	try {
		return await program.ended;
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Waits until a question is answered with yes.
 * @throws {Error} naming what was waited for, when the time is up
 */
export async function until(
	what: string,
	isSo: () => boolean | Promise<boolean>,
	withinMs = 20_000,
): Promise<void> {
	const deadline = performance.now() + withinMs;
	while (!(await isSo())) {
		if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}
