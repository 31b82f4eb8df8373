import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';

const hasTaskset = spawnSync('taskset', ['-V']).status === 0;
const TICKS_PER_SECOND = 100;

/** Starts a program of ours on one core, so that server and load do not take turns on the same one. */
export function startPinned(
	core: number,
	script: URL,
	args: readonly string[],
	options: { env?: Record<string, string>; stdout?: 'ignore' | 'pipe' } = {},
): ChildProcess {
	const command = [process.execPath, script.pathname, ...args];
	const [program = '', ...rest] = hasTaskset
		? ['taskset', '-c', String(core), ...command]
		: command;
	return spawn(program, rest, {
		cwd: new URL('..', script).pathname,
		env: { PATH: process.env['PATH'] ?? '', ...options.env },
		stdio: ['ignore', options.stdout ?? 'ignore', 'inherit'],
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
	if (child.exitCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	await exited;
}

/** Waits until a server answers. @throws after ten seconds */
export async function untilReady(url: string): Promise<void> {
	for (let tries = 0; tries < 100; tries += 1) {
		const answer = await fetch(url).catch(() => null);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${url} does not answer`);
}
