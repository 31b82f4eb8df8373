import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Invitations } from '../invitations/index.ts';
import { type Locale, supportedLocale } from '../mails/index.ts';
import type { Account, Users } from '../users/index.ts';
import { problems } from './problems.ts';

/** Who gets an account with the first sign-in: everybody, nobody, or who was invited. */
export type SignUpPolicy = 'open' | 'closed' | 'invited';

/** What the rules of sign-up need. */
export interface SignUpDeps {
	readonly users: Pick<Users, 'create' | 'findByEmail' | 'isReserved'>;
	readonly invitations: Pick<Invitations, 'isOpen' | 'accept'>;
	readonly policy: SignUpPolicy;
}

/** How an address stands. */
export interface Standing {
	/** What it may do: sign in, make an account, or neither, since it is a stranger’s or an account had it lately. */
	readonly kind: 'account' | 'disabled' | 'may-sign-up' | 'stranger' | 'reserved';
	/** Whether its account is there, and nobody has proven to read its mail. */
	readonly isUnverified: boolean;
	/** The language its person has chosen for mails; null for none. */
	readonly locale: Locale | null;
}

/** The rules of sign-up. */
export function createSignUp({ users, invitations, policy }: SignUpDeps) {
	async function mayJoin(trx: Db, email: string): Promise<boolean> {
		if (policy === 'invited') return invitations.accept(trx, email);
		return policy === 'open';
	}

	return {
		/**
		 * How an address stands. Known and unknown ones cost the same look-ups, since the time of the answer
		 * must not tell them apart.
		 */
		async standingOf(email: string): Promise<Standing> {
			const account = await users.findByEmail(email);
			const isReserved = await users.isReserved(email);
			const isInvited = policy === 'invited' && (await invitations.isOpen(email));
			if (account !== null) {
				const locale = supportedLocale(account.language);
				const kind = account.isDisabled ? 'disabled' : 'account';
				return { kind, isUnverified: !account.isVerified, locale };
			}
			if (isReserved) return { kind: 'reserved', isUnverified: false, locale: null };
			const kind = policy === 'open' || isInvited ? 'may-sign-up' : 'stranger';
			return { kind, isUnverified: false, locale: null };
		},

		/**
		 * The account of an address that was just proven; made now if there is none and the policy allows.
		 * @throws {Problem} sign_up_closed
		 */
		async accountOf(
			email: string,
			trx: Db,
		): Promise<Pick<Account, 'id'> & { readonly isNew: boolean }> {
			const known = await users.findByEmail(email, trx);
			if (known !== null) return { id: known.id, isNew: false };
			const made = (await mayJoin(trx, email))
				? await users.create(email, { trx, isVerified: true })
				: null;
			// Made in this moment by another proof of the same address, which took its invitation, too.
			const account = made ?? (await users.findByEmail(email, trx));
			if (account === null) throw new Problem(problems.sign_up_closed);
			return { id: account.id, isNew: made !== null };
		},
	};
}

export type SignUp = ReturnType<typeof createSignUp>;
