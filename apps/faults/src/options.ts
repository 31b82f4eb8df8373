import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What to run and how. */
export interface Options {
	/** Ids in capitals; none means all. */
	readonly ids: readonly string[];
	readonly isQuick: boolean;
	/** Whether to put up with a machine that others use as well; see `widen`. */
	readonly isBusy: boolean;
	/** Where to write the results as JSON; null for nowhere. */
	readonly report: string | null;
	readonly isJson: boolean;
	readonly isList: boolean;
	readonly perSecond: number;
}

const PER_CORE = 50;
/** What runs before every change lands: those in which something could be lost, as far as they are short. */
const IN_CI = ['R1', 'R2', 'R4', 'R9', 'R10', 'R12', 'R16', 'R21', 'R25'];

/** Reads the command line. @throws {Error} for what it does not know */
export function readOptions(args: readonly string[]): Options {
	const { values, positionals } = parseArgs({
		// pnpm hands on the `--` that separates its own options.
		args: args.filter((each) => each !== '--'),
		allowPositionals: true,
		options: {
			quick: { type: 'boolean', default: false },
			busy: { type: 'boolean', default: false },
			ci: { type: 'boolean', default: false },
			report: { type: 'string' },
			json: { type: 'boolean', default: false },
			list: { type: 'boolean', default: false },
			rate: { type: 'string', default: String(Math.min(200, PER_CORE * availableParallelism())) },
		},
	});
	const perSecond = Number(values.rate);
	if (!(perSecond >= 10 && perSecond <= 2000)) {
		throw new Error('--rate must be requests a second, from 10 to 2000');
	}
	const ids = positionals.map((id) => id.toUpperCase());
	return {
		ids: values.ci && ids.length === 0 ? IN_CI : ids,
		isQuick: values.quick || values.ci,
		isBusy: values.busy || values.ci,
		report: values.report ?? null,
		isJson: values.json,
		isList: values.list,
		perSecond,
	};
}
