import type { Db } from '../../ports/storage.ts';
import type { Inner } from './deps.ts';
import type { Whichever } from './store.ts';

/**
 * Ends what is pending, and calls back its mails. All of it is locked before the first is touched, and nothing else is
 * touched: what was begun since would be locked out of order, and two who do so wait in a circle.
 */
export async function withdrawAll(
	{ store, outbox, clock }: Pick<Inner, 'store' | 'outbox' | 'clock'>,
	trx: Db,
	which: readonly Whichever[],
): Promise<void> {
	const ids = await store.lockPending(trx, which);
	if (ids.length === 0) return;
	await store.withdrawPending(trx, ids, clock());
	for (const id of ids) await outbox.withdraw(trx, id);
}
