import type { Db } from '../../ports/storage.ts';
import type { EmailChangesDeps } from './deps.ts';

/** Makes the function that takes the links back by which changes of address are undone. */
export function createWithdrawUndoLinks({
	store,
	outbox,
	clock,
}: Pick<EmailChangesDeps, 'store' | 'outbox' | 'clock'>) {
	/**
	 * Takes up to `limit` links back, with the mails that have not left; answers how many. The old addresses
	 * stay kept for their accounts.
	 */
	return async function withdrawUndoLinks(trx: Db, limit: number): Promise<number> {
		const ids = await store.withdrawUndo(trx, clock(), limit);
		for (const id of ids) await outbox.withdraw(trx, undoReference(id));
		return ids.length;
	};
}

/** What the mail with the link is about. */
export const undoReference = (id: string): string => `email-change:${id}`;
