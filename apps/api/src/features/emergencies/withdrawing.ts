import type { Db } from '../../ports/storage.ts';
import type { AuthRequests } from '../auth-requests/index.ts';
import type { EmailChanges } from '../email-changes/index.ts';
import type { KnownBrowsers } from '../known-browsers/index.ts';
import type { Sessions } from '../sessions/index.ts';

/** What withdrawing needs. */
export interface WithdrawingDeps {
	readonly sessions: Pick<Sessions, 'listHolders' | 'endAll'>;
	readonly authRequests: Pick<AuthRequests, 'listPendingEmails' | 'withdrawAll'>;
	readonly knownBrowsers: Pick<KnownBrowsers, 'withdrawNotices'>;
	readonly emailChanges: Pick<EmailChanges, 'withdrawUndoLinks'>;
	readonly transaction: <T>(work: (trx: Db) => Promise<T>) => Promise<T>;
}

const PAGE = 100;
const AT_ONCE = 4;
const BATCH = 500;

/**
 * Ends what people hold, for everybody: a person at a time, each in a short transaction on the path that
 * their own ending takes, so that the trail, other tabs and whoever waits for a lock see nothing new.
 */
export function createWithdrawing(deps: WithdrawingDeps) {
	const { sessions, authRequests, knownBrowsers, emailChanges, transaction } = deps;

	/** Ends the sessions of everybody who had one at a time; answers how many. */
	async function endSessions(begunUntil: number): Promise<Counted> {
		let ended = 0;
		let people = 0;
		await eachPage(
			(after) => sessions.listHolders(begunUntil, after, PAGE),
			async (userId) => {
				const count = await transaction((trx) =>
					sessions.endAll(trx, userId, 'operator', {}, null),
				);
				ended += count;
				if (count > 0) people += 1;
			},
		);
		return { sessions: ended, people };
	}

	/** Withdraws every code and link that somebody could still prove something with, and its mail. */
	async function withdrawCodes(): Promise<void> {
		await eachPage(
			(after) => authRequests.listPendingEmails(after, PAGE),
			(email) => transaction((trx) => authRequests.withdrawAll(trx, { email })),
		);
	}

	/** Withdraws the links that take something back: a change of address, a sign-in. */
	async function withdrawLinks(): Promise<void> {
		while ((await transaction((trx) => knownBrowsers.withdrawNotices(trx, BATCH))) === BATCH);
		while ((await transaction((trx) => emailChanges.withdrawUndoLinks(trx, BATCH))) === BATCH);
	}

	return { endSessions, withdrawCodes, withdrawLinks };
}

/** What was ended, and of how many people. */
export interface Counted {
	readonly sessions: number;
	readonly people: number;
}

/** Works on all there are, by their order and a few at once. */
async function eachPage(
	list: (after: string) => Promise<readonly string[]>,
	work: (each: string) => Promise<void>,
): Promise<void> {
	for (let after = ''; ;) {
		const page = await list(after);
		for (let at = 0; at < page.length; at += AT_ONCE) {
			await Promise.all(page.slice(at, at + AT_ONCE).map(work));
		}
		const last = page.at(-1);
		if (last === undefined) return;
		after = last;
	}
}
