import { describe as group, expect, test } from 'vitest';
import {
	countFaults,
	countPlaywright,
	countVitest,
	describe,
	judge,
	sum,
} from '../src/suites/counts.ts';
import { chooseSuites, SUITES } from '../src/suites/suites.ts';

const VITEST = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };

group('a Vitest report', () => {
	test('counts its tests', () => {
		const assertionResults = [{ status: 'failed', fullName: 'one' }];
		const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults }];
		expect(countVitest({ ...VITEST, testResults })).toEqual({ passed: 3, failed: 1, skipped: 3 });
	});

	test('counts a file that broke before its first test as failed', () => {
		const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }];
		expect(countVitest({ ...VITEST, testResults }).failed).toBe(2);
	});
});

test('a Playwright report counts a second try as passed and an error outside tests as failed', () => {
	const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 1 };
	expect(countPlaywright({ stats, errors: [{}], suites: [] })).toEqual({
		...{ passed: 7, failed: 2, skipped: 1 },
	});
});

test('a report of experiments counts what each of them looked at', () => {
	const rows = (['pass', 'FAIL', 'skip', 'pass'] as const).map((verdict) => ({
		...{ situation: 'one process', verdict },
	}));
	expect(
		countFaults([
			{ id: 'R1', rows },
			{ id: 'R2', rows: rows.slice(1, 2) },
		]),
	).toEqual({
		...{ passed: 2, failed: 2, skipped: 1 },
	});
});

group('a suite', () => {
	test('that ran no test has failed, whatever its exit code', () => {
		expect(judge({ passed: 0, failed: 0, skipped: 4 }, 0).failed).toBe(1);
	});

	test('that exits with an error has failed, even when every test passed', () => {
		expect(judge({ passed: 9, failed: 0, skipped: 0 }, 1)).toEqual({
			passed: 9,
			failed: 1,
			skipped: 0,
		});
	});

	test('that passed is left as it is', () => {
		expect(judge({ passed: 9, failed: 0, skipped: 1 }, 0).failed).toBe(0);
	});
});

test('the last line is the sum, and names the skipped only when there are some', () => {
	const one = { passed: 2, failed: 1, skipped: 0 };
	expect(describe(sum([one, one]))).toBe('4 passed, 2 failed');
	expect(describe({ ...one, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
});

group('choosing suites', () => {
	const namesOf = (names: readonly string[]) => chooseSuites(names).map((suite) => suite.name);

	test('takes all when none is named, but for the experiments', () => {
		const names = SUITES.map((suite) => suite.name).filter((name) => name !== 'experiments');
		expect(namesOf([])).toEqual(names);
		expect(namesOf(['all'])).toEqual(names);
		expect(namesOf(['all', 'experiments'])).toEqual([...names, 'experiments']);
	});

	test('takes a suite in all its forms', () => {
		expect(namesOf(['api'])).toEqual(['api', 'api:postgres']);
	});

	test('refuses a name that fits nothing', () => {
		expect(() => chooseSuites(['ap'])).toThrow('There is no suite "ap"');
	});
});
