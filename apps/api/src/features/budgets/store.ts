import { sql } from 'kysely';
import type { Db, Storage } from '../../ports/storage.ts';

/** One use of a budget, for one subject. */
export interface BudgetUse {
	readonly key: string;
	readonly limit: number;
	readonly windowMs: number;
	readonly now: number;
}

/**
 * Milliseconds since 1970 as text of one width, so that texts order as the times do; good until 2286. A time before
 * that is the empty text, which comes first: where a database sorts a minus sign is a matter of its language.
 */
const WIDTH = 13;
const stamp = (time: number): string => (time < 0 ? '' : String(time).padStart(WIDTH, '0'));

/** The table of budgets. */
export function createBudgetStore({ db, engine }: Pick<Storage, 'db' | 'engine'>) {
	return {
		/**
		 * Counts a use if fewer than `limit` lie within the window before it; false when the budget is spent.
		 * One conditional statement: of any number of uses at the same time, on any number of machines, no
		 * more than `limit` are counted (better-auth #9993). The window slides; there is no edge around
		 * which twice the budget would pass. A use beyond the next window was written by a clock that was
		 * wrong, and counts no more once that is set right.
		 */
		async use(trx: Db, { key, limit, windowMs, now }: BudgetUse): Promise<boolean> {
			const full = limit * WIDTH;
			const uses = sql.ref<string>('budget.uses');
			const length = sql<number>`length(${uses})`;
			const oldestThatCounts = sql<string>`substr(${uses}, ${length} - ${full} + 1, ${WIDTH})`;
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('budget')
				.values({ key, uses: stamp(now), expires_at: now + windowMs })
				.onConflict((conflict) =>
					conflict
						.column('key')
						.doUpdateSet({
							uses: sql`substr(${uses} || excluded.uses,
								case when ${length} < ${full} then 1 else ${length} - ${full} + ${WIDTH} + 1 end)`,
							expires_at: sql`excluded.expires_at`,
						})
						.where(
							sql<boolean>`${length} < ${full} or ${oldestThatCounts} <= ${stamp(now - windowMs)}
								or ${oldestThatCounts} > ${stamp(now + windowMs)}`,
						),
				)
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		dropLast,

		/** When a spent budget has room again; milliseconds since 1970. */
		async freeAt(trx: Db, { key, limit, windowMs, now }: BudgetUse): Promise<number> {
			const row = await trx
				.selectFrom('budget')
				.select('uses')
				.where('key', '=', key)
				.executeTakeFirst();
			const oldestThatCounts = row?.uses.slice(-limit * WIDTH).slice(0, WIDTH);
			return oldestThatCounts === undefined ? now : Number(oldestThatCounts) + windowMs;
		},

		/**
		 * Removes up to `limit` budgets of which nothing counts any more; answers how many. What somebody
		 * spends just now is passed over: they hold one budget and may want another, and each would wait
		 * for the other. SQLite has one writer.
		 */
		async removeExpired(before: number, limit: number): Promise<number> {
			const { numDeletedRows } = await db
				.with(
					(cte) => cte('expired').materialized(),
					(query) =>
						query
							.selectFrom('budget')
							.select('key')
							.where('expires_at', '<', before)
							.limit(limit)
							.$if(engine === 'postgres', (found) => found.forUpdate().skipLocked()),
				)
				.deleteFrom('budget')
				.where('key', 'in', (query) => query.selectFrom('expired').select('key'))
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type BudgetStore = ReturnType<typeof createBudgetStore>;

/** Forgets the last use of a budget. */
async function dropLast(trx: Db, key: string): Promise<void> {
	const uses = sql.ref<string>('uses');
	await trx
		.updateTable('budget')
		.set({ uses: sql`substr(${uses}, 1, length(${uses}) - ${WIDTH})` })
		.where('key', '=', key)
		.where(sql<boolean>`length(${uses}) >= ${WIDTH}`)
		.execute();
}
