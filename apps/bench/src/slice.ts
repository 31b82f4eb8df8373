import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { cpuSeconds, startPinned } from './pinned-process.ts';

const LOAD = new URL('./load.ts', import.meta.url);

/** What is asked of which processes, and what must come back. */
export interface Target {
	readonly name: string;
	readonly servers: readonly ChildProcess[];
	readonly ports: readonly number[];
	/** A JSON list of requests as they go over the wire, sent in turns. */
	readonly requestsFile: string;
	readonly status: number;
}

/** How much load, and where it comes from. */
export interface Load {
	readonly core: number;
	readonly connections: number;
	readonly seconds: number;
	/** Requests a second; unset for as many as go. */
	readonly rate?: number;
}

/** What one slice of load showed. */
export interface Slice {
	readonly perSecond: number;
	readonly p50: number;
	readonly p99: number;
	/** Processor time of the servers for a request, in microseconds; null where it is not told. */
	readonly cpuMicros: number | null;
}

interface Printed extends Slice {
	readonly requests: number;
	readonly unexpected: number;
	readonly firstUnexpected: string;
}

/** Puts load on a server for some seconds. @throws when an answer is not the expected one */
export async function measure(target: Target, load: Load): Promise<Slice> {
	const { name, servers, ports, status, requestsFile } = target;
	const before = cpuOfAll(servers);
	const args = [ports.join(','), load.connections, load.seconds, load.rate ?? 0, status];
	const generator = startPinned(load.core, LOAD, [...args.map(String), requestsFile], {
		stdout: 'pipe',
	});
	if (generator.stdout === null) throw new Error('the load has no output');
	const result = JSON.parse(await text(generator.stdout)) as Printed;
	const after = cpuOfAll(servers);
	if (result.unexpected > 0) {
		const count = String(result.unexpected);
		throw new Error(
			`${name}: ${count} answers were not ${String(status)}:\n${result.firstUnexpected}`,
		);
	}
	const cpuMicros =
		before === null || after === null ? null : ((after - before) * 1e6) / result.requests;
	return { perSecond: result.perSecond, p50: result.p50, p99: result.p99, cpuMicros };
}

function cpuOfAll(servers: readonly ChildProcess[]): number | null {
	let sum = 0;
	for (const server of servers) {
		const seconds = cpuSeconds(server);
		if (seconds === null) return null;
		sum += seconds;
	}
	return sum;
}

/** The memory that the processes hold, in megabytes; null where it is not told. */
export function memoryMegabytes(servers: readonly ChildProcess[]): number | null {
	try {
		return servers.reduce((sum, { pid }) => {
			const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
			return sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
		}, 0);
	} catch {
		return null;
	}
}
