import { sql } from 'kysely';
import type { LimitStore } from '../../ports/rate-limiter.ts';
import type { Db } from '../../ports/storage.ts';

/** What counting clients needs. */
export interface ClientLimitStoreDeps {
	readonly db: Db;
	/** A keyed hash: the tables must not list who was here. */
	readonly hash: (text: string) => string;
}

/**
 * What replicas on Postgres count together of their clients. The tables are unlogged: a crash of the database
 * empties them, and each client has its minute once more.
 */
export function createClientLimitStore({ db, hash }: ClientLimitStoreDeps) {
	const store: LimitStore = {
		async add(counted) {
			const added = counted.map(({ key, uses, windowEnds }) => ({
				key: hash(`${String(windowEnds)} ${key}`),
				uses,
				expires_at: windowEnds,
			}));
			const rows = await db
				.insertInto('limit_counter')
				// In one order, or two processes that have two clients in common would wait for each other.
				.values(added.toSorted((one, other) => (one.key < other.key ? -1 : 1)))
				.onConflict((conflict) =>
					conflict
						.column('key')
						.doUpdateSet({ uses: sql`${sql.ref('limit_counter.uses')} + excluded.uses` }),
				)
				.returning(['key', 'uses'])
				.execute();
			const totals = new Map(rows.map(({ key, uses }) => [key, uses]));
			return added.map(({ key }) => totals.get(key) ?? 0);
		},

		/**
		 * One conditional statement, so that of any number of uses at the same time no more than `limit` are
		 * counted (better-auth #9993). A time far ahead was written by a clock that was wrong.
		 */
		async take({ key, limit, windowMs, now }) {
			const hashed = hash(key);
			const counts = sql`time > ${now - windowMs}::bigint and time <= ${now + windowMs}::bigint`;
			const { rows } = await sql<{ times: number[]; is_counted: boolean }>`
				with counted as (
					insert into limit_window as known (key, times, expires_at)
					values (${hashed}, array[${now}::bigint], ${now + windowMs}::bigint)
					on conflict (key) do update set
						times = array(select time from unnest(known.times) time where ${counts}) || excluded.times,
						expires_at = excluded.expires_at
					where (select count(*) from unnest(known.times) time where ${counts}) < ${limit}::integer
					returning times
				)
				select times::float8[] as times, true as is_counted from counted
				union all
				select array(select time from unnest(times) time where ${counts})::float8[], false
				from limit_window where key = ${hashed} and not exists (select from counted)`.execute(db);
			const { times = [], is_counted: isCounted = false } = rows[0] ?? {};
			const oldest = times[Math.max(0, times.length - limit)] ?? now;
			return { isCounted, used: times.length, freeAt: oldest + windowMs };
		},
	};

	return {
		...store,
		/** Remove up to `limit` rows of which nothing counts any more; answer how many. */
		removeCounters: (now: number, limit: number): Promise<number> =>
			removeFrom(db, 'limit_counter', now, limit),
		removeWindows: (now: number, limit: number): Promise<number> =>
			removeFrom(db, 'limit_window', now, limit),
	};
}

async function removeFrom(
	db: Db,
	table: 'limit_counter' | 'limit_window',
	now: number,
	limit: number,
): Promise<number> {
	const { numAffectedRows = 0n } = await sql`
		delete from ${sql.table(table)} where key in (
			select key from ${sql.table(table)} where expires_at < ${now}::bigint
			limit ${limit} for update skip locked
		)`.execute(db);
	return Number(numAffectedRows);
}
