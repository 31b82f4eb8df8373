import type { Locale } from './content.ts';

/** A part of a mail; each layout decides how it looks. */
export type Block =
	| { readonly kind: 'paragraph' | 'quiet' | 'code'; readonly text: string }
	| { readonly kind: 'link'; readonly label: string; readonly url: string };

/** What a mail says, before it is HTML or text. */
export interface Letter {
	readonly locale: Locale;
	readonly subject: string;
	/** What a list of mails shows after the subject. It is seen on a locked screen: no secret. */
	readonly preview: string;
	readonly title: string;
	readonly blocks: readonly Block[];
	/** Sentences under the card: what to do if it was not you, and what nobody will ask for. */
	readonly footer: readonly string[];
}

/** A letter without its language. */
export type Parts = Omit<Letter, 'locale'>;

/** What a letter takes from the brand. */
export interface Sender {
	readonly productName: string;
	readonly isCodeInSubject: boolean;
}

/** Some sentences. */
export function paragraph(text: string): Block {
	return { kind: 'paragraph', text };
}

/** Something to press. */
export function button(label: string, url: string): Block {
	return { kind: 'link', label, url };
}
