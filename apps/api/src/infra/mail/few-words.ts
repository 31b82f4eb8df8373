import type { OutgoingMail } from '../../ports/mailer.ts';

const WORDS_MAX = 8;
const WORD = /^[a-z]+(?:-[a-z]+)*$/i;
const WORD_LENGTH_MAX = 16;

/**
 * What may be repeated of a server's reply in an error, and so in a log. A reply may quote the mail or the
 * password, so only plain words are kept that are in neither: no digit of a code, no token, no address.
 */
export function fewWords(reply: string, mail: OutgoingMail, ...secrets: readonly string[]): string {
	const known = [mail.subject, mail.text, mail.html.replace(/<[^>]*>/g, ' '), ...secrets]
		.join(' ')
		.toLowerCase();
	return reply
		.slice(0, 1000)
		.split(/[\s.,:;!?()"']+/)
		.filter((word) => WORD.test(word) && word.length <= WORD_LENGTH_MAX)
		.filter((word) => !known.includes(word.toLowerCase()))
		.slice(0, WORDS_MAX)
		.join(' ');
}
