import type { TakenUse, WantedUse } from '../../ports/rate-limiter.ts';

const KEYS_MAX = 100_000;
const OVERFLOW = '';

/** What one key used: the times that may still count, oldest first. */
interface Uses {
	times: number[];
	/** Somebody who knows more said that there is no room before then. */
	refusedUntil: number;
}

/**
 * The times of the last uses of each key, in this process. The window slides: there is no edge around which
 * twice the budget would pass. A key that was not used for a window is forgotten; beyond a bound new keys share
 * one budget, so that a flood of addresses cannot grow the memory.
 */
export function createSlidingWindow(keysMax: number = KEYS_MAX) {
	/** Two generations: what is used again moves to the younger one, and the older one goes as a whole. */
	let young = new Map<string, Uses>();
	let old = new Map<string, Uses>();
	let turnAt = 0;

	function turn({ now, windowMs }: WantedUse): void {
		const isOn = now < turnAt && turnAt - now <= windowMs;
		if (isOn) return;
		old = young;
		young = new Map();
		turnAt = now + windowMs;
	}

	function usesOf(key: string): Uses {
		const known = young.get(key);
		if (known !== undefined) return known;
		if (young.size >= keysMax && key !== OVERFLOW) return old.get(key) ?? usesOf(OVERFLOW);
		const uses = old.get(key) ?? { times: [], refusedUntil: 0 };
		young.set(key, uses);
		return uses;
	}

	/** The uses of a key, without those that count no more. One far ahead is of a clock that was wrong. */
	function current(wanted: WantedUse): Uses {
		turn(wanted);
		const { now, windowMs } = wanted;
		const uses = usesOf(wanted.key);
		const isOver = (time: number | undefined) =>
			time !== undefined && (time <= now - windowMs || time > now + windowMs);
		if (isOver(uses.times[0]) || isOver(uses.times.at(-1))) {
			uses.times = uses.times.filter((time) => !isOver(time));
		}
		if (uses.refusedUntil > now + windowMs) uses.refusedUntil = 0;
		return uses;
	}

	return {
		/** Counts a use if there is room for it. */
		take(wanted: WantedUse): TakenUse {
			const { limit, windowMs, now } = wanted;
			const { times, refusedUntil } = current(wanted);
			if (refusedUntil > now) return { isCounted: false, used: limit, freeAt: refusedUntil };
			const isCounted = times.length < limit;
			if (isCounted) times.push(now);
			return { isCounted, used: times.length, freeAt: freeAt(times, limit) + windowMs };
		},

		/** Takes back a use that was counted a moment ago, and did not happen. */
		giveBack(wanted: WantedUse): void {
			const { times } = current(wanted);
			const index = times.lastIndexOf(wanted.now);
			if (index >= 0) times.splice(index, 1);
		},

		/** Refuses a key until then without a look. */
		refuse(wanted: WantedUse, until: number): void {
			current(wanted).refusedUntil = until;
		},
	};
}

/** The use whose end makes room: the oldest, but for one budget that was made smaller. */
function freeAt(times: readonly number[], limit: number): number {
	return times[Math.max(0, times.length - limit)] ?? 0;
}
