import { type Locale, LOCALES } from './languages.ts';
import type { AccountMailData, Sighting } from './account-content.ts';
import type { PasswordChange } from './passwords/texts.ts';

export { LOCALES, type Locale };

/** What a mail carries that proves who reads it. */
export interface ProofData {
	/** Null where the mail carries only the code. */
	readonly link: string | null;
	/** Six digits; null where the mail carries only the link. */
	readonly code: string | null;
	/** How long both are good for. */
	readonly minutes: number;
	/** Whether the link works only in the browser that asked. */
	readonly isSameBrowser: boolean;
}

/** What each mail needs to be written. */
export interface MailData extends AccountMailData {
	/** Asked for by somebody who has an account, or may get one with it. */
	'sign-in': ProofData & {
		/** Whether using it makes the account. */
		readonly isNewAccount: boolean;
		/** Whether nobody has proven the address yet, so that using it ends what there was before. */
		readonly isUnverified?: boolean;
	};
	/** Somebody asked to register an address that may have an account and has none. */
	register: ProofData;
	/** Somebody asked to register an address that has an account. */
	'address-taken': { readonly signInUrl: string };
	/** Somebody who is signed in wants to verify the address of their account. */
	'verify-email': ProofData;
	/** Somebody asked to sign in with an address that has no account and cannot get one. */
	'no-account': { readonly signInUrl: string };
	/** Somebody asked to sign in to an account that is disabled. */
	'account-disabled': Readonly<Record<string, never>>;
	/** Somebody signed in to the account from a browser that it did not know. */
	'new-sign-in': {
		readonly seen: Sighting;
		readonly notMeUrl: string;
	};
	/** The address may now make an account. */
	invitation: { readonly signInUrl: string };
	/** Somebody asked for a new password for an account. */
	'password-reset': { readonly link: string; readonly minutes: number };
	/** Somebody asked for a new password with an address that has no account. */
	'no-password-to-reset': { readonly forgotUrl: string };
	/** The password of an account is not what it was. */
	'password-changed': {
		readonly change: PasswordChange;
		readonly seen: Sighting;
		readonly forgotUrl: string;
	};
}

/** The name of a mail. */
export type MailTemplate = keyof MailData;

/** One mail to write: which, in which language, with what. */
export type MailContent = {
	[Template in MailTemplate]: {
		readonly template: Template;
		readonly locale: Locale;
		readonly data: MailData[Template];
	};
}[MailTemplate];

/** How the product presents itself in mails. */
export interface Brand {
	readonly productName: string;
	/** A CSS colour like `#4f46e5`; the button's. */
	readonly colour: string;
	readonly logoUrl: string | null;
	readonly supportEmail: string | null;
	/** Whether the subject carries the code. */
	readonly isCodeInSubject: boolean;
}

/** A mail written out. */
export interface WrittenMail {
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}
