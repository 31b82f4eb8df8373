import { Problem } from '@postern/problem';
import type { ProblemKind } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { FailureName, Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import {
	authRequestProblems,
	type AuthRequests,
	type ComposeMail,
	type OnRefused,
	type Proof,
} from '../auth-requests/index.ts';
import type { AddressProofs } from '../address-proofs/index.ts';
import type { Passwords } from '../passwords/index.ts';
import { sessionProblems, type Sessions } from '../sessions/index.ts';
import type { Account, Users } from '../users/index.ts';
import {
	type Actor,
	createTellOwner,
	forgotUrlOf,
	localeFor,
	type NoticesDeps,
} from './notices.ts';

/** What resetting passwords needs. */
export interface PasswordResetDeps extends NoticesDeps {
	readonly authRequests: Pick<AuthRequests, 'begin' | 'checkLink' | 'proveByLink' | 'withdrawAll'>;
	readonly passwords: Pick<Passwords, 'assertAcceptable' | 'hash' | 'put'>;
	/** The proof of an address is one, whatever it was asked for. */
	readonly addressProofs: Pick<AddressProofs, 'fromOutside'>;
	readonly sessions: Pick<Sessions, 'endAll'>;
	readonly users: Pick<Users, 'findByEmail'>;
	readonly trail: Trail;
	/** Called when there is mail to deliver. */
	readonly wakeOutbox: () => void;
}

const PURPOSE = 'reset_password';
/** Long enough to find the mail on another device (NIST SP 800-63B-4 allows more, OWASP advises less). */
const LIFE_SECONDS = 15 * 60;

const REFUSALS = new Map<ProblemKind, FailureName>([
	[authRequestProblems.mails_limited, 'mails_limited'],
	[authRequestProblems.auth_request_expired, 'reset_link_refused'],
	[authRequestProblems.auth_request_used, 'reset_link_refused'],
	[sessionProblems.account_disabled, 'account_disabled'],
]);

/** A new password for whoever reads the mail of the address. */
export function createPasswordReset(deps: PasswordResetDeps) {
	const { authRequests, passwords, users, trail, webUrl } = deps;
	const composeFor = createComposeFor(webUrl);
	const replacePassword = createReplacePassword(deps);

	const recordRefusals =
		(where: Where): OnRefused =>
		async (email, { kind }) => {
			const name = REFUSALS.get(kind);
			if (name !== undefined) await trail.recordFailure({ name, account: { email } }, where);
		};

	return {
		/**
		 * Mails a link to choose a new password with. The answer and the work are the same whether there is an
		 * account or not, and whether it has a password (ASVS 5.0, 6.3.8).
		 * @throws {Problem} mails_limited
		 */
		async send(email: string, actor: Actor): Promise<{ expiresIn: number; resendAfter: number }> {
			const { expiresIn, resendAfter } = await authRequests.begin({
				purpose: PURPOSE,
				...{ email, type: 'LINK', starter: null, client: actor.where.client },
				linkTarget: `${webUrl}/reset`,
				lifeSeconds: LIFE_SECONDS,
				compose: composeFor(await users.findByEmail(email), actor),
				alongside: (trx) =>
					trail.record(trx, { name: 'password_reset_asked', account: { email } }, actor.where),
				onRefused: recordRefusals(actor.where),
			});
			return { expiresIn, resendAfter };
		},

		/**
		 * Whose password a link would reset. Uses nothing up.
		 * @throws {Problem} link_not_valid, auth_request_expired, auth_request_used
		 */
		check: (token: string, where: Where) =>
			authRequests.checkLink({ purpose: PURPOSE, token, onRefused: recordRefusals(where) }),

		/**
		 * Sets the password, ends every session of the account and everything else that was pending for its
		 * address. It signs nobody in, so that no second factor is skipped. A password that is refused uses
		 * nothing up.
		 * @throws {Problem} what `check` throws, invalid_request with the reason, sign_in_busy, account_disabled
		 */
		async reset(token: string, newPassword: string, actor: Actor): Promise<{ email: string }> {
			const onRefused = recordRefusals(actor.where);
			const link = { purpose: PURPOSE, token, onRefused } as const;
			// The dear work is done for those alone who have a link.
			const { email } = await authRequests.checkLink(link);
			await passwords.assertAcceptable(newPassword, { email }, 'newPassword');
			const account = await users.findByEmail(email);
			const hashed = await passwords.hash(newPassword);
			const shown = { ...link, starter: null, isConfirmed: true } as const;
			const done = await authRequests.proveByLink(
				// To choose a password is more than to press a button, and signs nobody in.
				{ ...shown, browsers: 'any', locksFirst: account ? [{ userId: account.id }] : [] },
				replacePassword(hashed, actor),
			);
			deps.wakeOutbox();
			return done;
		},
	};
}

export type PasswordReset = ReturnType<typeof createPasswordReset>;

function createComposeFor(webUrl: string) {
	/** Who has no account gets a mail as well, with nothing in it to prove anything. */
	return function composeFor(account: Account | null, actor: Actor): ComposeMail {
		const locale = localeFor(account, actor);
		return ({ link, minutes }) => {
			if (account?.isDisabled) return { template: 'account-disabled', locale, data: {} };
			if (account === null || link === null) {
				const data = { forgotUrl: forgotUrlOf(webUrl) };
				return { template: 'no-password-to-reset', locale, data };
			}
			return { template: 'password-reset', locale, data: { link, minutes } };
		};
	};
}

function createReplacePassword(deps: PasswordResetDeps) {
	const { addressProofs, authRequests, passwords, sessions, users, trail } = deps;
	const tellOwner = createTellOwner(deps);

	/** What follows from the proof, with nothing of the old left that anybody could come in by. */
	return function replacePassword(hashed: string, actor: Actor) {
		return async ({ email }: Proof, trx: Db): Promise<{ email: string }> => {
			const account = await users.findByEmail(email, trx);
			if (account === null) throw new Problem(authRequestProblems.link_not_valid);
			if (account.isDisabled) throw new Problem(sessionProblems.account_disabled);
			const { id: userId } = account;
			// What was asked for from within, like another address, may be a thief's (better-auth #7196).
			await authRequests.withdrawAll(trx, { email }, { userId });
			await sessions.endAll(trx, userId, 'password_changed', {}, actor.where);
			// From here on it is this account's turn: what was read before may have changed.
			if ((await users.findByEmail(email, trx))?.id !== userId) {
				throw new Problem(authRequestProblems.link_not_valid);
			}
			await addressProofs.fromOutside(trx, { userId, method: 'link', where: actor.where });
			await passwords.put(trx, userId, hashed);
			const event = { name: 'password_reset', account: { userId }, method: 'link' } as const;
			await trail.record(trx, event, actor.where);
			await tellOwner(trx, 'reset', { email, account }, actor);
			return { email };
		};
	};
}
