import { expect, test } from 'vitest';
import { retryAfterSeconds } from '../src/retry-after.ts';

const now = Date.parse('2026-11-21T10:00:00Z');

test.each([
	['0', 0],
	['42', 42],
	['Sat, 21 Nov 2026 10:00:30 GMT', 30],
	['Sat, 21 Nov 2026 09:00:00 GMT', 0],
	['soon', undefined],
	['-3', undefined],
	['9999999999999', undefined],
	[undefined, undefined],
])('reads Retry-After %j as %j', (value, seconds) => {
	expect(retryAfterSeconds({ 'retry-after': value }, now)).toBe(seconds);
});
