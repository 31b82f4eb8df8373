import type { Clock } from '../../ports/clock.ts';
import { DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import type { AuthRequests } from '../auth-requests/index.ts';
import { type Locale, type MailContent, sightingOf, supportedLocale } from '../mails/index.ts';
import type { Outbox } from '../outbox/index.ts';
import type { PersonalData } from '../personal-data/index.ts';
import type { CheckedSession, Sessions } from '../sessions/index.ts';
import type { Users } from '../users/index.ts';
import type { AccountDeletionStore } from './store.ts';

/** What deleting accounts needs. */
export interface AccountDeletionDeps {
	readonly store: AccountDeletionStore;
	readonly users: Pick<Users, 'contactOf' | 'remove'>;
	readonly sessions: Pick<Sessions, 'assertLiveInTurn' | 'endAll'>;
	readonly authRequests: Pick<AuthRequests, 'withdrawAll'>;
	readonly personalData: Pick<PersonalData, 'erase'>;
	readonly outbox: Pick<Outbox, 'put'>;
	readonly wakeOutbox: () => void;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	/** How long a person may think it over. */
	readonly days: number;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** Who asks, and in which language they read as far as their browser says. */
export interface DeletionAsker {
	readonly session: CheckedSession;
	readonly where: Where;
	readonly locale: Locale;
}

/** A sign-in that kept an account. */
export interface KeptAccount {
	readonly userId: string;
	readonly where: Where;
}

/** Somebody signed in while the sweep was on its way: its transaction ends with this. */
const UNDONE = new Error('the deletion was undone');
/** How long the mails are tried. */
const MAIL_LIFE_MS = 2 * DAY_MS;

/**
 * Deleting accounts. It is asked for, and done some days later; until then signing in takes it back, so that
 * neither a moment of anger nor a thief destroys what cannot be made again.
 */
export function createAccountDeletion(deps: AccountDeletionDeps) {
	const { store, users, sessions, authRequests, outbox, trail, clock } = deps;

	const mail: SendMail = (trx, userId, to, content) => {
		const reference = `account-deletion:${userId}`;
		return outbox.put(trx, { to, content, reference, expiresAt: clock() + MAIL_LIFE_MS });
	};

	const removeOne = createRemoveOne(deps, mail);

	return {
		/**
		 * Puts an account down for deletion, ends all its sessions, and tells its owner until when that can be
		 * undone and how. What was asked for in its name and waits for a proof is withdrawn.
		 * @returns when it will be deleted
		 * @throws {Problem} session_ended
		 */
		async ask({ session, where, locale: askers }: DeletionAsker): Promise<number> {
			const { userId } = session;
			const askedAt = clock();
			const dueAt = askedAt + deps.days * DAY_MS;
			await store.transaction(async (trx) => {
				await authRequests.withdrawAll(trx, { userId });
				await sessions.assertLiveInTurn(trx, session);
				const { email, language, timeZone } = await users.contactOf(trx, userId);
				const locale = supportedLocale(language) ?? askers;
				await store.insert(trx, { user_id: userId, locale, asked_at: askedAt, due_at: dueAt });
				await trail.record(trx, { name: 'deletion_asked', account: { userId } }, where);
				await sessions.endAll(trx, userId, 'account_deletion', {}, where);
				const seen = sightingOf(where, askedAt, timeZone);
				const data = { seen, dueAt, signInUrl: `${deps.webUrl}/sign-in` };
				await mail(trx, userId, email, { template: 'deletion-asked', locale, data });
			});
			deps.wakeOutbox();
			return dueAt;
		},

		/**
		 * Takes the deletion of an account back, in the transaction of the sign-in that does, and tells its
		 * owner.
		 * @returns when it was going to be deleted; null when it was not
		 */
		async undo(trx: Db, { userId, where }: KeptAccount): Promise<number | null> {
			const undone = await store.undo(trx, userId);
			if (undone === undefined) return null;
			const { email, language, timeZone } = await users.contactOf(trx, userId);
			const locale = supportedLocale(language) ?? supportedLocale(undone.locale) ?? 'en';
			await trail.record(trx, { name: 'deletion_undone', account: { userId } }, where);
			const data = { seen: sightingOf(where, clock(), timeZone) };
			await mail(trx, userId, email, { template: 'deletion-undone', locale, data });
			return undone.due_at;
		},

		/** Takes the deletion of an account back without a sign-in, by one who has proven more than that. */
		async cancel(trx: Db, userId: string, where: Where): Promise<void> {
			if ((await store.undo(trx, userId)) === undefined) return;
			await trail.record(trx, { name: 'deletion_undone', account: { userId } }, where);
		},

		/**
		 * Removes up to `limit` accounts whose time has come, each in a transaction of its own; answers how
		 * many were found. Nothing of them is left but what a rule keeps, and a last mail.
		 * @throws {AggregateError} when some could not be removed; the next round tries them again
		 */
		async removeDue(limit: number): Promise<number> {
			const due = await store.listDue(clock(), limit);
			const errors: unknown[] = [];
			for (const person of due) {
				await removeOne(person).catch((error: unknown) => {
					if (error !== UNDONE) errors.push(error);
				});
				await new Promise((resolve) => setImmediate(resolve));
			}
			if (due.length > 0) deps.wakeOutbox();
			// Last: one that cannot be removed keeps none of the others.
			if (errors.length > 0) throw new AggregateError(errors, 'accounts were not deleted');
			return due.length;
		},
	};
}

export type AccountDeletion = ReturnType<typeof createAccountDeletion>;

type SendMail = (trx: Db, userId: string, to: string, content: MailContent) => Promise<void>;

/** Makes the function that removes one account, unless it is kept at this moment. @throws UNDONE when it is */
function createRemoveOne(
	{ store, users, sessions, personalData, trail, clock }: AccountDeletionDeps,
	mail: SendMail,
) {
	return async function removeOne(person: {
		id: string;
		email: string;
		locale: string;
	}): Promise<void> {
		const { id, email } = person;
		const locale = supportedLocale(person.locale) ?? 'en';
		await store.transaction(async (trx) => {
			await personalData.erase(trx, { id, email });
			// Takes the account's turn: a sign-in at this moment was before it, or finds no account.
			await sessions.endAll(trx, id, 'account_deletion', {}, null);
			if (!(await store.take(trx, id, clock()))) throw UNDONE;
			await trail.record(trx, { name: 'account_deleted', account: { userId: id } }, null);
			await users.remove(trx, id);
			await mail(trx, id, email, { template: 'account-deleted', locale, data: {} });
		});
	};
}
