import { Problem } from '@postern/problem';
import type { SessionChecker } from '../sessions/index.ts';
import { stateOf } from './state.ts';
import type { Watched } from './watched.ts';

/** What looking at watched sessions needs. */
export interface LooksDeps {
	/** Looks at a session without using it; those of one turn are asked for together. */
	readonly look: SessionChecker;
	/** Whether somebody still watches. */
	readonly isWatched: (watched: Watched) => boolean;
	/** Somebody's session is over, and they watch no more. */
	readonly onEnd: (watched: Watched) => void;
}

const AT_ONCE = 500;

/** Asks the store what became of watched sessions, and tells those who watch. */
export function createLooks({ look, isWatched, onEnd }: LooksDeps) {
	const due = new Set<Watched>();

	function now(one: Watched, afterwards: () => void = () => undefined): void {
		look(one.watcher.tokenHash, (outcome) => {
			if (!isWatched(one)) return;
			if (outcome instanceof Problem) {
				onEnd(one);
				one.watcher.tellEnd(outcome);
				return;
			}
			// What the store could not say now, it is asked for again within a round.
			if (!(outcome instanceof Error)) tellChange(one, stateOf(outcome));
			afterwards();
		});
	}

	/** So many a turn, so that no request waits for all. */
	function lookAtDue(): void {
		const batch = [...due].slice(0, AT_ONCE);
		for (const one of batch) due.delete(one);
		if (due.size > 0) setImmediate(lookAtDue);
		for (const one of batch) now(one);
	}

	return {
		/** Looks at one session; does something afterwards if it has not ended. */
		now,
		/** Looks at sessions within the next turns, at each once. */
		soon(ones: Iterable<Watched>): void {
			const isAsked = due.size > 0;
			for (const one of ones) due.add(one);
			if (!isAsked && due.size > 0) setImmediate(lookAtDue);
		},
	};
}

function tellChange(one: Watched, state: ReturnType<typeof stateOf>): void {
	if (one.account === state.account) return;
	one.account = state.account;
	one.watcher.tell(state);
}
