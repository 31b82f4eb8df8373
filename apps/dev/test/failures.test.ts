import { describe as group, expect, test } from 'vitest';
import {
	describeFailures,
	failuresOfFaults,
	failuresOfPlaywright,
	failuresOfVitest,
} from '../src/suites/failures.ts';

const NO_COUNTS = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

group('a Vitest report', () => {
	test('names each test that failed, by its file and title, and why', () => {
		const assertionResults = [
			{ status: 'passed', fullName: 'a code signs in' },
			{
				status: 'failed',
				fullName: 'a code is used once',
				failureMessages: ['expected 1', 'at b'],
			},
		];
		const testResults = [{ name: '/here/src/codes.test.ts', status: 'failed', assertionResults }];
		expect(failuresOfVitest({ ...NO_COUNTS, testResults }, '/here')).toEqual([
			{
				name: 'src/codes.test.ts  a code is used once',
				message: 'expected 1\nat b',
				isFlaky: false,
			},
		]);
	});

	test('names a file that broke before its first test', () => {
		const broken = { name: '/here/a.test.ts', status: 'failed', message: 'no such module' };
		const testResults = [{ ...broken, assertionResults: [] }];
		expect(failuresOfVitest({ ...NO_COUNTS, testResults }, '/here')).toEqual([
			{ name: 'a.test.ts', message: 'no such module', isFlaky: false },
		]);
	});
});

group('a Playwright report', () => {
	const spec = (title: string, status: string) => ({
		...{ title, file: 'todos.spec.ts' },
		tests: [{ status, results: [{}, { error: { message: `${title}: not seen` } }] }],
	});
	const stats = { expected: 1, unexpected: 1, flaky: 1, skipped: 0 };

	test('names what failed and what passed at another try, at any depth', () => {
		const inner = { title: 'offline', specs: [spec('adds', 'flaky')] };
		const specs = [spec('lists', 'expected'), spec('removes', 'unexpected')];
		const suites = [{ title: 'todos.spec.ts', specs, suites: [inner] }];
		expect(failuresOfPlaywright({ stats, errors: [], suites })).toEqual([
			{ name: 'todos.spec.ts  removes', message: 'removes: not seen', isFlaky: false },
			{ name: 'todos.spec.ts  offline  adds', message: 'adds: not seen', isFlaky: true },
		]);
	});

	test('names an error outside of tests', () => {
		const errors = [{ message: 'the server did not start' }];
		expect(failuresOfPlaywright({ stats, errors, suites: [] })).toEqual([
			{ name: 'outside of tests', message: 'the server did not start', isFlaky: false },
		]);
	});
});

test('a report of experiments names the situation', () => {
	const rows = [
		{ situation: 'SQLite', verdict: 'pass' },
		{ situation: 'Postgres', verdict: 'FAIL' },
	] as const;
	expect(failuresOfFaults([{ id: 'R1', rows }])).toEqual([
		{ name: 'R1  Postgres', message: '', isFlaky: false },
	]);
});

group('failures are shown', () => {
	const failure = { name: 'a  b', message: '', isFlaky: false };

	test('without colours, empty lines and the runner’s own frames', () => {
		const message =
			'\u001b[31m expected 1\u001b[39m\n\n    at node_modules/vitest/run.js:1\nreceived 2';
		expect(describeFailures([{ ...failure, message }])).toBe(
			'FAILED  a  b\n     expected 1\n    received 2',
		);
	});

	test('with as much of each message as an eye takes in', () => {
		const message = Array.from({ length: 100 }, () => 'x'.repeat(1000)).join('\n');
		const lines = describeFailures([{ ...failure, message, isFlaky: true }]).split('\n');
		expect(lines[0]).toBe('at another try  a  b');
		expect(lines).toHaveLength(13);
		expect(lines[1]).toHaveLength(304);
	});

	test('as many as help, and how many more there are', () => {
		const shown = describeFailures(Array.from({ length: 23 }, () => failure)).split('\n');
		expect(shown).toHaveLength(21);
		expect(shown.at(-1)).toBe('… and 3 more');
	});
});
