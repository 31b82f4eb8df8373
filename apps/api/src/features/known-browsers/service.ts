import { hashToken, mintToken } from '@postern/session-token';
import { type Clock, DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import { sightingOf, supportedLocale } from '../mails/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { browserHashOf, type SessionStart } from '../sessions/index.ts';
import type { Users } from '../users/index.ts';
import type { KnownBrowserStore } from './store.ts';

/** What knowing browsers again needs. */
export interface KnownBrowsersDeps {
	readonly store: KnownBrowserStore;
	readonly users: Pick<Users, 'contactOf' | 'findByEmail'>;
	readonly outbox: Pick<Outbox, 'put' | 'withdraw'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** As long as the browser keeps its cookie. */
const KNOWN_DAYS = 400;
/** Of no account. */
const NO_ADDRESS = '';
const NOBODY = '00000000-0000-0000-0000-000000000000';
const BROWSERS_MAX = 50;
/** How long a person may still say that a sign-in was not theirs. */
const LINK_DAYS = 7;
/** From then on the mail itself is old news. */
const MAIL_DAYS = 2;

const noticeReference = (sessionId: string): string => `sign-in-notice:${sessionId}`;

/** Which browsers an account was used in, and a mail to its owner about each that is new. */
export function createKnownBrowsers(deps: KnownBrowsersDeps) {
	const { store, users, outbox, trail, clock, webUrl } = deps;

	/** Mails the owner what happened, and a link to say that it was not them. */
	async function tell(trx: Db, start: SessionStart): Promise<void> {
		const { userId, browserHash, sessionId, where } = start;
		const { email, language, timeZone } = await users.contactOf(trx, userId);
		const now = clock();
		const token = mintToken();
		await store.insertNotice(trx, {
			token_hash: hashToken(token),
			user_id: userId,
			session_id: sessionId,
			browser_hash: browserHash,
			expires_at: now + LINK_DAYS * DAY_MS,
		});
		await outbox.put(trx, {
			to: email,
			reference: noticeReference(sessionId),
			expiresAt: now + MAIL_DAYS * DAY_MS,
			content: {
				template: 'new-sign-in',
				locale: supportedLocale(language) ?? supportedLocale(start.language) ?? 'en',
				data: {
					seen: sightingOf(where, now, timeZone),
					notMeUrl: `${webUrl}/not-me#t=${token}`,
				},
			},
		});
		await trail.record(trx, { name: 'new_browser', account: { userId }, sessionId }, where);
	}

	return {
		/**
		 * What an account knows a browser by, or null where it does not know it. It costs the same whether there is an
		 * account with the address or not.
		 * @param secret the browser's own; a program has none, and is not recognised
		 */
		async recognise(email: string | null, secret: string | null, trx?: Db): Promise<string | null> {
			if (secret === null) return null;
			const account = await users.findByEmail(email ?? NO_ADDRESS, trx);
			const userId = account?.id ?? NOBODY;
			const browserHash = browserHashOf(userId, secret);
			const knownSince = clock() - KNOWN_DAYS * DAY_MS;
			return (await store.isKnown({ userId, browserHash }, knownSince, trx)) ? browserHash : null;
		},

		/** Makes every browser new to an account again: whoever has been inside may have used any of them. */
		forgetAll: (trx: Db, userId: string): Promise<void> => store.forgetAll(trx, userId),

		/**
		 * Remembers the browser that a session is started from, and mails the account's owner when it is one
		 * that the account does not know: but for the very first sign-in, which is nobody's surprise.
		 * Part of the transaction that starts the session, in which starts of one account take turns.
		 */
		async noteStart(trx: Db, start: SessionStart): Promise<void> {
			const now = clock();
			const forgottenBefore = now - KNOWN_DAYS * DAY_MS;
			if (await store.touch(trx, start, { now, forgottenBefore })) return;
			await store.insert(trx, start, now, BROWSERS_MAX);
			if (start.lastSignInAt !== null) await tell(trx, start);
		},

		/** Removes up to `limit` browsers that were not used for 400 days; answers how many. */
		removeUnused: (limit: number): Promise<number> =>
			store.removeUnused(clock() - KNOWN_DAYS * DAY_MS, limit),

		/**
		 * Takes up to `limit` links back that say a sign-in was not one's own, with the mails that have not left;
		 * answers how many.
		 */
		async withdrawNotices(trx: Db, limit: number): Promise<number> {
			const sessionIds = await store.withdrawNotices(trx, clock(), limit);
			for (const id of sessionIds) await outbox.withdraw(trx, noticeReference(id));
			return sessionIds.length;
		},

		/** Removes up to `limit` mails' links that are too old to be used; answers how many. */
		removeExpiredNotices: (limit: number): Promise<number> =>
			store.removeExpiredNotices(clock(), limit),
	};
}

export type KnownBrowsers = ReturnType<typeof createKnownBrowsers>;
