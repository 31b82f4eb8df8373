import type { LimitStore } from '../../ports/rate-limiter.ts';
import type { Counter, Sharing } from '../memory/rate-limiter.ts';

/** What sharing needs. */
export interface SharingOptions {
	readonly limit: number;
	readonly store: Pick<LimitStore, 'add'>;
	/** Milliseconds in which counters gather before they are told together. */
	readonly gatherMs?: number;
}

/** The part of a budget that one process may spend before it tells the others: a twentieth. */
const PART = 20;
const GATHER_MS = 100;
const BATCH = 500;

/**
 * Tells the other processes what was counted here, and learns what they have counted, without a request that
 * waits for it: whenever a client has used another twentieth of its budget here, and all such clients together
 * ten times a second at most. Who uses less costs nothing. So N processes together allow no more than the
 * budget, N twentieths of it, and what arrives while they talk. A store that does not answer changes nothing:
 * each process counts for itself then, and tells later what is still of this window.
 */
export function createSharing({ limit, store, gatherMs = GATHER_MS }: SharingOptions): Sharing {
	const due = new Set<Counter>();
	let isPlanned = false;

	async function exchange(counters: readonly Counter[]): Promise<void> {
		const untold = counters.map(({ key, own, told, windowEnds }) => ({
			...{ key, windowEnds },
			uses: own - told,
		}));
		const totals = await store.add(untold);
		for (const [index, counter] of counters.entries()) {
			counter.told += untold[index]?.uses ?? 0;
			// A store that has forgotten says less; what was once heard stays true for this window.
			counter.others = Math.max(counter.others, (totals[index] ?? 0) - counter.told);
		}
	}

	async function exchangeAll(): Promise<void> {
		const counters = [...due];
		due.clear();
		for (let from = 0; from < counters.length; from += BATCH) {
			await exchange(counters.slice(from, from + BATCH));
		}
	}

	function plan(): void {
		isPlanned = true;
		setTimeout(() => {
			exchangeAll()
				// Its keeper says that it does not answer. The counters are due again with their next use.
				.catch(() => undefined)
				.finally(() => {
					isPlanned = false;
					if (due.size > 0) plan();
				});
		}, gatherMs).unref();
	}

	return {
		fromUses: Math.max(1, Math.floor(limit / PART)),
		tell(counter) {
			due.add(counter);
			if (!isPlanned) plan();
		},
	};
}
