import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIFE_MS } from '../../../test/outbox.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { random, retryDelay } from './timing.ts';

const chance = () => fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = () => fc.integer({ min: 1, max: 1000 });
const lives = () => fc.integer({ min: 30 * SECOND_MS, max: 365 * DAY_MS });

describe('the wait before another attempt', () => {
	test('doubles from 2 s, up to 5 min for a mail that lives long', () => {
		const waits = Array.from({ length: 10 }, (_, at) => retryDelay(at + 1, DAY_MS, () => 0.5));
		expect(waits.map((ms) => ms / SECOND_MS)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
	});

	test('is never longer than five minutes and a half of that, nor a tenth of the mail’s life', () => {
		fc.assert(
			fc.property(attempts(), lives(), chance(), (attempt, life, luck) => {
				const ms = retryDelay(attempt, life, () => luck);
				expect(ms).toBeLessThanOrEqual(7.5 * MINUTE_MS);
				expect(ms).toBeLessThanOrEqual(Math.ceil(life / 10));
			}),
		);
	});

	test('is never shorter than a second, so that nothing spins', () => {
		fc.assert(
			fc.property(attempts(), lives(), chance(), (attempt, life, luck) => {
				expect(retryDelay(attempt, life, () => luck)).toBeGreaterThanOrEqual(SECOND_MS);
			}),
		);
	});

	test('differs by chance from half to one and a half times as long', () => {
		fc.assert(
			fc.property(attempts(), lives(), chance(), (attempt, life, luck) => {
				const middle = retryDelay(attempt, life, () => 0.5);
				const ms = retryDelay(attempt, life, () => luck);
				// Both are rounded to a millisecond.
				expect(ms).toBeGreaterThanOrEqual(middle / 2 - 1);
				expect(ms).toBeLessThanOrEqual(middle * 1.5 + 1);
			}),
		);
	});

	test('is at most 45 s for a sign-in mail, so that a minute after an outage all have left', () => {
		fc.assert(
			fc.property(attempts(), chance(), (attempt, luck) => {
				expect(retryDelay(attempt, LIFE_MS, () => luck)).toBeLessThanOrEqual(45 * SECOND_MS);
			}),
		);
	});
});

test('chance is from 0 up to 1, on both sides of the middle, and not the same twice', () => {
	const numbers = Array.from({ length: 1000 }, random);
	expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
	expect(numbers.some((each) => each < 0.5) && numbers.some((each) => each > 0.5)).toBe(true);
	expect(new Set(numbers).size).toBeGreaterThan(990);
});
