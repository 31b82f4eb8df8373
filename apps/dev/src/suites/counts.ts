import type { FaultsReport, PlaywrightReport, VitestReport } from './reports.ts';

/** How many tests ended how. */
export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

/** The count of a suite that could not run: something that ought to have passed did not. */
export const CRASHED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** Counts the situations that experiments looked at. */
export function countFaults(report: FaultsReport): Counts {
	const verdicts = report.flatMap(({ rows }) => rows.map(({ verdict }) => verdict));
	const count = (wanted: string) => verdicts.filter((verdict) => verdict === wanted).length;
	return { passed: count('pass'), failed: count('FAIL'), skipped: count('skip') };
}

/** Counts Vitest's tests. A file that failed before its first test counts as one failure. */
export function countVitest(report: VitestReport): Counts {
	const brokenFiles = report.testResults.filter(
		(file) =>
			file.status === 'failed' &&
			!file.assertionResults.some((result) => result.status === 'failed'),
	);
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + brokenFiles.length,
		skipped: report.numPendingTests + report.numTodoTests,
	};
}

/** Counts Playwright's tests. One that passed at a second try passed; an error outside tests failed. */
export function countPlaywright(report: PlaywrightReport): Counts {
	const { expected, unexpected, flaky, skipped } = report.stats;
	return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/**
 * What a suite's run is worth in the end: no tests at all, or a failing exit without a failing test,
 * is a failure too.
 */
export function judge(counts: Counts, exitCode: number): Counts {
	const ranNothing = counts.passed + counts.failed === 0;
	const hidesFailure = exitCode !== 0 && counts.failed === 0;
	return ranNothing || hidesFailure ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** The sum over suites. */
export function sum(all: readonly Counts[]): Counts {
	return all.reduce(
		(total, each) => ({
			passed: total.passed + each.passed,
			failed: total.failed + each.failed,
			skipped: total.skipped + each.skipped,
		}),
		{ passed: 0, failed: 0, skipped: 0 },
	);
}

/** The line that ends a run. */
export function describe(counts: Counts): string {
	const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
	return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}
