import { describe, sum, type Counts } from './suites/counts.ts';
import { runSuite } from './suites/run-suite.ts';
import { chooseSuites, type Suite } from './suites/suites.ts';

/** `npm test [-- SUITE…]`: runs the suites one after another and ends with the sum. */
export async function run(names: readonly string[]): Promise<number> {
	const suites = chooseSuites(names);
	// Leaving by process.exit lets what was started be ended; a signal's own way would not.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => process.exit(1));
	}
	const results: { suite: Suite; counts: Counts; seconds: number }[] = [];
	for (const suite of suites) {
		console.log(`\n── ${suite.name} ──`);
		const start = Date.now();
		const counts = await runSuite(suite);
		results.push({ suite, counts, seconds: (Date.now() - start) / 1000 });
	}
	console.log('');
	for (const { suite, counts, seconds } of results) {
		console.log(
			`${suite.name.padEnd(16)}${seconds.toFixed(1).padStart(6)} s   ${describe(counts)}`,
		);
	}
	const total = sum(results.map((result) => result.counts));
	console.log(`\n${describe(total)}`);
	return total.failed === 0 ? 0 : 1;
}
