/** The texts of the mails about an account's address, and about its end, in one language. */
export interface AccountTexts {
	/** When something was done, and where; both names may be unknown. */
	readonly seen: (time: string, browser: string | null, system: string | null) => string;
	readonly changeEmail: AccountNotice & {
		readonly linkInThisBrowser: string;
		readonly linkAnywhere: string;
		readonly button: string;
		readonly codeElsewhere: string;
		readonly codeAlone: string;
	};
	readonly emailTaken: AccountNotice & { readonly advice: string };
	readonly emailChanged: AccountNotice & {
		readonly advice: (until: string) => string;
		readonly button: string;
	};
	readonly addressReserved: AccountNotice & { readonly advice: string; readonly button: string };
	readonly emailRestored: AccountNotice & { readonly advice: string; readonly button: string };
	readonly emailChangeUndone: AccountNotice;
	readonly deletionAsked: AccountNotice & {
		readonly due: (time: string) => string;
		readonly advice: string;
		readonly button: string;
	};
	readonly deletionUndone: AccountNotice;
	readonly accountDeleted: AccountNotice;
}

/** What each of them says. */
export interface AccountNotice {
	readonly title: (product: string) => string;
	readonly what: (product: string) => string;
	readonly notYou: string;
}
