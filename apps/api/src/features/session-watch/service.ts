import { randomInt } from 'node:crypto';
import type { AccountNews } from '../../ports/account-news.ts';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import type { SessionChecker } from '../sessions/index.ts';
import { createLooks } from './looks.ts';
import { createWatchedSet, type Watched, type Watcher } from './watched.ts';

/** What watching sessions needs. */
export interface SessionWatchDeps {
	/** Looks at a session without using it; those of one turn are asked for together. */
	readonly look: SessionChecker;
	readonly news: Pick<AccountNews, 'subscribe'>;
	/** Watchers that one process may have. */
	readonly watchersMax: number;
}

/** Every watcher's session is looked at once in so many seconds, whatever the news say. */
const ROUND_SECONDS = 15;
const PER_USER_MAX = 20;
/** A watcher comes anew after 45 to 60 minutes, to whichever process has room. */
const ROUNDS_MIN = 180;
const ROUNDS_MORE = 60;
/** Those who are sent away together do not come back together. */
const RETURN_WITHIN_MS = 2 * SECOND_MS;
const CROWDED_MS = 5 * MINUTE_MS;

/**
 * Tells those who watch a session when it has ended or its account has changed. The news say whose sessions to
 * look at, the store says what became of them. News that are lost, and ends that nobody causes, are noticed by
 * looking at everybody once a round. Nothing runs while nobody watches.
 */
export function createSessionWatch({ look, news, watchersMax }: SessionWatchDeps) {
	const watched = createWatchedSet(ROUND_SECONDS);
	let timer: NodeJS.Timeout | undefined;
	let unsubscribe: (() => void) | undefined;
	let second = 0;
	let isClosed = false;
	const looks = createLooks({ look, isWatched: watched.has, onEnd: remove });

	function remove(one: Watched): void {
		watched.remove(one);
		if (watched.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	}

	function dismiss(one: Watched, ...why: Parameters<Watcher['dismiss']>): void {
		remove(one);
		one.watcher.dismiss(...why);
	}

	function listen(): () => void {
		return news.subscribe({
			hear: (userIds) => {
				looks.soon(userIds.flatMap(watched.ofUser));
			},
			missed: () => {
				looks.soon(watched.all());
			},
		});
	}

	function tick(): void {
		for (const one of watched.inSecond(second)) {
			one.roundsLeft -= 1;
			if (one.roundsLeft > 0) looks.now(one, one.watcher.beat);
			else dismiss(one, 'renew', randomInt(RETURN_WITHIN_MS));
		}
		second += 1;
	}

	return {
		/** How many watch here. */
		count: (): number => watched.size,

		/** Whether one more may watch; none may once this is closed. */
		hasRoom: (): boolean => !isClosed && watched.size < watchersMax,

		/**
		 * Lets somebody watch until the session ends or the function it answers with is called. First it is
		 * listened for news, then looked at the session: between the two, nothing is missed. Of more than 20
		 * watchers of an account, the oldest is sent away for a while.
		 */
		add(watcher: Watcher): () => void {
			const roundsLeft = ROUNDS_MIN + randomInt(ROUNDS_MORE);
			const one: Watched = { watcher, roundsLeft, account: null };
			watched.add(one);
			timer ??= setInterval(tick, SECOND_MS).unref();
			unsubscribe ??= listen();
			looks.now(one);
			const [oldest, ...others] = watched.ofUser(watcher.userId);
			if (oldest && others.length >= PER_USER_MAX) dismiss(oldest, 'crowded', CROWDED_MS);
			return () => {
				remove(one);
			};
		},

		/** Sends everybody away, to come back within two seconds: to another process, or to the next one here. */
		close(): void {
			isClosed = true;
			unsubscribe?.();
			for (const one of watched.all()) dismiss(one, 'stopping', randomInt(RETURN_WITHIN_MS));
		},
	};
}

export type SessionWatch = ReturnType<typeof createSessionWatch>;
