import type { Db } from '../../ports/storage.ts';

/** What waits. */
export interface Backlog {
	/** Mails never tried; no more than 10,000 are counted. */
	readonly first: number;
	/** Mails to be tried again; no more than 10,000 are counted. */
	readonly again: number;
	/** For how long the first of those that were never tried could have been tried, in milliseconds. */
	readonly lagMs: number;
}

const COUNTED_MAX = 10_000;

/** Counts no further than it takes to see that something is wrong, over indexes of what waits alone. */
export async function countBacklog(db: Db, now: number): Promise<Backlog> {
	const waiting = (attempts: '=' | '>') =>
		db
			.selectFrom('outbox_mail')
			.where('finished_at', 'is', null)
			// The literal 0 is what lets SQLite use the partial indexes.
			.where((mails) => mails('attempts', attempts, mails.lit(0)));
	const count = (attempts: '=' | '>') =>
		db
			.selectFrom(waiting(attempts).select('id').limit(COUNTED_MAX).as('some'))
			.select(({ fn }) => fn.countAll<number>().as('count'));
	const { first, again, due } = await db
		.selectNoFrom([
			count('=').as('first'),
			count('>').as('again'),
			waiting('=')
				.select(({ fn }) => fn.min('next_attempt_at').as('due'))
				.as('due'),
		])
		.executeTakeFirstOrThrow();
	const lagMs = due === null ? 0 : Math.max(0, now - due);
	return { first: Number(first), again: Number(again), lagMs };
}
