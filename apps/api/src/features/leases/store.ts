import type { Db } from '../../ports/storage.ts';

/** The wish to hold a lease; times in milliseconds since 1970. */
export interface LeaseWish {
	readonly name: string;
	readonly holder: string;
	readonly now: number;
	readonly until: number;
	/** Times later than these were written by a clock that was wrong, and do not count. */
	readonly latest: { readonly heldUntil: number; readonly dueAt: number };
}

/** The table of leases. */
export function createLeaseStore(db: Db) {
	return {
		/**
		 * Takes a lease that is due and that nobody holds; false when there is nothing to take. One conditional
		 * statement: of any number who try at once, one gets it.
		 */
		async take({ name, holder, now, until, latest }: LeaseWish): Promise<boolean> {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('lease')
				.values({ name, holder, held_until: until, due_at: now })
				.onConflict((conflict) =>
					conflict
						.column('name')
						.doUpdateSet({ holder, held_until: until })
						.where((lease) =>
							lease.and([
								lease.or([
									lease('lease.held_until', '<=', now),
									lease('lease.held_until', '>', latest.heldUntil),
								]),
								lease.or([
									lease('lease.due_at', '<=', now),
									lease('lease.due_at', '>', latest.dueAt),
								]),
							]),
						),
				)
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		/** Holds a lease for longer; false when another has taken it. */
		async keep(name: string, holder: string, until: number): Promise<boolean> {
			const { numUpdatedRows } = await db
				.updateTable('lease')
				.set({ held_until: until })
				.where('name', '=', name)
				.where('holder', '=', holder)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		/** Gives a lease back, and says when it is to be taken next; nothing when another has it. */
		async pass(name: string, holder: string, dueAt: number): Promise<void> {
			await db
				.updateTable('lease')
				.set({ holder: null, held_until: 0, due_at: dueAt })
				.where('name', '=', name)
				.where('holder', '=', holder)
				.execute();
		},
	};
}

export type LeaseStore = ReturnType<typeof createLeaseStore>;
