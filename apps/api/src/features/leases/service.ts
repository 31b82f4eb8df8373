import { randomUUID } from 'node:crypto';
import { type Clock, MINUTE_MS } from '../../ports/clock.ts';
import type { LeaseStore } from './store.ts';

/** What leases need. */
export interface LeasesDeps {
	readonly store: LeaseStore;
	readonly clock: Clock;
}

/** The right of one process at a time to do a work that all of them could do. */
export interface Turn {
	/** Takes the turn; false when another process has it, or the work was done a moment ago. */
	take(): Promise<boolean>;
	/** Whether the turn is still this process's; to be asked between two pieces of the work. */
	keep(): Promise<boolean>;
	/** Ends the turn; the work is due again after the pause. */
	pass(): Promise<void>;
}

/** When another process goes on with what one that died has left. */
const LEASE_MS = MINUTE_MS;

/**
 * Turns that processes take, with no process in charge: who dies holding one loses it after a minute. The
 * work must stand being done by two for a moment: a process that was stopped in the middle and goes on later
 * does not know that its turn is over.
 */
export function createLeases({ store, clock }: LeasesDeps) {
	return {
		/**
		 * The turns of this process at one work.
		 * @param pauseMs how long the work need not be done again, by nobody, after it was begun
		 */
		turn(name: string, pauseMs: number): Turn {
			const holder = randomUUID();
			let begunAt = 0;
			let until = 0;
			return {
				take(): Promise<boolean> {
					const now = clock();
					begunAt = now;
					until = now + LEASE_MS;
					const latest = { heldUntil: now + 2 * LEASE_MS, dueAt: now + 2 * pauseMs };
					return store.take({ name, holder, now, until, latest });
				},
				async keep(): Promise<boolean> {
					const now = clock();
					if (until - now > LEASE_MS / 2) return true;
					until = now + LEASE_MS;
					return store.keep(name, holder, until);
				},
				pass: (): Promise<void> => store.pass(name, holder, begunAt + pauseMs),
			};
		},
	};
}
