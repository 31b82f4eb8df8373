import type { Db } from '../../ports/storage.ts';

/** The table of invitations. */
export function createInvitationStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		/** Invites an address; one that is invited already stays so, and a used invitation opens anew. */
		async insert(trx: Db, email: string, now: number): Promise<void> {
			await trx
				.insertInto('invitation')
				.values({ email, created_at: now, accepted_at: null })
				.onConflict((conflict) =>
					conflict
						.column('email')
						.doUpdateSet({ created_at: now, accepted_at: null })
						.where('invitation.accepted_at', 'is not', null),
				)
				.execute();
		},

		/** Whether an invitation waits for this address. */
		async isOpen(email: string, trx: Db = db): Promise<boolean> {
			const row = await trx
				.selectFrom('invitation')
				.select('email')
				.where('email', '=', email)
				.where('accepted_at', 'is', null)
				.executeTakeFirst();
			return row !== undefined;
		},

		/** Takes an invitation; false when none waits. */
		async accept(trx: Db, email: string, now: number): Promise<boolean> {
			const { numUpdatedRows } = await trx
				.updateTable('invitation')
				.set({ accepted_at: now })
				.where('email', '=', email)
				.where('accepted_at', 'is', null)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},
	};
}

export type InvitationStore = ReturnType<typeof createInvitationStore>;
