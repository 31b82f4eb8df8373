import type { Db, Storage } from '../../ports/storage.ts';
import type { AnnouncedEndings } from './announced.ts';
import {
	type EndedByStart,
	type NewSession,
	rowOf,
	type SessionCap,
	type StartOptions,
} from './writes.ts';

/**
 * Makes the write that adds a session, ends the one it replaces, and ends the oldest beyond the cap; all or
 * nothing. Locking the user's row first is what makes
 * starts of one user take turns, so that parallel ones cannot pass the cap.
 */
export function createStart(
	{ db, engine }: Pick<Storage, 'db' | 'engine'>,
	endings: Pick<AnnouncedEndings, 'end' | 'endOldest'>,
) {
	const findUser = createFindUser(engine);
	return (
		session: NewSession,
		replacedTokenHash: string | null,
		cap: SessionCap,
		{ trx, keep, alongside }: StartOptions = {},
	): Promise<StartOutcome> => {
		const work = async (inner: Db) => {
			const user = await findUser(inner, session.userId);
			if (user === undefined) return 'gone';
			const lastSignInAt = user.last_sign_in_at;
			return start(inner, session, replacedTokenHash, cap, {
				...{ keep, endings },
				alongside: async (own, ended) => alongside?.(own, { ...ended, lastSignInAt }),
			});
		};
		return trx === undefined ? db.transaction().execute(work) : work(trx);
	};
}

/** Whether there is a session now, and if not, why not. */
type StartOutcome = 'started' | 'disabled' | 'gone';

/** What else is done with a start. */
interface Brought {
	readonly endings: Pick<AnnouncedEndings, 'end' | 'endOldest'>;
	readonly keep: StartOptions['keep'];
	readonly alongside: (trx: Db, ended: Omit<EndedByStart, 'lastSignInAt'>) => Promise<void>;
}

async function start(
	trx: Db,
	session: NewSession,
	replacedTokenHash: string | null,
	cap: SessionCap,
	{ endings, keep, alongside }: Brought,
): Promise<StartOutcome> {
	const { numUpdatedRows } = await trx
		.updateTable('user')
		.set({ last_sign_in_at: session.now })
		.where('id', '=', session.userId)
		.where('disabled_at', 'is', null)
		.executeTakeFirstOrThrow();
	if (numUpdatedRows === 0n) return 'disabled';
	const keptAccountDueAt = (await keep?.(trx)) ?? null;
	const replaced =
		replacedTokenHash === null
			? []
			: await endings.end(trx, replacedTokenHash, 'replaced', session.now);
	await trx.insertInto('session').values(rowOf(session, keptAccountDueAt)).execute();
	const overLimit = await endings.endOldest(trx, session, cap);
	await alongside(trx, { replaced, overLimit });
	return 'started';
}

/**
 * When an account was last signed in to; from here to the transaction's end nobody else starts a session of
 * it. Undefined when it is gone: a sweep that removes accounts may have been faster.
 */
function createFindUser(engine: Storage['engine']) {
	return (trx: Db, userId: string) =>
		trx
			.selectFrom('user')
			.select('last_sign_in_at')
			.where('id', '=', userId)
			.$if(engine === 'postgres', (query) => query.forNoKeyUpdate())
			.executeTakeFirst();
}
