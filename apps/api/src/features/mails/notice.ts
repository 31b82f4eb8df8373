import type { Sighting } from './account-content.ts';
import { type Block, paragraph, type Parts, type Sender } from './blocks.ts';
import type { Catalogue, NoticeTexts } from './catalogue.ts';
import type { Locale } from './content.ts';
import { sayTime } from './sighting.ts';

/** What a letter is written with. */
export interface Pen {
	readonly texts: Catalogue;
	readonly locale: Locale;
	readonly sender: Sender;
}

/** A mail that tells something, and what more there is to say or to press. */
export function notice(
	texts: NoticeTexts,
	{ sender }: Pick<Pen, 'sender'>,
	more: readonly Block[],
): Parts {
	const title = texts.title(sender.productName);
	const what = texts.what(sender.productName);
	return {
		subject: title,
		preview: what,
		title,
		blocks: [paragraph(what), ...more],
		footer: [texts.notYou],
	};
}

/** When it was, and from which browser. */
export function sighted(
	{ at, timeZone, browser, system }: Sighting,
	{ texts, locale }: Pen,
): Block {
	const text = texts.accounts.seen(sayTime(at, locale, timeZone), browser, system);
	return { kind: 'quiet', text };
}
