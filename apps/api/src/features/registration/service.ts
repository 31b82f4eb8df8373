import type { Db } from '../../ports/storage.ts';
import type { ComposeMail, Proof } from '../auth-requests/index.ts';
import type { Locale } from '../mails/index.ts';
import {
	type Asker,
	createEnter,
	createMailProof,
	type EnterDeps,
	type MailProofDeps,
	type SignedInByMail,
	type SignUp,
} from '../passwordless/index.ts';
import type { Passwords } from '../passwords/index.ts';
import type { Users } from '../users/index.ts';
import { packWish, unpackWish } from './wish.ts';

/** What registering needs. */
export interface RegistrationDeps
	extends Pick<MailProofDeps<SignedInByMail>, 'authRequests' | 'trail' | 'type'>, EnterDeps {
	readonly trail: MailProofDeps<SignedInByMail>['trail'];
	readonly signUp: SignUp;
	readonly passwords: Pick<Passwords, 'check' | 'hash' | 'put'>;
	readonly users: Pick<Users, 'rename'>;
	readonly isSameBrowser: boolean;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** What somebody wants an account with; all of it was checked. */
export interface WantedAccount {
	readonly email: string;
	readonly password: string | null;
	readonly name: string | null;
	readonly redirectTo: string | null;
}

/**
 * Making an account with a password and a name. Nothing of it is an account before the mailbox is proven:
 * until then the wish travels with the auth request, and dies with it.
 */
export function createRegistration(deps: RegistrationDeps) {
	const { authRequests, signUp, passwords, users, trail, type, isSameBrowser, webUrl } = deps;
	const enter = createEnter(deps);
	const signInUrl = `${webUrl}/sign-in`;

	/** The mail by how the address stands. One that may not register proves nothing (ASVS 5.0, 6.3.8). */
	async function composeFor(email: string, askersLocale: Locale): Promise<ComposeMail> {
		const { kind, locale: chosen } = await signUp.standingOf(email);
		const locale = chosen ?? askersLocale;
		return (secrets) => {
			if (kind === 'disabled') return { template: 'account-disabled', locale, data: {} };
			if (kind === 'account') return { template: 'address-taken', locale, data: { signInUrl } };
			if (kind === 'reserved') return { template: 'address-reserved', locale, data: { signInUrl } };
			if (kind === 'stranger') return { template: 'no-account', locale, data: { signInUrl } };
			return { template: 'register', locale, data: { ...secrets, isSameBrowser } };
		};
	}

	/**
	 * Gives the new account what was wished for it. The password only where the proof came from whoever
	 * chose it: a link that its reader opened elsewhere and confirmed may be the wish of a stranger.
	 */
	function furnish({ state, isByStarter }: Proof) {
		return async (trx: Db, userId: string): Promise<void> => {
			if (!isByStarter) return;
			const { passwordHash, name } = unpackWish(state);
			if (passwordHash !== null) await passwords.put(trx, userId, passwordHash);
			if (name !== null) await users.rename(trx, userId, name);
		};
	}

	const proof = createMailProof({
		...{ authRequests, trail, type, composeFor },
		purpose: 'register',
		linkTarget: `${webUrl}/register/link`,
		events: ['registration_mail_asked', 'registration_mail_asked_again'],
		// An account that came to be meanwhile keeps what it has: its owner signs in, and no more.
		follow: (trx, proven, shown) => enter(trx, proven, { ...shown, onNew: furnish(proven) }),
	});

	return {
		...proof,

		/** What is wrong with a password for this person; null when nothing is. */
		checkPassword: passwords.check,

		/**
		 * Mails a link and a code to make the account with. The password is hashed whatever the address is:
		 * the answer and the work are the same for a taken address as for a free one.
		 * @param signal stops waiting for the hash when its caller has left
		 * @throws {Problem} mails_limited, sign_in_busy
		 */
		async send(wanted: WantedAccount, asker: Asker, signal: AbortSignal) {
			const { email, password, name, redirectTo } = wanted;
			const passwordHash = password === null ? null : await passwords.hash(password, signal);
			return proof.send(email, { redirectTo, state: packWish({ passwordHash, name }) }, asker);
		},
	};
}

export type Registration = ReturnType<typeof createRegistration>;
