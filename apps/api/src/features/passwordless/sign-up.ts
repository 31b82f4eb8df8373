import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Invitations } from '../invitations/index.ts';
import type { Account, Users } from '../users/index.ts';
import { problems } from './problems.ts';

/** Who gets an account with the first sign-in: everybody, nobody, or who was invited. */
export type SignUpPolicy = 'open' | 'closed' | 'invited';

/** What the rules of sign-up need. */
export interface SignUpDeps {
	readonly users: Pick<Users, 'create' | 'findByEmail'>;
	readonly invitations: Pick<Invitations, 'isOpen' | 'accept'>;
	readonly policy: SignUpPolicy;
}

/** What an address may do: sign in, make an account, or neither. */
export type Standing = 'account' | 'disabled' | 'may-sign-up' | 'stranger';

/** The rules of sign-up. */
export function createSignUp({ users, invitations, policy }: SignUpDeps) {
	async function mayJoin(trx: Db, email: string): Promise<boolean> {
		if (policy === 'invited') return invitations.accept(trx, email);
		return policy === 'open';
	}

	return {
		/**
		 * What an address may do. Known and unknown ones cost the same look-ups, since the time of the answer
		 * must not tell them apart.
		 */
		async standingOf(email: string): Promise<Standing> {
			const account = await users.findByEmail(email);
			const isInvited = policy === 'invited' && (await invitations.isOpen(email));
			if (account !== null) return account.isDisabled ? 'disabled' : 'account';
			return policy === 'open' || isInvited ? 'may-sign-up' : 'stranger';
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
			const made = (await mayJoin(trx, email)) ? await users.create(email, trx) : null;
			// Made in this moment by another proof of the same address, which took its invitation, too.
			const account = made ?? (await users.findByEmail(email, trx));
			if (account === null) throw new Problem(problems.sign_up_closed);
			return { id: account.id, isNew: made !== null };
		},
	};
}

export type SignUp = ReturnType<typeof createSignUp>;
