import type { AddressProofs } from '../address-proofs/index.ts';
import type { ComposeMail } from '../auth-requests/index.ts';
import type { Locale } from '../mails/index.ts';
import { createEnter, type EnterDeps } from './enter.ts';
import { createMailProof, type MailProofDeps } from './mail-proof.ts';
import type { SignedInByMail } from './people.ts';
import type { SignUp } from './sign-up.ts';

/** What signing in by mail needs. */
export interface PasswordlessDeps
	extends Pick<MailProofDeps<SignedInByMail>, 'authRequests' | 'trail' | 'type'>, EnterDeps {
	readonly trail: MailProofDeps<SignedInByMail>['trail'];
	readonly signUp: SignUp;
	readonly addressProofs: Pick<AddressProofs, 'fromOutside'>;
	readonly isSameBrowser: boolean;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** Signing in with what was mailed. */
export function createPasswordless(deps: PasswordlessDeps) {
	const { authRequests, signUp, trail, type, isSameBrowser, webUrl } = deps;

	/**
	 * The mail for an address by its standing, in the language its person chose, or else the one the asker
	 * reads. A stranger's says so, and proves nothing.
	 */
	async function composeFor(email: string, askersLocale: Locale): Promise<ComposeMail> {
		const { kind, isUnverified, locale: chosen } = await signUp.standingOf(email);
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
			return {
				template: 'sign-in',
				locale,
				data: { ...secrets, isSameBrowser, isNewAccount, isUnverified },
			};
		};
	}

	return createMailProof({
		...{ authRequests, trail, type, composeFor },
		purpose: 'sign_in',
		linkTarget: `${webUrl}/link`,
		events: ['sign_in_mail_asked', 'sign_in_mail_asked_again'],
		follow: createEnter(deps),
	});
}

export type Passwordless = ReturnType<typeof createPasswordless>;
