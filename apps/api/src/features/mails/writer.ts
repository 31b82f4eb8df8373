import type { Brand, MailContent, WrittenMail } from './content.ts';
import { layOutHtml } from './html-layout.ts';
import { catalogues, composeLetter } from './letter.ts';
import { layOutText } from './text-layout.ts';

/**
 * Gives the writer of all mails. The same content is always written to the same letter, so that a mail
 * can be written again instead of being kept.
 * @throws {RangeError} when the brand's colour is not written `#rrggbb`
 */
export function createMailWriter(brand: Brand): (content: MailContent) => WrittenMail {
	if (!/^#[0-9a-f]{6}$/i.test(brand.colour)) throw new RangeError('a colour is written #rrggbb');
	const look = { ...brand, productName: oneLine(brand.productName) };
	return (content) => {
		const letter = composeLetter(content, look);
		const words = catalogues[content.locale];
		const support = brand.supportEmail === null ? null : `${words.support} ${brand.supportEmail}`;
		return {
			subject: oneLine(letter.subject),
			text: layOutText(letter, support),
			html: layOutHtml(letter, words, look),
		};
	};
}

/** Without line breaks and control characters: what is in a subject must not become a header (CWE-93). */
function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
