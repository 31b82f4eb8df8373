import { parseArgs } from 'node:util';

const SAMPLES_MIN = 20;
const SAMPLES_MAX = 100_000;

/** Reads `--samples`: how many of each kind. @throws {RangeError} */
export function readSamples(args: string[]): number {
	const { values } = parseArgs({ args, options: { samples: { type: 'string', default: '1000' } } });
	const samples = Number(values.samples);
	if (Number.isInteger(samples) && samples >= SAMPLES_MIN && samples <= SAMPLES_MAX) return samples;
	throw new RangeError(
		`--samples must be a whole number from ${String(SAMPLES_MIN)} to ${String(SAMPLES_MAX)}`,
	);
}
