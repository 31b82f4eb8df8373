/** Who stands before the door, as far as their request tells. */
export interface Visitor {
	/** The secret of the browser's own cookie; null for a program that keeps none. */
	readonly browser: string | null;
	/** The language they read, as far as their browser says; a locale of the mails. */
	readonly language: string;
}
