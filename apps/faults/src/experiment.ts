/** One number and what it may be. Without a bound it is only told. */
export interface Measure {
	readonly what: string;
	readonly value: number;
	/** Like `ms` or `s`; unset for counts. */
	readonly unit?: string;
	readonly atMost?: number;
	readonly atLeast?: number;
}

/** What was seen in one situation. */
export interface Row {
	readonly situation: string;
	readonly measures: readonly Measure[];
	/** For people: what went wrong, where something did. */
	readonly remarks?: readonly string[];
	/** Why it was not tried. Such a row neither passes nor fails. */
	readonly skipped?: string;
}

/** How thoroughly to look. */
export interface Conditions {
	/** Fewer rounds, shorter outages. */
	readonly isQuick: boolean;
	/** Requests a second of the mixed journeys. */
	readonly perSecond: number;
	/** Says on the way what is going on. */
	tell(text: string): void;
}

/** A fault, and what has to hold all the same. */
export interface Experiment {
	/** As on the command line, like `R6`. */
	readonly id: string;
	readonly title: string;
	/** Gives a row for each situation; called as each is finished. */
	run(conditions: Conditions, report: (row: Row) => void): Promise<void>;
}

/** Whether a number is within its bounds. What could not be measured (NaN) is not. */
export function holds({ value, atMost, atLeast }: Measure): boolean {
	if (Number.isNaN(value)) return false;
	return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

/** How much wider bounds are where the machine is busy with other work, too. */
const WIDER = 10;
/** Of what depends on how fast the machine is. */
const TIMED = new Set(['ms', 's', '%']);

/**
 * The same row for a machine that others use as well: what depends on its speed may be ten times as slow. What must not
 * happen (something lost, undone, done twice, answered wrongly) keeps its bound, and so does how much had to be tried.
 */
export function widen(row: Row): Row {
	const measures = row.measures.map((measure): Measure => {
		const { atMost, atLeast, unit = '' } = measure;
		if (!TIMED.has(unit)) return measure;
		return {
			...measure,
			...(atMost !== undefined && { atMost: atMost * WIDER }),
			...(atLeast !== undefined && { atLeast: atLeast / WIDER }),
		};
	});
	return { ...row, measures };
}

/** What a row comes to. */
export function verdictOf(row: Row): 'pass' | 'FAIL' | 'skip' {
	if (row.skipped !== undefined) return 'skip';
	return row.measures.every(holds) ? 'pass' : 'FAIL';
}

/**
 * The value that so many of the numbers do not exceed.
 * @param share from 0 to 1, like 0.99; the highest for 1
 * @returns 0 for no numbers at all
 */
export function percentile(numbers: readonly number[], share: number): number {
	const sorted = [...numbers].sort((left, right) => left - right);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
