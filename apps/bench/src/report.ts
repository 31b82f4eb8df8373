import type { Slice } from './slice.ts';

/** What was measured of one server. */
export interface Measured {
	readonly name: string;
	/** At full speed. */
	readonly slices: readonly Slice[];
	/** The bare slices before, between and after them: one more. */
	readonly bare: readonly Slice[];
	/** At fixed rates. */
	readonly paced: readonly Slice[];
	readonly megabytes: number | null;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** How many of the bare route's requests fit into the time of one, and the middle half of what was seen. */
function ratios({ slices, bare }: Measured): number[] {
	return slices.map(({ perSecond }, index) => {
		const before = bare[index]?.perSecond ?? Number.NaN;
		const after = bare[index + 1]?.perSecond ?? before;
		return perSecond / ((before + after) / 2);
	});
}

/**
 * One row: the ratio of a slice's throughput to the mean of the bare slices just before and after it,
 * since the machine's own speed moves more between minutes than the servers differ.
 */
export function row(measured: Measured): string {
	const all = ratios(measured);
	const cpu = measured.slices.flatMap(({ cpuMicros }) => (cpuMicros === null ? [] : [cpuMicros]));
	const cells = [
		median(all).toFixed(2),
		`${Math.min(...all).toFixed(2)}..${Math.max(...all).toFixed(2)}`,
		cpu.length === 0 ? '-' : median(cpu).toFixed(0),
		...measured.paced.map(({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`),
		measured.megabytes?.toFixed(0) ?? '-',
	];
	return line(measured.name, cells);
}

/** The names of a row's columns. */
export function heading(rates: readonly number[]): string {
	const paced = rates.map((rate) => `at ${String(rate)}/s`);
	return line('', ['ratio', 'spread', 'cpu us', ...paced, 'MB']);
}

/** What the columns mean. */
export const LEGEND =
	'ratio: requests a second, to those of the bare route in the slices around (median); cpu us: processor time of the server for a request; at a rate: milliseconds to the answer, p50 / p99; MB: memory after it.';

function line(name: string, cells: readonly string[]): string {
	return `${name.padEnd(48)}${cells.map((cell) => cell.padStart(14)).join('')}`;
}
