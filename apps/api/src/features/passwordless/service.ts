import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type {
	AuthRequests,
	ComposeMail,
	PasswordlessType,
	Proof,
	Starter,
} from '../auth-requests/index.ts';
import type { Locale } from '../mails/index.ts';
import type { Where } from '../../ports/where.ts';
import type { Trail } from '../../ports/trail.ts';
import { sessionProblems, type Sessions, type StartedSession } from '../sessions/index.ts';
import { recordMail, recordRefusals } from './records.ts';
import type { SignUp, Standing } from './sign-up.ts';

/** What signing in by mail needs. */
export interface PasswordlessDeps {
	readonly authRequests: Pick<
		AuthRequests,
		'begin' | 'renew' | 'find' | 'proveByCode' | 'proveByLink'
	>;
	readonly signUp: SignUp;
	readonly sessions: Pick<Sessions, 'start'>;
	readonly trail: Trail;
	readonly type: PasswordlessType;
	readonly isSameBrowser: boolean;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** Who asks, and in which language they read as far as their browser says. */
export interface Asker {
	readonly starter: Starter;
	readonly where: Where;
	readonly locale: Locale;
}

/** Who shows a secret, and which session the new one takes the place of. */
export interface Shower {
	readonly starter: Starter;
	readonly where: Where;
	readonly replacesTokenHash: string | null;
}

/** Somebody is signed in. */
export interface SignedInByMail {
	readonly session: StartedSession;
	readonly userId: string;
	readonly email: string;
	readonly redirectTo: string | null;
}

const PURPOSE = 'sign_in';

/** Signing in with what was mailed. */
export function createPasswordless(deps: PasswordlessDeps) {
	const { authRequests, signUp, sessions, trail, type, isSameBrowser, webUrl } = deps;

	/**
	 * The mail for an address by its standing, in the language its person chose, or else the one the asker
	 * reads. A stranger's says so, and proves nothing.
	 */
	function composeFor({ kind, locale: chosen }: Standing, askersLocale: Locale): ComposeMail {
		const locale = chosen ?? askersLocale;
		return (secrets) => {
			if (kind === 'disabled') return { template: 'account-disabled', locale, data: {} };
			if (kind === 'reserved') {
				return { template: 'address-reserved', locale, data: { signInUrl: `${webUrl}/sign-in` } };
			}
			if (kind === 'stranger') {
				return { template: 'no-account', locale, data: { signInUrl: `${webUrl}/sign-in` } };
			}
			const isNewAccount = kind === 'may-sign-up';
			return { template: 'sign-in', locale, data: { ...secrets, isSameBrowser, isNewAccount } };
		};
	}

	/** What follows from a proof of an address: its account, and a session in the same transaction. */
	function signIn(method: 'link' | 'code', { replacesTokenHash, where }: Shower) {
		return async ({ email, redirectTo }: Proof, trx: Db): Promise<SignedInByMail> => {
			const { id: userId, isNew } = await signUp.accountOf(email, trx);
			if (isNew) {
				await trail.record(trx, { name: 'account_created', account: { userId }, method }, where);
			}
			const session = await sessions.start({ userId, method, replacesTokenHash, where }, trx);
			if (session === null) throw new Problem(sessionProblems.account_disabled);
			return { session, userId, email, redirectTo };
		};
	}

	return {
		/**
		 * Mails a link and a code to an address. The answer and the work are the same whether there is an
		 * account or not (ASVS 5.0, 6.3.8).
		 * @throws {Problem} mails_limited
		 */
		async send(email: string, redirectTo: string | null, { starter, where, locale }: Asker) {
			return authRequests.begin({
				purpose: PURPOSE,
				...{ email, type, starter, redirectTo, client: where.client },
				linkTarget: `${webUrl}/link`,
				compose: composeFor(await signUp.standingOf(email), locale),
				...recordMail(trail, 'sign_in_mail_asked', where),
			});
		},

		/** @throws {Problem} auth_request_not_found, auth_request_used, code_tries_spent, mails_limited */
		resend: (id: string, { starter, where, locale }: Asker) =>
			authRequests.renew({
				purpose: PURPOSE,
				...{ id, starter, client: where.client },
				composeFor: async (email) => composeFor(await signUp.standingOf(email), locale),
				...recordMail(trail, 'sign_in_mail_asked_again', where),
			}),

		/** The request as the one who started it sees it; null for everybody else. */
		find: (id: string, starter: Starter) => authRequests.find({ purpose: PURPOSE, id, starter }),

		/** @throws {Problem} what `proveByCode` throws, sign_up_closed, account_disabled */
		verifyCode: (id: string, code: string, shower: Shower): Promise<SignedInByMail> => {
			const { starter, where } = shower;
			const { client } = where;
			const onRefused = recordRefusals(trail, where, 'code');
			const shown = { purpose: PURPOSE, id, starter, client, code, onRefused } as const;
			return authRequests.proveByCode(shown, signIn('code', shower));
		},

		/** @throws {Problem} what `proveByLink` throws, sign_up_closed, account_disabled */
		verifyLink: (token: string, isConfirmed: boolean, shower: Shower): Promise<SignedInByMail> => {
			const { starter, where } = shower;
			const onRefused = recordRefusals(trail, where, 'link');
			const shown = { purpose: PURPOSE, token, starter, isConfirmed, onRefused } as const;
			return authRequests.proveByLink(shown, signIn('link', shower));
		},
	};
}

export type Passwordless = ReturnType<typeof createPasswordless>;
