import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;

/** What a process has used and uses. */
export interface Usage {
	/** Seconds of processor time since its start, its own and the system's for it. */
	readonly cpuSeconds: number;
	/** Memory it holds now, in MiB. */
	readonly memory: number;
}

/** What Linux knows of a process; NaN elsewhere. */
export function usageOf(pid: number | undefined): Usage {
	try {
		const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
		// The name of the program may hold anything, so what follows is counted from its closing bracket.
		const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
		return {
			cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
			memory: (Number(fields[21]) * PAGE_BYTES) / MIB,
		};
	} catch {
		return { cpuSeconds: NaN, memory: NaN };
	}
}
