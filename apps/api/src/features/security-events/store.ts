import { sql } from 'kysely';
import type { Db } from '../../ports/storage.ts';
import type { SecurityEvent } from '../../ports/trail.ts';
import type { SecurityEventTable } from './table.ts';

/** An event as it is added. */
export interface NewSecurityEvent extends Omit<SecurityEventTable, 'user_id'> {
	readonly account: SecurityEvent['account'];
}

/** How many events of one name are kept for one account since a time. */
export interface Share {
	readonly since: number;
	readonly max: number;
}

/** What somebody wants to see of their own. */
export interface WantedEvents {
	readonly userId: string;
	/** Only what was before this event; null for the newest. */
	readonly before: { readonly id: string; readonly at: number } | null;
	readonly limit: number;
}

/** The table of security events. Nothing here changes a row: it is added, read, and removed by age. */
export function createSecurityEventStore(db: Db) {
	return {
		/**
		 * Adds an event, unless as many as its share are there. The account of an address is looked up by the
		 * statement itself, so that a known and an unknown one cost the same.
		 * @returns the account it was written for; undefined when it was over the share
		 */
		insert: (event: NewSecurityEvent, share: Share | null, trx: Db = db) =>
			insert(trx, event, share),

		/** A person's own events, newest first. */
		list: ({ userId, before, limit }: WantedEvents): Promise<SecurityEventTable[]> =>
			db
				.selectFrom('security_event')
				.selectAll()
				.where('user_id', '=', userId)
				.$if(before !== null, (query) =>
					query
						.where('at', '<=', before?.at ?? 0)
						.where((where) =>
							where.or([where('at', '<', before?.at ?? 0), where('id', '<', before?.id ?? '')]),
						),
				)
				.orderBy('at', 'desc')
				.orderBy('id', 'desc')
				.limit(limit)
				.execute(),

		/** Removes up to `limit` events from before a time; answers how many. */
		async removeOld(before: number, limit: number): Promise<number> {
			const old = db
				.selectFrom('security_event')
				.select('id')
				.where('at', '<', before)
				.limit(limit);
			const { numDeletedRows } = await db
				.deleteFrom('security_event')
				.where('id', 'in', old)
				.executeTakeFirstOrThrow();
			return Number(numDeletedRows);
		},
	};
}

export type SecurityEventStore = ReturnType<typeof createSecurityEventStore>;

function insert(
	trx: Db,
	event: NewSecurityEvent,
	share: Share | null,
): Promise<{ user_id: string | null } | undefined> {
	const text = (value: string | null) => sql<string>`cast(${value} as text)`;
	const { account } = event;
	const userId =
		'userId' in account
			? text(account.userId)
			: trx
					.selectFrom('user')
					.select('id')
					.where('email', '=', account.email ?? '');
	const row = trx.selectNoFrom([
		text(event.id).as('id'),
		sql<number>`cast(${event.at} as bigint)`.as('at'),
		text(event.name).as('name'),
		text(event.outcome).as('outcome'),
		sql<string>`(${userId})`.as('user_id'),
		text(event.session_id).as('session_id'),
		text(event.client).as('client'),
		text(event.user_agent).as('user_agent'),
		text(event.request_id).as('request_id'),
		text(event.details).as('details'),
	]);
	return trx
		.insertInto('security_event')
		.columns([
			...(['id', 'at', 'name', 'outcome', 'user_id'] as const),
			...(['session_id', 'client', 'user_agent', 'request_id', 'details'] as const),
		])
		.expression(
			trx
				.selectFrom(row.as('event'))
				.selectAll()
				.$if(share !== null, (query) => query.where(isWithin(event.name, share))),
		)
		.returning('user_id')
		.executeTakeFirst();
}

/** Two questions, since Postgres finds "the same or both null" with no index. */
function isWithin(name: string, share: Share | null) {
	const { since = 0, max = 0 } = share ?? {};
	const kept = (whose: ReturnType<typeof sql>) =>
		sql`(select count(*) from security_event kept where ${whose} and kept.at > ${since} and kept.name = ${name})`;
	return sql<boolean>`case when event.user_id is null then ${kept(sql`kept.user_id is null`)}
		else ${kept(sql`kept.user_id = event.user_id`)} end < ${max}`;
}
