import { describe, sum } from './suites/counts.ts';
import { describeFailures } from './suites/failures.ts';
import { type Outcome, runSuite } from './suites/run-suite.ts';
import { chooseSuites, type Suite } from './suites/suites.ts';

/** `npm test [-- SUITE…]`: runs the suites one after another and ends with the sum. */
export async function run(names: readonly string[]): Promise<number> {
	const suites = chooseSuites(names);
	// Leaving by process.exit lets what was started be ended; a signal's own way would not.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => process.exit(1));
	}
	const results: { suite: Suite; outcome: Outcome; seconds: number }[] = [];
	for (const suite of suites) {
		console.log(`\n── ${suite.name} ──`);
		const start = Date.now();
		const outcome = await runSuite(suite);
		results.push({ suite, outcome, seconds: (Date.now() - start) / 1000 });
	}
	// Named again where the eye is at the end of thousands of lines.
	for (const { suite, outcome } of results) {
		if (outcome.failures.length === 0) continue;
		console.log(`\n── ${suite.name} ──\n${describeFailures(outcome.failures)}`);
	}
	console.log('');
	for (const { suite, outcome, seconds } of results) {
		const took = seconds.toFixed(1).padStart(6);
		console.log(`${suite.name.padEnd(16)}${took} s   ${describe(outcome.counts)}`);
	}
	const total = sum(results.map(({ outcome }) => outcome.counts));
	console.log(`\n${describe(total)}`);
	return total.failed === 0 ? 0 : 1;
}
