import type { Db } from '../../ports/storage.ts';
import type { EndReason } from './verdict.ts';
import type { EndedSession, Ending, NewSession, SessionCap } from './writes.ts';

/** Ends the live session of this token; none when there is none. */
export function end(
	db: Db,
	tokenHash: string,
	reason: EndReason,
	now: number,
): Promise<EndedSession[]> {
	return db
		.updateTable('session')
		.set({ ended_at: now, end_reason: reason })
		.where('token_hash', '=', tokenHash)
		.where('ended_at', 'is', null)
		.returning(['id', 'user_id'])
		.execute();
}

/** Ends the oldest living sessions of the user, so that the new one is the last that the cap allows. */
export function endOldest(db: Db, session: NewSession, cap: SessionCap): Promise<EndedSession[]> {
	const { userId, tokenHash, now } = session;
	const newestOthers = db
		.selectFrom('session')
		.select('token_hash')
		.where('user_id', '=', userId)
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.where('last_seen_at', '>', cap.idleBefore)
		.where('token_hash', '!=', tokenHash)
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(cap.liveMax - 1);
	return db
		.updateTable('session')
		.set({ ended_at: now, end_reason: 'session_limit' satisfies EndReason })
		.where('user_id', '=', userId)
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.where('last_seen_at', '>', cap.idleBefore)
		.where('token_hash', '!=', tokenHash)
		.where('token_hash', 'not in', newestOthers)
		.returning(['id', 'user_id'])
		.execute();
}

/**
 * Ends sessions of one user in one statement, those too whose time seems to be over: a note of their last use may be on
 * its way, and a clock that was wrong may be set right. To the session that asks for it, its own ending is a sign-out.
 */
export function endOwn(db: Db, { userId, by, which, reason, now }: Ending) {
	return db
		.updateTable('session')
		.set((value) => ({
			ended_at: now,
			end_reason: value
				.case()
				.when('id', '=', by ?? '')
				.then(value.val<EndReason>('signed_out'))
				.else(value.val<EndReason>(reason))
				.end(),
		}))
		.where('user_id', '=', userId)
		.where('ended_at', 'is', null)
		.where((where) => {
			if (which === 'all') return where.and([]);
			if ('browserHash' in which) return where('browser_hash', '=', which.browserHash);
			return 'id' in which ? where('id', '=', which.id) : where('id', '!=', which.butId);
		})
		.returning(['id', 'last_seen_at', 'expires_at'])
		.execute();
}

/**
 * Ends a session as replaced and puts another in its place: the same person, beginning, end and browser.
 * @throws when there is none with this id
 */
export async function succeed(
	trx: Db,
	id: string,
	successor: { readonly id: string; readonly tokenHash: string },
	now: number,
): Promise<{ readonly user_id: string; readonly expires_at: number }> {
	const old = await trx
		.updateTable('session')
		.set({ ended_at: now, end_reason: 'replaced' satisfies EndReason })
		.where('id', '=', id)
		.where('ended_at', 'is', null)
		.returningAll()
		.executeTakeFirstOrThrow();
	const { id: newId, tokenHash } = successor;
	await trx
		.insertInto('session')
		.values({
			...old,
			...{ id: newId, token_hash: tokenHash },
			...{ last_seen_at: now, ended_at: null, end_reason: null },
		})
		.execute();
	return { user_id: old.user_id, expires_at: old.expires_at };
}
