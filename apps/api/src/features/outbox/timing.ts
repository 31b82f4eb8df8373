import { randomInt } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';

/** Does something once, so many milliseconds from now; what it returns calls it off. */
export type Schedule = (ms: number, work: () => void) => () => void;

/** A number from 0 up to, but never, 1. */
export type Random = () => number;

const STEPS = 2 ** 32;

/** The timer of the process, which does not keep it alive. */
export const schedule: Schedule = (ms, work) => {
	const timer = setTimeout(work, ms).unref();
	return () => {
		clearTimeout(timer);
	};
};

/** Chance that nobody can foretell. */
export const random: Random = () => randomInt(STEPS) / STEPS;

/** From half to one and a half times as long, so that those who failed together do not return together. */
export function jittered(ms: number, chance: Random): number {
	return Math.round(ms * (0.5 + chance()));
}

const FIRST_MS = 2 * SECOND_MS;
const LONGEST_MS = 5 * MINUTE_MS;
const SHARE_OF_LIFE = 20;

/**
 * How long a mail waits after an attempt that failed: 2 s, twice as long each time, never more than five
 * minutes nor than a twentieth of the mail's life. A sign-in mail that lives for ten minutes is thus tried
 * every 45 s at least, and when a provider returns, what waited has left a minute later, with time to spare.
 * @param attempt the one that failed, from 1
 */
export function retryDelay(attempt: number, lifeMs: number, chance: Random): number {
	const longest = Math.max(FIRST_MS, Math.min(LONGEST_MS, lifeMs / SHARE_OF_LIFE));
	return jittered(Math.min(FIRST_MS * 2 ** (attempt - 1), longest), chance);
}
