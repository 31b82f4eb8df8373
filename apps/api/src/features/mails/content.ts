import type { AccountMailData } from './account-content.ts';

/** The languages mails are written in. */
export const LOCALES = ['en', 'de'] as const;

/** One of them. */
export type Locale = (typeof LOCALES)[number];

/** What each mail needs to be written. */
export interface MailData extends AccountMailData {
	/** Asked for by somebody who has an account, or may get one with it. */
	'sign-in': {
		/** Null where the mail carries only the code. */
		readonly link: string | null;
		/** Six digits; null where the mail carries only the link. */
		readonly code: string | null;
		/** How long both are good for. */
		readonly minutes: number;
		/** Whether the link signs in only the browser that asked. */
		readonly isSameBrowser: boolean;
		/** Whether using it makes the account. */
		readonly isNewAccount: boolean;
	};
	/** Somebody asked to sign in with an address that has no account and cannot get one. */
	'no-account': { readonly signInUrl: string };
	/** Somebody asked to sign in to an account that is disabled. */
	'account-disabled': Readonly<Record<string, never>>;
	/** The address may now make an account. */
	invitation: { readonly signInUrl: string };
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
