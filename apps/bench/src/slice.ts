import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { cpuSeconds, startPinned } from './pinned-process.ts';

const LOAD = new URL('./load.ts', import.meta.url);

/** What is asked of which server, and what must come back. */
export interface Target {
	readonly name: string;
	readonly server: ChildProcess;
	readonly port: number;
	readonly path: string;
	readonly status: number;
	/** One cookie a line, or `-`. */
	readonly cookieFile: string;
}

/** What one slice of load showed. */
export interface Slice {
	readonly perSecond: number;
	readonly p50: number;
	readonly p99: number;
	/** Processor time of the server for a request, in microseconds; null where it is not told. */
	readonly cpuMicros: number | null;
}

/** Puts load on a server for some seconds. @throws when an answer is not the expected one */
export async function measure(
	{ name, server, port, path, status, cookieFile }: Target,
	load: { core: number; connections: number; seconds: number },
): Promise<Slice> {
	const before = cpuSeconds(server);
	const args = [port, load.connections, load.seconds, path, status, cookieFile].map(String);
	const generator = startPinned(load.core, LOAD, args, { stdout: 'pipe' });
	if (generator.stdout === null) throw new Error('the load has no output');
	const result = JSON.parse(await text(generator.stdout)) as Slice & {
		requests: number;
		unexpected: number;
	};
	const after = cpuSeconds(server);
	if (result.unexpected > 0) {
		throw new Error(`${name}: ${String(result.unexpected)} answers were not ${String(status)}`);
	}
	const cpuMicros =
		before === null || after === null ? null : ((after - before) * 1e6) / result.requests;
	return { perSecond: result.perSecond, p50: result.p50, p99: result.p99, cpuMicros };
}
