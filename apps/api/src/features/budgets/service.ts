import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import { type Keys, macsOf } from '../../ports/keys.ts';
import type { Db } from '../../ports/storage.ts';
import type { BudgetStore } from './store.ts';

/** So many uses within any stretch of so many seconds. */
export interface Budget {
	readonly name: string;
	readonly limit: number;
	readonly windowSeconds: number;
}

/** A use of a budget by or for somebody: an address, a client. */
export interface Spending {
	readonly budget: Budget;
	readonly subject: string;
}

/** What budgets need. */
export interface BudgetsDeps {
	readonly store: BudgetStore;
	readonly clock: Clock;
	/** Keys the hash of subjects: the table must not list who was written to. */
	readonly subjectKeys: Keys;
}

/** Beyond it the times of the uses are too many to keep; such a limit is none. */
const LIMIT_MAX = 1000;

/** Counters that all processes share, of what must not be done too often. */
export function createBudgets({ store, clock, subjectKeys }: BudgetsDeps) {
	/** In one order, whichever key is the present one: two who spend the same never wait in a circle. */
	function keysOf({ budget, subject }: Spending): string[] {
		return macsOf(subjectKeys, `${budget.name}\0${subject}`).sort();
	}

	/**
	 * Seconds until this use is possible; 0 when it was counted. It is counted under every key and needs room
	 * under each, so that processes that know only one of them count together.
	 */
	async function spendOne(trx: Db, spending: Spending): Promise<number> {
		const { limit, windowSeconds } = spending.budget;
		const use = { limit, windowMs: windowSeconds * SECOND_MS, now: clock() };
		let waitSeconds = 0;
		for (const key of keysOf(spending)) {
			if (await store.use(trx, { ...use, key })) continue;
			const freeAt = await store.freeAt(trx, { ...use, key });
			waitSeconds = Math.max(waitSeconds, 1, Math.ceil((freeAt - use.now) / SECOND_MS));
		}
		return waitSeconds;
	}

	return {
		/**
		 * Counts one use of each budget. Gives 0, or the seconds until all of them have room; the caller then
		 * throws within its transaction, so that nothing is counted of what does not happen.
		 */
		async spend(trx: Db, spendings: readonly Spending[]): Promise<number> {
			let waitSeconds = 0;
			for (const spending of spendings) {
				if (spending.budget.limit > LIMIT_MAX) continue;
				waitSeconds = Math.max(waitSeconds, await spendOne(trx, spending));
			}
			return waitSeconds;
		},

		/**
		 * Frees a use of each budget that was counted a moment ago, in the order in which it was. Of several at the same
		 * time the last one goes, which leaves as many.
		 */
		async takeBack(trx: Db, spendings: readonly Spending[]): Promise<void> {
			for (const spending of spendings) {
				if (spending.budget.limit > LIMIT_MAX) continue;
				for (const key of keysOf(spending)) await store.dropLast(trx, key);
			}
		},

		/** Removes up to `limit` budgets of which nothing counts any more; answers how many. */
		removeExpired: (limit: number): Promise<number> => store.removeExpired(clock(), limit),
	};
}

export type Budgets = ReturnType<typeof createBudgets>;
