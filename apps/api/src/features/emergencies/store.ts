import type { Db, Whereabouts } from '../../ports/storage.ts';
import { placeOf } from './place.ts';
import type { DatabaseOriginTable } from './table.ts';

const NAME = 'database';

/** The table of one row that says where the database lives. */
export function createOriginStore(db: Db) {
	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		find: (): Promise<DatabaseOriginTable | undefined> =>
			db.selectFrom('database_origin').selectAll().where('name', '=', NAME).executeTakeFirst(),

		/** Says for the first time where the database lives; nothing when that is known. */
		async insert(here: Whereabouts): Promise<void> {
			await db
				.insertInto('database_origin')
				.values({ name: NAME, ...placeOf(here), unsafe_since: null, made_safe_at: null })
				.onConflict((conflict) => conflict.column('name').doNothing())
				.execute();
		},

		/**
		 * Marks the database as restored; answers since when that is known, by whoever saw it first. Null when
		 * another process has made it safe since it was found to live there.
		 */
		async markUnsafe(livesAt: string, now: number): Promise<number | null> {
			const row = await db
				.updateTable('database_origin')
				.set((origin) => ({
					unsafe_since: origin.fn.coalesce('unsafe_since', origin.val(now)),
				}))
				.where('name', '=', NAME)
				.where('lives_at', '=', livesAt)
				.returning('unsafe_since')
				.executeTakeFirst();
			return row?.unsafe_since ?? null;
		},

		/** Says that nothing old is good any more, here; false when another process said so first. */
		async markSafe(
			trx: Db,
			here: Whereabouts,
			times: { readonly since: number; readonly now: number },
		): Promise<boolean> {
			const { numUpdatedRows } = await trx
				.updateTable('database_origin')
				.set({ ...placeOf(here), unsafe_since: null, made_safe_at: times.now })
				.where('name', '=', NAME)
				.where('unsafe_since', '=', times.since)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		/** Takes the place for the right one, with nothing ended. */
		async settle(here: Whereabouts): Promise<void> {
			await db
				.updateTable('database_origin')
				.set({ ...placeOf(here), unsafe_since: null })
				.where('name', '=', NAME)
				.execute();
		},
	};
}

export type OriginStore = ReturnType<typeof createOriginStore>;
