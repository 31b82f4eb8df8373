import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What to run and how. */
export interface Options {
	/** Ids in capitals; none means all. */
	readonly ids: readonly string[];
	readonly isQuick: boolean;
	readonly isJson: boolean;
	readonly isList: boolean;
	readonly perSecond: number;
}

const PER_CORE = 50;

/** Reads the command line. @throws {Error} for what it does not know */
export function readOptions(args: readonly string[]): Options {
	const { values, positionals } = parseArgs({
		// pnpm hands on the `--` that separates its own options.
		args: args.filter((each) => each !== '--'),
		allowPositionals: true,
		options: {
			quick: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			list: { type: 'boolean', default: false },
			rate: { type: 'string', default: String(Math.min(200, PER_CORE * availableParallelism())) },
		},
	});
	const perSecond = Number(values.rate);
	if (!(perSecond >= 10 && perSecond <= 2000)) {
		throw new Error('--rate must be requests a second, from 10 to 2000');
	}
	return {
		ids: positionals.map((id) => id.toUpperCase()),
		isQuick: values.quick,
		isJson: values.json,
		isList: values.list,
		perSecond,
	};
}
