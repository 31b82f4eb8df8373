import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type {
	Allowance,
	AskedRateLimiter,
	LimitStore,
	TakenUse,
	WantedUse,
} from '../../ports/rate-limiter.ts';
import { createSlidingWindow } from '../memory/sliding-window.ts';

/** A budget that holds over all processes. */
export interface AskedLimiterOptions {
	readonly limit: number;
	readonly windowSeconds: number;
	readonly clock: Clock;
	/** Asked in this order, until one answers; none: what this process counts is all there is. */
	readonly stores: readonly Pick<LimitStore, 'take'>[];
}

/**
 * A budget that is exact: each use is counted in a store that all processes share before it is allowed. What is
 * over the budget by what this process alone knows is refused without asking, so that a flood costs the store no
 * more than the budget. While a store does not answer the next one counts, and where none does nothing is
 * allowed (and the budget of a client that has moved to another store begins anew, but not what this process
 * has counted of it).
 */
export function createAskedLimiter(options: AskedLimiterOptions): AskedRateLimiter {
	const { limit, windowSeconds, clock, stores } = options;
	const windowMs = windowSeconds * SECOND_MS;
	const own = createSlidingWindow();

	async function ask(wanted: WantedUse): Promise<TakenUse> {
		let reason: unknown;
		for (const store of stores) {
			try {
				return await store.take(wanted);
			} catch (error) {
				reason = error;
			}
		}
		throw reason;
	}

	async function takeFromStore(wanted: WantedUse): Promise<Allowance> {
		try {
			const taken = await ask(wanted);
			if (!taken.isCounted) {
				own.giveBack(wanted);
				own.refuse(wanted, taken.freeAt);
			}
			return allowance(taken, wanted);
		} catch (error) {
			own.giveBack(wanted);
			throw error;
		}
	}

	return {
		limit,
		windowSeconds,
		use: (key) => {
			const wanted = { key, limit, windowMs, now: clock() };
			const taken = own.take(wanted);
			if (!taken.isCounted || stores.length === 0) return allowance(taken, wanted);
			return takeFromStore(wanted);
		},
	};
}

function allowance({ isCounted, used, freeAt }: TakenUse, { limit, now }: WantedUse): Allowance {
	return {
		allowed: isCounted,
		remaining: isCounted ? Math.max(0, limit - used) : 0,
		resetSeconds: Math.max(1, Math.ceil((freeAt - now) / SECOND_MS)),
	};
}
