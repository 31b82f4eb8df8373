import { parseArgs } from 'node:util';

/** How much is measured. */
export interface BenchOptions {
	/** What to measure; see main.ts. */
	readonly name: string;
	/** Slices of load for each server, or visits of each page, taken in turns. */
	readonly rounds: number;
	/** Seconds of load in a slice. */
	readonly seconds: number;
	readonly connections: number;
	/** Sessions in the database, 1,000 of which are used. */
	readonly sessions: number;
	/** Requests a second at which the time to the answer is measured. */
	readonly rates: readonly number[];
}

/** Reads what to measure, and how much of it. @throws {RangeError} */
export function readOptions(args: string[]): BenchOptions {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			rounds: { type: 'string' },
			seconds: { type: 'string', default: '2' },
			connections: { type: 'string', default: '64' },
			sessions: { type: 'string', default: '100000' },
			rates: { type: 'string', default: '300,2000' },
		},
	});
	const name = positionals[0] ?? 'all';
	return {
		name,
		rounds: count('rounds', values.rounds ?? (name === 'spa' ? '5' : '8'), 100),
		seconds: count('seconds', values.seconds, 60),
		connections: count('connections', values.connections, 1000),
		sessions: count('sessions', values.sessions, 10_000_000),
		rates: values.rates.split(',').map((rate) => count('rates', rate, 100_000)),
	};
}

function count(name: string, text: string, max: number): number {
	const value = Number(text);
	if (Number.isInteger(value) && value >= 1 && value <= max) return value;
	throw new RangeError(`--${name} must be a whole number from 1 to ${String(max)}`);
}
