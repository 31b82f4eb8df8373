import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startAs } from '@postern/local-servers';
import { until } from './program.ts';

const PROGRAM = 'strace';

/** System calls with which a process changes a file or tells somebody something. */
export const WRITES = 'write,writev,pwrite64,pwritev,sendto,sendmsg,ftruncate,fsync,fdatasync';

/** A look over the shoulder of the main thread of a process, where SQLite and all sockets are. */
export interface Trace extends AsyncDisposable {
	/** What it has seen so far, a call a line, with the time in seconds since 1970 before it. */
	text(): string;
	/** Lets the process go on alone. */
	detach(): Promise<void>;
}

/** Why calls of other processes cannot be seen and failed here; null when they can. */
export async function whyNoTracing(): Promise<string | null> {
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	if (!folders.some((folder) => existsSync(join(folder, PROGRAM)))) {
		return 'this machine has no strace';
	}
	const sleeper = startAs({}, 'sleep', ['60']);
	try {
		await using _trace = await attach(sleeper.pid, ['-e', 'trace=write']);
		return null;
	} catch (error) {
		return `strace may not attach: ${error instanceof Error ? error.message : String(error)}`;
	} finally {
		await sleeper.end('SIGKILL');
	}
}

/**
 * Attaches strace to a process.
 * @param args what to trace and to inject, as strace takes it
 * @throws {Error} when it may not, or the process is gone
 */
export async function attach(pid: number | undefined, args: readonly string[]): Promise<Trace> {
	const folder = mkdtempSync(join(tmpdir(), 'postern-faults-strace-'));
	const file = join(folder, 'calls');
	const flags = ['-p', String(pid), '-o', file, '-ttt', '-y', '-s', '24'];
	const tracer = spawn(PROGRAM, [...flags, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	let isOver = false;
	tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
	const ended = new Promise<void>((resolve) => {
		for (const event of ['error', 'close'] as const) tracer.once(event, () => resolve());
	});
	void ended.then(() => (isOver = true));
	const killNow = () => {
		tracer.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', killNow);
	const detach = async () => {
		tracer.kill('SIGINT');
		await ended;
	};
	const remove = async () => {
		await detach();
		process.off('exit', killNow);
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		await until('strace', () => isOver || said.includes(' attached'));
		if (!said.includes(' attached')) throw new Error(said.trim());
	} catch (error) {
		await remove();
		throw error;
	}
	return { text: () => readFileSync(file, 'utf8'), detach, [Symbol.asyncDispose]: remove };
}
