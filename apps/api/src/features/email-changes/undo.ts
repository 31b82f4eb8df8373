import { Problem } from '@postern/problem';
import { hashToken, isTokenShaped } from '@postern/session-token';
import { DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Where } from '../../ports/where.ts';
import { type Locale, type MailContent, sightingOf, supportedLocale } from '../mails/index.ts';
import type { EmailChangesDeps } from './deps.ts';
import { problems } from './problems.ts';
import type { EmailChangeTable } from './table.ts';

/** Somebody who reads the mail of the old address, in whichever browser. */
export interface Undoer {
	readonly where: Where;
	readonly locale: Locale;
}

/** How long the mails are tried. */
const MAIL_LIFE_MS = 2 * DAY_MS;

/** Makes the function that undoes a change of address. */
export function createUndo(deps: EmailChangesDeps) {
	const { store, authRequests, users, passwords, sessions, accountDeletion } = deps;
	const { knownBrowsers, trail, clock } = deps;

	/** @throws {Problem} undo_not_valid, undo_used, undo_expired */
	async function findGood(token: string): Promise<EmailChangeTable> {
		const undoHash = isTokenShaped(token) ? hashToken(token) : '';
		const change = await store.findByUndo(undoHash);
		if (change === undefined) throw new Problem(problems.undo_not_valid);
		if (change.undone_at !== null) throw new Problem(problems.undo_used);
		if (clock() >= change.undo_until) throw new Problem(problems.undo_expired);
		return change;
	}

	/** What somebody may have asked for with an address that goes, or comes back, proves nothing any more. */
	async function withdraw(trx: Db, change: EmailChangeTable): Promise<ReadonlySet<string>> {
		const changes = await store.listFrom(trx, change);
		const newer = new Set(changes.map(({ new_email }) => new_email));
		const emails = [change.old_email, ...newer].map((email) => ({ email }));
		await authRequests.withdrawAll(trx, { userId: change.user_id }, ...emails);
		newer.delete(change.old_email);
		return newer;
	}

	const tell = createTell(deps);

	/**
	 * Gives an account back to whoever reads the mail of the address that it had: the address, and nobody is
	 * left inside. A thief may have changed it, and then everything since is theirs: younger changes of
	 * address, the password, a wish to have the account deleted, the browsers it knows, and all sessions.
	 * @returns the address that the account has again
	 * @throws {Problem} undo_not_valid, undo_used, undo_expired
	 */
	return async function undo(token: string, undoer: Undoer): Promise<{ email: string }> {
		const change = await findGood(token);
		const { user_id: userId, old_email: email } = change;
		const { where } = undoer;
		await store.transaction(async (trx) => {
			const newer = await withdraw(trx, change);
			// Takes the account's turn: of two who undo at the same time, the second finds it done.
			await sessions.endAll(trx, userId, 'email_change_undone', {}, where);
			const undone = await store.undoFrom(trx, change, clock());
			if (!undone.includes(change.id)) throw new Problem(problems.undo_used);
			const { email: current } = await users.contactOf(trx, userId);
			if (current !== email && !(await users.changeEmail(trx, userId, current, email))) {
				throw new Error('an address that was kept for an account is not there for it');
			}
			await passwords.remove(trx, userId);
			await knownBrowsers.forgetAll(trx, userId);
			await accountDeletion.cancel(trx, userId, where);
			await trail.record(trx, { name: 'email_change_undone', account: { userId } }, where);
			await tell(trx, change, newer, undoer);
		});
		deps.wakeOutbox();
		return { email };
	};
}

/** Makes the function that tells both sides; the new address learns nothing of the old one. */
function createTell({ users, outbox, clock, webUrl }: EmailChangesDeps) {
	return async function tell(
		trx: Db,
		change: EmailChangeTable,
		newer: Iterable<string>,
		undoer: Undoer,
	): Promise<void> {
		const { language, timeZone } = await users.contactOf(trx, change.user_id);
		const locale = supportedLocale(language) ?? undoer.locale;
		const now = clock();
		const seen = sightingOf(undoer.where, now, timeZone);
		const mail = (to: string, content: MailContent): Promise<void> => {
			const reference = `email-change-undone:${change.id}`;
			return outbox.put(trx, { to, content, reference, expiresAt: now + MAIL_LIFE_MS });
		};
		const data = { seen, signInUrl: `${webUrl}/sign-in` };
		await mail(change.old_email, { template: 'email-restored', locale, data });
		for (const email of newer) {
			await mail(email, { template: 'email-change-undone', locale, data: {} });
		}
	};
}
