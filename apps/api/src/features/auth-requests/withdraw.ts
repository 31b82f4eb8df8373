import type { Db } from '../../ports/storage.ts';
import type { Inner } from './deps.ts';
import type { Whichever } from './store.ts';

/** Ends what is pending, and calls back its mails. All of it is locked before the first is touched. */
export async function withdrawAll(
	{ store, outbox, clock }: Pick<Inner, 'store' | 'outbox' | 'clock'>,
	trx: Db,
	which: readonly Whichever[],
): Promise<void> {
	await store.lockPending(trx, which);
	for (const each of which) {
		for (const { id } of await store.withdrawPending(trx, each, clock())) {
			await outbox.withdraw(trx, id);
		}
	}
}
