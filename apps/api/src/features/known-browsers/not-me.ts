import { Problem } from '@postern/problem';
import { hashToken, isTokenShaped } from '@postern/session-token';
import type { Clock } from '../../ports/clock.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import type { Sessions } from '../sessions/index.ts';
import { problems } from './problems.ts';
import type { KnownBrowserStore } from './store.ts';

/** What disowning a sign-in needs. */
export interface NotMeDeps {
	readonly store: Pick<KnownBrowserStore, 'transaction' | 'findNotice' | 'useNotice' | 'forget'>;
	readonly sessions: Pick<Sessions, 'endOfBrowser'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
}

/** Saying, with the link of a mail, that a sign-in was not one's own. */
export function createNotMe({ store, sessions, trail, clock }: NotMeDeps) {
	return {
		/**
		 * Ends what the mail was about: all sessions that its browser has of the account, since whoever
		 * signed in may have signed in there again meanwhile. The browser is new to the account from then on.
		 * Saying it twice, or about a session that is over, comes to the same.
		 * @throws {Problem} notice_link_not_valid
		 */
		disown: (token: string, where: Where): Promise<void> =>
			store.transaction(async (trx) => {
				const tokenHash = isTokenShaped(token) ? hashToken(token) : '';
				const notice = await store.findNotice(trx, tokenHash, clock());
				if (notice === undefined) throw new Problem(problems.notice_link_not_valid);
				const { user_id: userId, session_id: sessionId, browser_hash: browserHash } = notice;
				await sessions.endOfBrowser(trx, { userId, browserHash }, where);
				await store.forget(trx, { userId, browserHash });
				if (!(await store.useNotice(trx, tokenHash, clock()))) return;
				const account = { userId };
				await trail.record(trx, { name: 'sign_in_disowned', account, sessionId }, where);
			}),
	};
}

export type NotMe = ReturnType<typeof createNotMe>;
