import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';

/** How many uses a key has in a window, and how many keys are told apart. */
export interface MemoryRateLimiterOptions {
	readonly limit: number;
	readonly windowSeconds: number;
	readonly clock: Clock;
	/** Beyond it, new keys share one budget: a flood of addresses cannot grow the memory. */
	readonly keysMax?: number;
	readonly sharing?: Sharing | undefined;
}

/** What one key used in the window that ends then. */
export interface Counter {
	readonly key: string;
	readonly windowEnds: number;
	/** Uses that were allowed here. */
	own: number;
	/** Those of them that other processes know of. */
	told: number;
	/** Uses that were allowed elsewhere, as far as is known. */
	others: number;
}

/** How other processes hear of what was counted here. */
export interface Sharing {
	/** So many uses of a key are worth telling. */
	readonly fromUses: number;
	/** Called with a counter while it has that many untold; it must return at once. */
	tell(counter: Counter): void;
}

const KEYS_MAX = 100_000;
const OVERFLOW = '';

/**
 * Counts in this process. All keys' windows begin together, so that ending them is one assignment and
 * no counter can be pushed out of the memory before its window is over. What other processes counted may be
 * added to a counter at any time.
 */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions): RateLimiter {
	const { limit, windowSeconds, clock, keysMax = KEYS_MAX, sharing } = options;
	const windowMs = windowSeconds * SECOND_MS;
	const tellFrom = sharing?.fromUses ?? Infinity;
	let counters = new Map<string, Counter>();
	let windowEnds = 0;

	function counterOf(key: string): Counter {
		const known = counters.get(key);
		if (known !== undefined) return known;
		if (counters.size >= keysMax && key !== OVERFLOW) return counterOf(OVERFLOW);
		const counter = { key, windowEnds, own: 0, told: 0, others: 0 };
		counters.set(key, counter);
		return counter;
	}

	return {
		limit,
		windowSeconds,
		use: (key) => {
			const now = clock();
			if (now >= windowEnds || windowEnds - now > windowMs) {
				counters = new Map();
				windowEnds = now - (now % windowMs) + windowMs;
			}
			const resetSeconds = Math.ceil((windowEnds - now) / SECOND_MS);
			const counter = counterOf(key);
			const remaining = limit - counter.own - counter.others;
			if (remaining <= 0) return { allowed: false, remaining: 0, resetSeconds };
			counter.own += 1;
			if (counter.own - counter.told >= tellFrom) sharing?.tell(counter);
			return { allowed: true, remaining: remaining - 1, resetSeconds };
		},
	};
}
