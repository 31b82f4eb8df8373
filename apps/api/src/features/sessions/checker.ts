import { Problem } from '@postern/problem';
import type { Clock } from '../../ports/clock.ts';
import type { LastSeen } from './last-seen.ts';
import type { SessionStore } from './store.ts';
import {
	type CheckedSession,
	refusalOf,
	type SessionFacts,
	type SessionLife,
	toCheckedSession,
} from './verdict.ts';

/** What checking tokens needs. */
export interface CheckerDeps {
	readonly store: Pick<SessionStore, 'findByTokenHash'>;
	readonly lastSeen: Pick<LastSeen, 'note'>;
	readonly clock: Clock;
	readonly life: SessionLife;
}

/** Called once with a good session, a problem that refuses it, or the store's error. */
export type OnChecked = (outcome: CheckedSession | Problem | Error) => void;

/**
 * Checks token hashes against the store: every request, no cache, so that an ending holds for the very
 * next one. The tokens of one turn of the event loop are asked for together, which on a busy server
 * costs less than half of asking one by one and on an idle one some microseconds.
 */
export function createSessionChecker({ store, lastSeen, clock, life }: CheckerDeps) {
	let hashes: string[] = [];
	let waiting: OnChecked[] = [];

	function settle(facts: SessionFacts | undefined, now: number): CheckedSession | Problem {
		const refusal = refusalOf(facts, now, life);
		if (refusal !== null || facts === undefined) return refusal as Problem;
		lastSeen.note(facts, now);
		return toCheckedSession(facts);
	}

	function answer(rows: readonly (SessionFacts | undefined)[], callers: readonly OnChecked[]): void {
		const now = clock();
		callers.forEach((caller, index) => {
			caller(settle(rows[index], now));
		});
	}

	function fail(error: unknown, callers: readonly OnChecked[]): void {
		const reason = error instanceof Error ? error : new Error('look-up failed', { cause: error });
		for (const caller of callers) caller(reason);
	}

	function askStore(): void {
		const asked = hashes;
		const callers = waiting;
		hashes = [];
		waiting = [];
		let rows;
		try {
			rows = store.findByTokenHash(asked);
		} catch (error) {
			fail(error, callers);
			return;
		}
		if (!(rows instanceof Promise)) {
			answer(rows, callers);
			return;
		}
		rows.then(
			(found) => {
				answer(found, callers);
			},
			(error: unknown) => {
				fail(error, callers);
			},
		);
	}

	return (tokenHash: string, onChecked: OnChecked): void => {
		hashes.push(tokenHash);
		waiting.push(onChecked);
		if (hashes.length === 1) setImmediate(askStore);
	};
}

export type SessionChecker = ReturnType<typeof createSessionChecker>;
