import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { MailRefused, type OutgoingMail } from '../../ports/mailer.ts';

/** Whom mails are from. */
export interface Sender {
	readonly name: string;
	readonly address: string;
}

/**
 * On every mail: written by a program (RFC 3834), so that no holiday notice answers it; the second is
 * what Exchange listens to.
 */
export const AUTOMATIC_HEADERS = {
	'Auto-Submitted': 'auto-generated',
	'X-Auto-Response-Suppress': 'All',
} as const;

/** One address without anything that could make two of it, or another. */
const PLAIN_ADDRESS = /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()[\]\\"]+$/;

/**
 * The address of a mail, looked at once more: a list is read as a list even where one address is meant,
 * in an envelope too, and parsers disagree about quotes (next-auth CVE-2022-35924, GHSA-mm7p-fcc7-pg87).
 * @throws {MailRefused} for anything that is not plainly one
 */
export function recipientOf({ to }: OutgoingMail): string {
	if (/^[\x21-\x7e]+$/.test(to) && PLAIN_ADDRESS.test(to)) return to;
	throw new MailRefused('the recipient is not one plain address');
}

/**
 * A mail in the shape that nodemailer turns into a message.
 * @throws {MailRefused} as {@link recipientOf}
 */
export function toMessage(from: Sender, mail: OutgoingMail) {
	const to = recipientOf(mail);
	return {
		from: { name: from.name, address: from.address },
		to: { name: '', address: to },
		envelope: { from: from.address, to: [to] },
		subject: mail.subject,
		text: mail.text,
		html: mail.html,
		messageId: mail.messageId,
		date: new Date(mail.writtenAt),
		headers: AUTOMATIC_HEADERS,
		// Left to choose it may be base64, in which neither a person nor few-words.ts knows a code again.
		encoding: 'quoted-printable',
		xMailer: false,
		disableFileAccess: true,
		disableUrlAccess: true,
	} satisfies MailComposerOptions;
}
