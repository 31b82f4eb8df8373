import type { Slice } from './slice.ts';

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * One row: the ratio of a slice's throughput to the mean of the bare slices just before and after it,
 * since the machine's own speed moves more between minutes than the servers differ.
 */
export function row(name: string, slices: readonly Slice[], bare: readonly Slice[]): string {
	const ratios = slices.map(({ perSecond }, index) => {
		const before = bare[index]?.perSecond ?? Number.NaN;
		const after = bare[index + 1]?.perSecond ?? before;
		return perSecond / ((before + after) / 2);
	});
	const cpu = slices.flatMap(({ cpuMicros }) => (cpuMicros === null ? [] : [cpuMicros]));
	const cells = [
		median(ratios).toFixed(2),
		`${Math.min(...ratios).toFixed(2)}..${Math.max(...ratios).toFixed(2)}`,
		cpu.length === 0 ? '-' : median(cpu).toFixed(0),
		median(slices.map(({ p50 }) => p50)).toFixed(2),
		median(slices.map(({ p99 }) => p99)).toFixed(2),
	];
	return `${name.padEnd(34)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}

/** The names of a row's columns. */
export const HEADING = `${''.padEnd(34)}${['ratio', 'spread', 'cpu us', 'p50 ms', 'p99 ms']
	.map((cell) => cell.padStart(12))
	.join('')}`;
