import { describe, expect, test } from 'vitest';
import { holds, percentile, verdictOf, widen } from '../src/experiment.ts';
import { experiments } from '../src/experiments/index.ts';
import { readOptions } from '../src/options.ts';
import { lines, table } from '../src/report.ts';

describe('a measure', () => {
	test.each([
		[{ value: 5, atMost: 5 }, true],
		[{ value: 6, atMost: 5 }, false],
		[{ value: 0, atLeast: 1 }, false],
		[{ value: 7, atLeast: 1, atMost: 9 }, true],
		[{ value: 123 }, true],
		[{ value: NaN, atMost: 5 }, false],
		[{ value: NaN }, false],
	])('%j holds: %s', (measure, expected) => {
		expect(holds({ what: 'something', ...measure })).toBe(expected);
	});
});

describe('a row', () => {
	const good = { what: 'failed', value: 0, atMost: 0 };
	const bad = { what: 'lost', value: 2, atMost: 0 };

	test('passes when every measure holds', () => {
		expect(verdictOf({ situation: 'x', measures: [good] })).toBe('pass');
		expect(verdictOf({ situation: 'x', measures: [good, bad] })).toBe('FAIL');
	});

	test('that was not tried neither passes nor fails, and says why', () => {
		const row = { situation: 'x', measures: [bad], skipped: 'no server' };
		expect(verdictOf(row)).toBe('skip');
		expect(lines(row)).toEqual(['  skip  x: no server']);
	});

	test('is told with the bound beside each figure', () => {
		const slow = { what: 'p99', value: 2053.4, unit: 'ms', atMost: 2000 };
		expect(lines({ situation: 'frozen', measures: [good, slow], remarks: ['503 ×3'] })).toEqual([
			'  FAIL  frozen',
			'       failed: 0 (wanted: 0)',
			'     ✗ p99: 2053 ms (wanted: ≤ 2000 ms)',
			'       503 ×3',
		]);
	});

	test('is a line of a table', () => {
		const rows = [
			{ situation: 'frozen', measures: [good, { what: 'back', value: 0.44, unit: 's' }] },
		];
		expect(table([{ id: 'R6', rows }])).toContain(
			'| R6 | frozen | failed: 0; back: 0.44 s | pass |',
		);
	});
});

describe('on a machine that others use as well', () => {
	const verdict = (measure: object) =>
		verdictOf(widen({ situation: 'x', measures: [{ what: 'y', value: 0, ...measure }] }));

	test.each([
		['ms', 2400],
		['s', 2400],
		['%', 2400],
	])('what is counted in %s may be ten times as much, and no more', (unit, value) => {
		expect(verdict({ unit, value, atMost: 250 })).toBe('pass');
		expect(verdict({ unit, value: 2501, atMost: 250 })).toBe('FAIL');
	});

	test('a tenth of a share of the capacity will do', () => {
		expect(verdict({ unit: '%', value: 8, atLeast: 80 })).toBe('pass');
		expect(verdict({ unit: '%', value: 7, atLeast: 80 })).toBe('FAIL');
	});

	test('what has to be tried has to be tried', () => {
		expect(verdict({ value: 49, atLeast: 50 })).toBe('FAIL');
		expect(verdict({ value: 0, atLeast: 1 })).toBe('FAIL');
	});

	test('what must not happen must not happen', () => {
		expect(verdict({ value: 1, atMost: 0 })).toBe('FAIL');
		expect(verdict({ value: 6, atMost: 5 })).toBe('FAIL');
		expect(verdict({ value: 301, unit: 'MiB', atMost: 300 })).toBe('FAIL');
		expect(verdict({ value: NaN, unit: 'ms', atMost: 5 })).toBe('FAIL');
	});
});

test('a percentile is the value that so many do not exceed', () => {
	const numbers = Array.from({ length: 100 }, (_, index) => 100 - index);
	expect(percentile(numbers, 0.99)).toBe(99);
	expect(percentile(numbers, 1)).toBe(100);
	expect(percentile(numbers, 0)).toBe(1);
	expect(percentile([], 0.99)).toBe(0);
});

describe('the command line', () => {
	test('names experiments in any case', () => {
		expect(readOptions(['--', 'r6', 'R12', '--quick'])).toMatchObject({
			ids: ['R6', 'R12'],
			isQuick: true,
		});
	});

	test('runs some of them shortly and with patience before a change lands', () => {
		const options = readOptions(['--ci', '--report', 'somewhere']);
		expect(options).toMatchObject({ isQuick: true, isBusy: true, report: 'somewhere' });
		const all = new Set(experiments.map(({ id }) => id));
		expect(options.ids.filter((id) => !all.has(id))).toEqual([]);
		expect(options.ids).toHaveLength(9);
		expect(readOptions(['--ci', 'r2']).ids).toEqual(['R2']);
	});

	test.each([['--slow'], ['--rate', 'x'], ['--rate', '1']])('refuses %s %s', (...args) => {
		expect(() => readOptions(args)).toThrow();
	});
});
