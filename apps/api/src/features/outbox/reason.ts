import type { MailContent } from '../mails/index.ts';

const LENGTH_MAX = 200;
/** Longer than a queue id that is worth reading, shorter than any token. */
const TOKEN_LIKE = /[\w-]{32,}/g;
const HIDDEN = '[…]';

/**
 * Why an attempt failed, in one short line for the table and the log. Mail servers quote what they refuse,
 * so the address and whatever the mail carries are taken out, and with them everything like a token.
 */
export function reasonOf(error: unknown, to: string, content: MailContent): string {
	const text = error instanceof Error ? error.message || error.name : 'no reason was given';
	return [to, ...Object.values<unknown>({ ...content.data })]
		.filter((value) => typeof value === 'string' && value !== '')
		.reduce<string>((line, value) => line.replaceAll(String(value), HIDDEN), text)
		.replace(TOKEN_LIKE, HIDDEN)
		.replace(/[\p{C}\s]+/gu, ' ')
		.trim()
		.slice(0, LENGTH_MAX)
		.toWellFormed();
}
