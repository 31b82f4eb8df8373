import { randomInt } from 'node:crypto';

const FIRST_MS = 250;
const LONGEST_MS = 10_000;
const STEPS = 2 ** 32;

/**
 * How long to wait before trying again: 250 ms, twice as long each time, never more than 10 s, each from half
 * to one and a half times that, so that those who failed together do not return together.
 * @param failures how many tries have failed in a row, from 1
 */
export function backoffMs(failures: number): number {
	const ms = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
	return Math.round(ms * (0.5 + randomInt(STEPS) / STEPS));
}
