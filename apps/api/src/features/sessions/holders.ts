import type { Db } from '../../ports/storage.ts';

/** Which people to list; times in milliseconds since 1970. */
export interface WhichHolders {
	/** Those with a session that was begun at this time or before. */
	readonly begunUntil: number;
	/** Those whose id comes after this one. */
	readonly after: string;
	readonly limit: number;
}

/** The ids of people with a session that was not ended, in their order. */
export async function listHolders(
	db: Db,
	{ begunUntil, after, limit }: WhichHolders,
): Promise<string[]> {
	const rows = await db
		.selectFrom('session')
		.select('user_id')
		.distinct()
		.where('ended_at', 'is', null)
		.where('created_at', '<=', begunUntil)
		.where('user_id', '>', after)
		.orderBy('user_id')
		.limit(limit)
		.execute();
	return rows.map(({ user_id: userId }) => userId);
}
