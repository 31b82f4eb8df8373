import { randomUUID } from 'node:crypto';
import { Problem } from '@postern/problem';
import { hashToken, mintToken } from '@postern/session-token';
import { DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { authRequestProblems, type Proof } from '../auth-requests/index.ts';
import { sightingOf, supportedLocale } from '../mails/index.ts';
import type { StartedSession } from '../sessions/index.ts';
import { type EmailChangesDeps, type Mover, UNDO_DAYS } from './deps.ts';
import { problems } from './problems.ts';
import { undoReference } from './withdrawing.ts';

/** An account has another address. */
export interface ChangedEmail {
	readonly email: string;
	/** Takes the place of the one that asked. */
	readonly session: StartedSession;
}

/** What ends with a change, beside all that waits for a proof of the new address. */
export function endedBy({ session: { userId, user } }: Mover) {
	return [{ userId }, { email: user.email }] as const;
}

/** Makes the function that does what follows from the proof of a new address. */
export function createChange(deps: EmailChangesDeps) {
	const { store, authRequests, addressProofs, users, sessions } = deps;
	const { outbox, trail, clock, webUrl } = deps;

	/** Writes the change down, and tells the old address how to undo it. */
	async function keep(
		trx: Db,
		{ session, where, locale: askers }: Mover,
		{ from, to }: { readonly from: string; readonly to: string },
	): Promise<void> {
		const { userId } = session;
		const now = clock();
		const undoUntil = now + UNDO_DAYS * DAY_MS;
		const undoToken = mintToken();
		const id = randomUUID();
		await store.insert(trx, {
			...{ id, user_id: userId, old_email: from, new_email: to },
			...{ undo_hash: hashToken(undoToken), changed_at: now, undo_until: undoUntil },
			undone_at: null,
		});
		const { language, timeZone } = await users.contactOf(trx, userId);
		const seen = sightingOf(where, now, timeZone);
		// In the fragment: it reaches no server's log, no Referer and no scanner's GET (ASVS 5.0, 14.2.1).
		const undoUrl = `${webUrl}/undo#t=${undoToken}`;
		await outbox.put(trx, {
			to: from,
			reference: undoReference(id),
			expiresAt: undoUntil,
			content: {
				template: 'email-changed',
				locale: supportedLocale(language) ?? askers,
				data: { seen, undoUrl, undoUntil },
			},
		});
	}

	/**
	 * Gives the account its new address, all other sessions end, and this one gets a new token. Whatever waits
	 * for a proof of either address, or for this account, ends as well.
	 * @throws {Problem} email_taken, auth_request_used, session_ended
	 */
	return (mover: Mover, method: 'link' | 'code') =>
		async ({ email: to }: Proof, trx: Db): Promise<ChangedEmail> => {
			const { session, where } = mover;
			const { userId } = session;
			const { email: from } = session.user;
			await authRequests.withdrawAll(trx, ...endedBy(mover), { email: to });
			await sessions.assertLiveInTurn(trx, session);
			const { email: current } = await users.contactOf(trx, userId);
			// Another change was faster, since this request was let in.
			if (current !== from) throw new Problem(authRequestProblems.auth_request_used);
			if (!(await users.changeEmail(trx, userId, from, to))) {
				throw new Problem(problems.email_taken);
			}
			await trail.record(trx, { name: 'email_changed', account: { userId }, method }, where);
			await addressProofs.fromWithin(trx, { userId, method, where }, session.id);
			await sessions.endAll(trx, userId, 'email_changed', { except: session.id }, where);
			await keep(trx, mover, { from, to });
			return { email: to, session: await sessions.renew(trx, session, where) };
		};
}
