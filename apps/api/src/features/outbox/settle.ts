import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Outcome } from './attempt.ts';
import type { ClaimedMail, OutboxStore } from './store.ts';
import { jittered, type Random, type Schedule } from './timing.ts';

/** What writing outcomes down needs. */
export interface SettleDeps {
	readonly store: Pick<OutboxStore, 'finish' | 'retry' | 'release'>;
	readonly clock: Clock;
	readonly random: Random;
	readonly schedule: Schedule;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5 * SECOND_MS;

/**
 * Writes down how an attempt came out. A database that fails is asked again for as long as the lease holds,
 * since a mail that was sent and is not marked would be sent twice.
 */
export function createSettle({ store, clock, random, schedule }: SettleDeps) {
	function write(mail: ClaimedMail, outcome: Outcome): Promise<boolean> {
		switch (outcome.kind) {
			case 'sent':
				return store.finish(mail, 'sent', clock(), null);
			case 'retry':
				return store.retry(mail, outcome.at, outcome.reason);
			case 'released':
				return store.release(mail, clock());
			default:
				return store.finish(mail, outcome.kind, clock(), outcome.reason);
		}
	}

	/** Ends early when there is no time left. */
	const pause = (ms: number, stopping: AbortSignal) =>
		new Promise<void>((resolve) => {
			const end = () => {
				cancel();
				stopping.removeEventListener('abort', end);
				resolve();
			};
			const cancel = schedule(ms, end);
			stopping.addEventListener('abort', end);
		});

	/**
	 * False when the mail is not this worker's any more, and then nothing is changed.
	 * @throws what the database throws once there is no time left to ask again
	 */
	return async function settle(
		mail: ClaimedMail,
		outcome: Outcome,
		stopping: AbortSignal,
	): Promise<boolean> {
		for (let failures = 0; ; failures += 1) {
			try {
				return await write(mail, outcome);
			} catch (error) {
				const ms = jittered(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), random);
				if (stopping.aborted || clock() + ms >= mail.lease.until) throw error;
				await pause(ms, stopping);
			}
		}
	};
}
