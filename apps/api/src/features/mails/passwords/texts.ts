import type { NoticeTexts } from '../notice-texts.ts';

/** What was done to the password of an account. */
export type PasswordChange = 'set' | 'changed' | 'removed' | 'reset';

/** The mails about passwords in one language. */
export interface PasswordTexts {
	readonly reset: NoticeTexts & {
		readonly advice: string;
		readonly button: string;
		readonly goodFor: (minutes: number) => string;
	};
	readonly nothingToReset: NoticeTexts & { readonly advice: string; readonly button: string };
	readonly changes: Readonly<Record<PasswordChange, NoticeTexts>>;
	/** Under every change: what to do about one that somebody else made, and where. */
	readonly notYou: string;
	readonly button: string;
}
