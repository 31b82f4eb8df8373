import { parseArgs } from 'node:util';

/** How much is measured. */
export interface BenchOptions {
	/** Slices of load for each server, taken in turns. */
	readonly rounds: number;
	/** Seconds of load in a slice. */
	readonly seconds: number;
	readonly connections: number;
	/** Sessions in the database, 1,000 of which are used. */
	readonly sessions: number;
}

/** Reads `--rounds`, `--seconds`, `--connections` and `--sessions`. @throws {RangeError} */
export function readOptions(args: string[]): BenchOptions {
	const { values } = parseArgs({
		args,
		options: {
			rounds: { type: 'string', default: '8' },
			seconds: { type: 'string', default: '2' },
			connections: { type: 'string', default: '64' },
			sessions: { type: 'string', default: '100000' },
		},
	});
	return {
		rounds: count('rounds', values.rounds, 100),
		seconds: count('seconds', values.seconds, 60),
		connections: count('connections', values.connections, 1000),
		sessions: count('sessions', values.sessions, 10_000_000),
	};
}

function count(name: string, text: string, max: number): number {
	const value = Number(text);
	if (Number.isInteger(value) && value >= 1 && value <= max) return value;
	throw new RangeError(`--${name} must be a whole number from 1 to ${String(max)}`);
}
