import type { VitestReport } from './reports.ts';

type TestFile = VitestReport['testResults'][number];
type TestResult = TestFile['assertionResults'][number];

/** What a run with other luck shows nothing about: races, and inputs made by chance. */
const BY_CHANCE = /(?:races|fuzz|property)\.test\.ts$/;
const COUNTEREXAMPLE = 'Property failed';

/** Whether a test failed before it passed. */
export function isSecondTry({ status, failureMessages }: TestResult): boolean {
	return status === 'passed' && (failureMessages ?? []).length > 0;
}

/**
 * In CI a test that failed is tried once more, since a starved machine says nothing about the code. Where chance is
 * what the test is about, a second try says nothing either: those are counted as failed again.
 */
export function withoutLuck(report: VitestReport): VitestReport {
	const isLuck = (file: TestFile, result: TestResult) =>
		isSecondTry(result) &&
		(BY_CHANCE.test(file.name) ||
			(result.failureMessages ?? []).some((each) => each.includes(COUNTEREXAMPLE)));
	const testResults = report.testResults.map((file) => ({
		...file,
		assertionResults: file.assertionResults.map((result) =>
			isLuck(file, result) ? { ...result, status: 'failed' } : result,
		),
	}));
	const lucky = report.testResults.flatMap((file) =>
		file.assertionResults.filter((result) => isLuck(file, result)),
	).length;
	return {
		...report,
		testResults,
		numPassedTests: report.numPassedTests - lucky,
		numFailedTests: report.numFailedTests + lucky,
	};
}
