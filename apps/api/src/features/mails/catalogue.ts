import type { AccountTexts } from './account-texts.ts';
import type { NoticeTexts } from './notice-texts.ts';
import type { PasswordTexts } from './passwords/texts.ts';

/** What a sign-in mail carries. */
export type Secrets = 'link' | 'code' | 'both';

/** Every text of every mail in one language. A language that lacks one does not compile. */
export interface Catalogue {
	/** Before the link written out, for those whose mail program breaks the button. */
	readonly buttonBroken: string;
	/** Before the address for help. */
	readonly support: string;
	readonly signIn: ProofTexts & { readonly newAccount: string; readonly unverified: string };
	readonly register: ProofTexts & { readonly what: (product: string) => string };
	readonly verifyEmail: ProofTexts & { readonly what: (product: string) => string };
	/** How long, in every mail with a link or a code. */
	readonly goodFor: (secrets: Secrets, minutes: number) => string;
	readonly neverAsked: (secrets: Secrets, product: string) => string;
	readonly addressTaken: NoticeTexts & { readonly advice: string; readonly button: string };
	readonly noAccount: NoticeTexts & { readonly advice: string; readonly button: string };
	readonly accountDisabled: NoticeTexts & { readonly advice: string };
	readonly newSignIn: NoticeTexts & {
		readonly when: (time: string) => string;
		/** A browser and a system, one of them, or neither. */
		readonly device: (browser: string | null, system: string | null) => string;
		/** Before the button for those who did not sign in. */
		readonly notMe: string;
		readonly button: string;
	};
	readonly invitation: NoticeTexts & { readonly button: string };
	/** About an account's address, and about its end. */
	readonly accounts: AccountTexts;
	readonly passwords: PasswordTexts;
}

/** What a mail says around a link, a code, or both. */
export interface ProofTexts {
	/** The heading, and the subject. */
	readonly title: (product: string) => string;
	readonly titleWithCode: (product: string, code: string) => string;
	/** Before the link. */
	readonly linkInThisBrowser: string;
	readonly linkAnywhere: string;
	readonly button: string;
	/** Before the code: when the link works in one browser, in any, or is not there. */
	readonly codeElsewhere: string;
	readonly codeInstead: string;
	readonly codeAlone: string;
	readonly notYou: string;
}

export type { NoticeTexts };
