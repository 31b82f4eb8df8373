import type { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Inner } from './deps.ts';
import type { Whichever } from './store.ts';

/** Somebody reads the mail of this address. */
export interface Proof {
	readonly email: string;
	/** What the one who asked for the proof gave along. */
	readonly state: string | null;
	readonly redirectTo: string | null;
	/** The account it was asked for, where that was said. */
	readonly userId: string | null;
	/** Whether the secret was shown by the one who had asked for the mail. */
	readonly isByStarter: boolean;
}

/** What follows from a proof, in the transaction that uses the request up; it throws to undo that. */
export type Consequence<T> = (proof: Proof, trx: Db) => Promise<T>;

/** The secret that was shown, as it is stored. */
export interface ShownSecret {
	readonly column: 'link_hash' | 'code_mac';
	readonly value: string;
	readonly isByStarter: boolean;
}

/** The request that is used up. */
export interface Used {
	readonly id: string;
	readonly email: string;
	/**
	 * Other requests that end with it, beside all of its own address. They are locked before it is used, since
	 * whoever uses one of them may end this one.
	 */
	readonly locksFirst?: readonly Whichever[] | undefined;
}

/**
 * Uses a request up and does what follows, both or neither. Of any number of tries with either secret,
 * one gets here.
 * @param tooLate says why, when the secret was used, replaced or expired since it was looked at
 * @throws {Problem} what `tooLate` says
 */
export function useUp<T>(
	{ store, outbox, clock }: Pick<Inner, 'store' | 'outbox' | 'clock'>,
	{ id, email, locksFirst }: Used,
	shown: ShownSecret,
	consequence: Consequence<T>,
	tooLate: (trx: Db) => Promise<Problem>,
): Promise<T> {
	return store.transaction(async (trx) => {
		if (locksFirst !== undefined) await store.lockPending(trx, [...locksFirst, { email }]);
		const row = await store.use(trx, id, shown, clock());
		if (row === undefined) throw await tooLate(trx);
		await outbox.withdraw(trx, id);
		const { state, redirect_to: redirectTo, user_id: userId } = row;
		const { isByStarter } = shown;
		return consequence({ email, state, redirectTo, userId, isByStarter }, trx);
	});
}
