import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from './iso-time.ts';

/** As far as `Date` reaches. */
const FURTHEST_MS = 8.64e15;

test('any time is written as Date writes it', () => {
	fc.assert(
		fc.property(fc.integer({ min: -FURTHEST_MS, max: FURTHEST_MS }), (ms) => {
			expect(isoTime(ms)).toBe(new Date(ms).toISOString());
		}),
		{ numRuns: 5000 },
	);
});

test.each([0, -1, 999, 86_399_999, 86_400_000, 951_782_400_000, 2_147_483_648_000])(
	'%i milliseconds are written as Date writes them',
	(ms) => {
		expect(isoTime(ms)).toBe(new Date(ms).toISOString());
	},
);

test.each([Number.NaN, 1e16])('%d is refused as Date refuses it', (ms) => {
	expect(() => isoTime(ms)).toThrow(RangeError);
});
