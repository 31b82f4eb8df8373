import type { Problem } from '@postern/problem';
import type { SessionState } from './state.ts';

/** Somebody who wants to know what becomes of a session. */
export interface Watcher {
	readonly userId: string;
	readonly tokenHash: string;
	/** The session is good, and this is it: at first, and whenever what it says has changed. */
	tell(state: SessionState): void;
	/** The session is over. */
	tellEnd(problem: Problem): void;
	/** Nobody watches here any more. @param retryMs when to come back */
	dismiss(reason: DismissReason, retryMs: number): void;
	/** All is as it was. */
	beat(): void;
}

/** Why a watcher is sent away though its session may be good. */
export type DismissReason = 'stopping' | 'crowded' | 'renew';

/** What is known of a watcher. */
export interface Watched {
	readonly watcher: Watcher;
	/** The version of the account that was told last; null before anything was. */
	account: string | null;
	/** How often it is looked at until it has to come anew. */
	roundsLeft: number;
}

/**
 * Those who watch in this process: by account, and spread over the seconds of a round, so that each second has
 * its share of the work.
 */
export function createWatchedSet(seconds: number) {
	const byUser = new Map<string, Set<Watched>>();
	const shares = Array.from({ length: seconds }, () => new Set<Watched>());
	const shareOf = new Map<Watched, Set<Watched>>();
	let next = 0;

	return {
		get size() {
			return shareOf.size;
		},
		has: (watched: Watched) => shareOf.has(watched),
		all: () => [...shareOf.keys()],
		/** Those who watch sessions of an account, the oldest first. */
		ofUser: (userId: string): readonly Watched[] => [...(byUser.get(userId) ?? [])],
		inSecond: (second: number): readonly Watched[] => [...(shares[second % seconds] ?? [])],
		add(watched: Watched): void {
			const { userId } = watched.watcher;
			const ofUser = byUser.get(userId) ?? new Set();
			byUser.set(userId, ofUser.add(watched));
			const share = shares[next % seconds] ?? new Set();
			next += 1;
			shareOf.set(watched, share.add(watched));
		},
		remove(watched: Watched): void {
			const { userId } = watched.watcher;
			shareOf.get(watched)?.delete(watched);
			shareOf.delete(watched);
			const ofUser = byUser.get(userId);
			ofUser?.delete(watched);
			if (ofUser?.size === 0) byUser.delete(userId);
		},
	};
}
