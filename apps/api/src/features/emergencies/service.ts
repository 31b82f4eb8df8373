import type { Clock } from '../../ports/clock.ts';
import type { Whereabouts } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import { isSamePlace, isSameTimeline, placeOf } from './place.ts';
import type { OriginStore } from './store.ts';
import { type Counted, createWithdrawing, type WithdrawingDeps } from './withdrawing.ts';

/** What bad days need. */
export interface EmergenciesDeps extends Omit<WithdrawingDeps, 'transaction'> {
	readonly store: OriginStore;
	/** Where the database lives now. */
	readonly whereabouts: () => Promise<Whereabouts>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	readonly logger: { warn(facts: object, message: string): void };
}

/** What is withdrawn beside the sessions. */
export interface AlsoWithdrawn {
	/** Codes and links that prove an address, with their mails. */
	readonly codes?: boolean;
	/** Links that take something back. */
	readonly links?: boolean;
}

/** An account. */
interface Person {
	readonly id: string;
	readonly email: string;
}

const ANOTHER_TIMELINE =
	'the database went on from an older state: run after-restore, or after a failover that lost nothing after-restore --nothing-lost';

/** What operators do when something has leaked, or a database was restored. */
export function createEmergencies(deps: EmergenciesDeps) {
	const { store, whereabouts, trail, clock, logger } = deps;
	const withdrawing = createWithdrawing({ ...deps, transaction: store.transaction });

	/**
	 * Ends everything that the database of today would not know any more. It was marked as unsafe before,
	 * and is marked as safe last, so that a process that dies on the way leaves the rest to the next, and of
	 * several that start at once none serves before all is ended.
	 */
	async function makeSafe(here: Whereabouts, since: number, also: AlsoWithdrawn): Promise<Counted> {
		await withdrawing.withdrawCodes();
		if (also.links) await withdrawing.withdrawLinks();
		const counted = await withdrawing.endSessions(since);
		await store.transaction(async (trx) => {
			if (!(await store.markSafe(trx, here, { since, now: clock() }))) return;
			const nobody = { email: null };
			await trail.record(trx, { name: 'database_restored', account: nobody }, null);
		});
		return counted;
	}

	const endSessionsOf = createEndSessionsOf(deps);

	return {
		/**
		 * Ends every session, or those of one account.
		 * @param also codes are withdrawn first, so that none of them becomes a session meanwhile
		 */
		async endSessions(of: 'everybody' | Person, also: AlsoWithdrawn): Promise<Counted> {
			if (of === 'everybody') {
				if (also.codes) await withdrawing.withdrawCodes();
				if (also.links) await withdrawing.withdrawLinks();
				// Not until now: another machine's clock may be ahead of this one.
				return withdrawing.endSessions(Number.MAX_SAFE_INTEGER);
			}
			return endSessionsOf(of, also);
		},

		/**
		 * Looks, before anything is served, whether the database lives where it says. A copy that was restored
		 * somewhere else does not: sessions that were ended since it was made would be good again, and so would
		 * codes that were used. All of them are ended, and people sign in again.
		 */
		async makeSafeIfRestored(): Promise<void> {
			const here = await whereabouts();
			const known = await store.find();
			if (known === undefined) return store.insert(here);
			if (!isSamePlace(known, placeOf(here)) || known.unsafe_since !== null) {
				const since = known.unsafe_since ?? (await store.markUnsafe(known.lives_at, clock()));
				if (since === null) return;
				logger.warn(
					{},
					'the database was restored or moved: all sessions and codes are being ended',
				);
				logger.warn(await makeSafe(here, since, {}), 'the restored database is safe');
			} else if (!isSameTimeline(known, placeOf(here))) {
				logger.warn({ timeline: here.timeline, known: known.timeline }, ANOTHER_TIMELINE);
			}
		},

		/** The same for a database that cannot tell that it was restored. */
		async makeSafe(also: AlsoWithdrawn): Promise<Counted> {
			const here = await whereabouts();
			await store.insert(here);
			const known = await store.find();
			const since = await store.markUnsafe(known?.lives_at ?? '', clock());
			return makeSafe(here, since ?? clock(), also);
		},

		/** Takes the place where the database lives for the right one, and ends nothing. */
		async settle(): Promise<void> {
			const here = await whereabouts();
			await store.insert(here);
			await store.settle(here);
		},
	};
}

/** Makes the function that ends the sessions of one account, and what is pending for it. */
function createEndSessionsOf({ store, sessions, authRequests }: EmergenciesDeps) {
	return async ({ id: userId, email }: Person, also: AlsoWithdrawn): Promise<Counted> => {
		const ended = await store.transaction(async (trx) => {
			if (also.codes) await authRequests.withdrawAll(trx, { userId }, { email });
			return sessions.endAll(trx, userId, 'operator', {}, null);
		});
		return { sessions: ended, people: ended > 0 ? 1 : 0 };
	};
}
