import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname } from 'node:path';

const hasTaskset = spawnSync('taskset', ['-V']).status === 0;
const TICKS_PER_SECOND = 100;
const READY_TRIES = 600;

/** Where a program's output goes, and what it is told by its environment. */
export interface PinnedOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly stdout?: 'ignore' | 'pipe';
	readonly cwd?: string;
}

/** Starts a program on one core, so that server and load do not take turns on the same one. */
export function startPinnedCommand(
	core: number,
	command: readonly string[],
	options: PinnedOptions = {},
): ChildProcess {
	const [program = '', ...rest] = hasTaskset
		? ['taskset', '-c', String(core), ...command]
		: command;
	const child = spawn(program, rest, {
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		env: { PATH: process.env['PATH'] ?? '', ...options.env },
		stdio: ['ignore', options.stdout ?? 'ignore', 'inherit'],
	});
	// However this program ends: a server that stays has the port of the next run.
	const endNow = () => child.kill();
	process.once('exit', endNow);
	child.once('exit', () => process.off('exit', endNow));
	return child;
}

/** The same for a script of ours. */
export function startPinned(
	core: number,
	script: URL,
	args: readonly string[],
	options: PinnedOptions = {},
): ChildProcess {
	return startPinnedCommand(core, [process.execPath, script.pathname, ...args], {
		cwd: dirname(script.pathname),
		...options,
	});
}

/** Seconds of processor time a process has used; null where the system does not tell. */
export function cpuSeconds({ pid }: ChildProcess): number | null {
	try {
		const fields =
			readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
				.split(') ')[1]
				?.split(' ') ?? [];
		return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
	} catch {
		return null;
	}
}

/** Ends a process and waits for it. */
export async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	await exited;
}

/** Waits until a server answers, whatever it answers. @throws when it has ended, or after a minute */
export async function untilReady(url: string, server?: ChildProcess): Promise<void> {
	for (let tries = 0; tries < READY_TRIES; tries += 1) {
		const answer = await fetch(url).catch(() => null);
		if (answer !== null && answer.status < 500) return;
		if (server !== undefined && (server.exitCode ?? server.signalCode) !== null) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${url} does not answer`);
}
