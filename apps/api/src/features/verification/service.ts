import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { AddressProofs } from '../address-proofs/index.ts';
import { authRequestProblems, type ComposeMail, type Proof } from '../auth-requests/index.ts';
import { type Locale, supportedLocale } from '../mails/index.ts';
import {
	type Asker,
	createMailProof,
	type MailProofDeps,
	type Shower,
	type SignedInByMail,
} from '../passwordless/index.ts';
import type { Sessions } from '../sessions/index.ts';
import type { Users } from '../users/index.ts';
import { problems } from './problems.ts';

/** What verifying an address needs. */
export interface VerificationDeps extends Pick<
	MailProofDeps<SignedInByMail>,
	'authRequests' | 'trail' | 'type'
> {
	readonly users: Pick<Users, 'findByEmail'>;
	readonly addressProofs: Pick<AddressProofs, 'fromWithin'>;
	readonly sessions: Pick<Sessions, 'assertLiveInTurn' | 'renew'>;
	readonly isSameBrowser: boolean;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** Whose address, as their session knows it. */
export interface Owner {
	readonly id: string;
	readonly email: string;
	readonly isEmailVerified: boolean;
}

/** Proving, from within a session, that one reads the mail of the account's address. */
export function createVerification(deps: VerificationDeps) {
	const { authRequests, users, addressProofs, sessions, trail, type, isSameBrowser, webUrl } = deps;

	async function composeFor(email: string, askersLocale: Locale): Promise<ComposeMail> {
		const account = await users.findByEmail(email);
		const locale = supportedLocale(account?.language ?? null) ?? askersLocale;
		return (secrets) => ({
			template: 'verify-email',
			locale,
			data: { ...secrets, isSameBrowser },
		});
	}

	/**
	 * The address is verified: other sessions end, this one goes on under a new token. The proof counts for
	 * the account that asked for it, in a session of its own, while the address is still its.
	 * @throws {Problem} auth_request_not_found, session_ended
	 */
	async function follow(
		trx: Db,
		{ email, state }: Proof,
		{ method, shower }: { readonly method: 'link' | 'code'; readonly shower: Shower },
	): Promise<SignedInByMail> {
		const { session: asker, where } = shower;
		const notFound = new Problem(authRequestProblems.auth_request_not_found);
		if (asker?.userId !== state) throw notFound;
		const { id: sessionId, userId } = asker;
		await sessions.assertLiveInTurn(trx, asker);
		const account = await users.findByEmail(email, trx);
		if (account?.id !== userId) throw notFound;
		await addressProofs.fromWithin(trx, { userId, method, where }, sessionId);
		const session = await sessions.renew(trx, asker, where);
		return { session, userId, email, redirectTo: null };
	}

	const proof = createMailProof({
		...{ authRequests, trail, type, composeFor, follow },
		purpose: 'verify_email',
		linkTarget: `${webUrl}/verify`,
		events: ['verification_mail_asked', 'verification_mail_asked_again'],
	});

	return {
		...proof,

		/** @throws {Problem} email_verified_already, mails_limited */
		async send({ id, email, isEmailVerified }: Owner, asker: Asker) {
			if (isEmailVerified) throw new Problem(problems.email_verified_already);
			return proof.send(email, { state: id }, asker);
		},
	};
}

export type Verification = ReturnType<typeof createVerification>;
