import { heading, type Measured, row } from './report.ts';
import { type Load, measure, memoryMegabytes, type Slice, type Target } from './slice.ts';

/** How often, and with what load. */
export interface Comparison {
	readonly bare: Target;
	readonly load: Load;
	readonly rounds: number;
	/** Requests a second at which the time to the answer is measured. */
	readonly rates: readonly number[];
}

/** Measures servers beside the bare route, each slice between two of that, and prints a row for each. */
export async function compare(
	comparison: Comparison,
	targets: readonly Target[],
): Promise<readonly Measured[]> {
	const { bare, load } = comparison;
	console.log(heading(comparison.rates));
	// The first slice of each warms it up.
	await measure(bare, load);
	const all: Measured[] = [];
	for (const target of [bare, ...targets]) {
		await measure(target, load);
		const measured = await measureBeside(comparison, target);
		console.log(row(measured));
		all.push(measured);
	}
	return all;
}

async function measureBeside(
	{ bare, load, rounds, rates }: Comparison,
	target: Target,
): Promise<Measured> {
	const slices: Slice[] = [];
	const bareSlices = [await measure(bare, load)];
	for (let round = 0; round < rounds; round += 1) {
		slices.push(await measure(target, load));
		bareSlices.push(await measure(bare, load));
	}
	const paced: Slice[] = [];
	for (const rate of rates) paced.push(await measure(target, { ...load, rate }));
	return {
		...{ name: target.name, slices, bare: bareSlices, paced },
		megabytes: memoryMegabytes(target.servers),
	};
}
