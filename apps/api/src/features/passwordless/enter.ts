import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { AddressProofs } from '../address-proofs/index.ts';
import type { Proof } from '../auth-requests/index.ts';
import { sessionProblems, type Sessions } from '../sessions/index.ts';
import type { Shower, SignedInByMail } from './people.ts';
import type { SignUp } from './sign-up.ts';

/** What coming in with a proof needs. */
export interface EnterDeps {
	readonly signUp: Pick<SignUp, 'accountOf'>;
	readonly addressProofs: Pick<AddressProofs, 'fromOutside'>;
	readonly sessions: Pick<Sessions, 'start'>;
	readonly trail: Pick<Trail, 'record'>;
}

/** What is done with an account that the proof has just made. */
export type OnNewAccount = (trx: Db, userId: string) => Promise<void>;

/** Makes the function that brings in who has proven an address. */
export function createEnter({ signUp, addressProofs, sessions, trail }: EnterDeps) {
	/**
	 * What follows from a proof of an address: its account, and a session, in the proof's transaction.
	 * @throws {Problem} sign_up_closed, account_disabled
	 */
	return async function enter(
		trx: Db,
		{ email, redirectTo }: Proof,
		{ method, shower, onNew }: { method: 'link' | 'code'; shower: Shower; onNew?: OnNewAccount },
	): Promise<SignedInByMail> {
		const { replacesTokenHash, where, starter: browser, locale: language } = shower;
		const { id: userId, isNew } = await signUp.accountOf(email, trx);
		if (isNew) {
			await trail.record(trx, { name: 'account_created', account: { userId }, method }, where);
			await onNew?.(trx, userId);
		} else {
			await addressProofs.fromOutside(trx, { userId, method, where });
		}
		const visitor = { browser, language };
		const session = await sessions.start(
			{ userId, method, replacesTokenHash, where, visitor },
			trx,
		);
		if (session === null) throw new Problem(sessionProblems.account_disabled);
		return { session, userId, email, redirectTo };
	};
}
