/** What every mail says that is not there to sign in with. */
export interface NoticeTexts {
	readonly title: (product: string) => string;
	readonly what: (product: string) => string;
	readonly notYou: string;
}
