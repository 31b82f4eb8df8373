import { describe, expect, test } from 'vitest';
import { countVitest } from '../src/suites/counts.ts';
import { failuresOfVitest } from '../src/suites/failures.ts';
import { withoutLuck } from '../src/suites/second-try.ts';

/** A run of three tests: one passed, one failed, one passed at its second try for that reason. */
function run(file: string, reason: string) {
	return withoutLuck({
		...{ numPassedTests: 2, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 },
		testResults: [
			{
				...{ name: `/here/${file}`, status: 'failed' },
				assertionResults: [
					{ status: 'passed', fullName: 'at once', failureMessages: [] },
					{ status: 'failed', fullName: 'never', failureMessages: ['wrong', 'wrong'] },
					{ status: 'passed', fullName: 'later', failureMessages: [reason] },
				],
			},
		],
	});
}

test('a test that passed at its second try has passed, and is named', () => {
	const report = run('sign-in.test.ts', 'Test timed out in 60000ms.');
	expect(countVitest(report)).toEqual({ passed: 2, failed: 1, skipped: 0 });
	expect(failuresOfVitest(report, '/here')).toEqual([
		{ name: 'sign-in.test.ts  never', message: 'wrong\nwrong', isFlaky: false },
		{ name: 'sign-in.test.ts  later', message: 'Test timed out in 60000ms.', isFlaky: true },
	]);
});

describe('a second try does not forgive', () => {
	test.each([
		['a race', 'src/features/auth-requests/races.test.ts', 'expected 2 to be 1'],
		['a run of fuzz', 'test/fuzz.test.ts', 'status 500'],
		['a property', 'src/ports/iso-time.property.test.ts', 'expected true to be false'],
		['a counterexample', 'src/cookies.test.ts', 'Property failed after 7 tests'],
	])('%s', (_name, file, reason) => {
		const report = run(file, reason);
		expect(countVitest(report)).toEqual({ passed: 1, failed: 2, skipped: 0 });
		expect(failuresOfVitest(report, '/here').map(({ isFlaky }) => isFlaky)).toEqual([false, false]);
	});
});
