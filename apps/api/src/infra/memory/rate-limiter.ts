import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';

/** How many uses a key has in a window, and how many keys are told apart. */
export interface MemoryRateLimiterOptions {
	readonly limit: number;
	readonly windowSeconds: number;
	readonly clock: Clock;
	/** Beyond it, new keys share one budget: a flood of addresses cannot grow the memory. */
	readonly keysMax?: number;
}

const KEYS_MAX = 100_000;
const OVERFLOW = '';

/**
 * Counts in this process. All keys' windows begin together, so that ending them is one assignment and
 * no counter can be pushed out of the memory before its window is over.
 */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions): RateLimiter {
	const { limit, windowSeconds, clock, keysMax = KEYS_MAX } = options;
	const windowMs = windowSeconds * SECOND_MS;
	let uses = new Map<string, number>();
	let windowEnds = 0;
	return {
		limit,
		windowSeconds,
		use: (key) => {
			const now = clock();
			if (now >= windowEnds || windowEnds - now > windowMs) {
				uses = new Map();
				windowEnds = now - (now % windowMs) + windowMs;
			}
			const known = uses.get(key);
			const counted = known === undefined && uses.size >= keysMax ? OVERFLOW : key;
			const used = (known ?? uses.get(counted) ?? 0) + 1;
			uses.set(counted, used);
			return {
				allowed: used <= limit,
				remaining: Math.max(0, limit - used),
				resetSeconds: Math.ceil((windowEnds - now) / SECOND_MS),
			};
		},
	};
}
