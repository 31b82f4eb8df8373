import { percentile } from '../experiment.ts';

interface Line {
	readonly time?: number | string;
	readonly mailId?: string;
	readonly attempt?: number;
}

/**
 * How long mails waited before they were tried again, read from the log of the API.
 * @returns gives the median in seconds after the n-th attempt; NaN when none was seen
 */
export function waitsBetween(log: string): (attempt: number) => number {
	const times = new Map<string, number>();
	const attempts = new Map<number, number[]>();
	for (const { time, mailId, attempt } of log.split('\n').map(parse)) {
		if (time === undefined || mailId === undefined || attempt === undefined) continue;
		times.set(`${mailId} ${attempt}`, new Date(time).getTime());
		const before = times.get(`${mailId} ${attempt - 1}`);
		if (before === undefined) continue;
		const waits = attempts.get(attempt - 1) ?? [];
		attempts.set(attempt - 1, [...waits, (new Date(time).getTime() - before) / 1000]);
	}
	return (attempt) => {
		const waits = attempts.get(attempt);
		return waits === undefined ? NaN : percentile(waits, 0.5);
	};
}

function parse(line: string): Line {
	try {
		return JSON.parse(line) as Line;
	} catch {
		return {};
	}
}
