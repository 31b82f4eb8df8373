/** How much of a budget is left after one more use of it. */
export interface Allowance {
	readonly allowed: boolean;
	/** Uses left, never below 0. */
	readonly remaining: number;
	/** Seconds until there are more, rounded up. */
	readonly resetSeconds: number;
}

/** A budget of uses per key and window. The use is counted before it is judged. */
export interface RateLimiter {
	readonly limit: number;
	readonly windowSeconds: number;
	use(key: string): Allowance;
}

/** A budget that may have to be asked for elsewhere. It rejects when nobody can say: then nothing is allowed. */
export interface AskedRateLimiter extends Omit<RateLimiter, 'use'> {
	use(key: string): Allowance | Promise<Allowance>;
}

/** Uses that were allowed here, and that the others do not know of yet. */
export interface CountedUses {
	readonly key: string;
	readonly uses: number;
	/** When they stop to count, in milliseconds since 1970. */
	readonly windowEnds: number;
}

/** One use that is asked for. */
export interface WantedUse {
	readonly key: string;
	readonly limit: number;
	readonly windowMs: number;
	readonly now: number;
}

/** What became of it. */
export interface TakenUse {
	readonly isCounted: boolean;
	/** Uses that count now, this one among them when it was counted. */
	readonly used: number;
	/** When there is room for more than there is now, in milliseconds since 1970. */
	readonly freeAt: number;
}

/**
 * What counts for all processes together. None of it is the only copy of anything that matters: a store that
 * forgets gives a client its budget once more.
 */
export interface LimitStore {
	/** Adds uses to counters, and gives what each holds then, in their order. */
	add(counted: readonly CountedUses[]): Promise<readonly number[]>;
	/** Counts a use if fewer than `limit` lie within the window before it, however many are asked for at once. */
	take(wanted: WantedUse): Promise<TakenUse>;
}
