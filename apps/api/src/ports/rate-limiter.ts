/** How much of a budget is left after one more use of it. */
export interface Allowance {
	readonly allowed: boolean;
	/** Uses left in this window, never below 0. */
	readonly remaining: number;
	/** Seconds until the window ends, rounded up. */
	readonly resetSeconds: number;
}

/** A budget of uses per key and window. The use is counted before it is judged. */
export interface RateLimiter {
	readonly limit: number;
	readonly windowSeconds: number;
	use(key: string): Allowance;
}
