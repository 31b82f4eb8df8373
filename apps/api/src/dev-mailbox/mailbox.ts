import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type Sender, toMessage } from '../infra/mail/message.ts';
import type { Mailer, OutgoingMail } from '../ports/mailer.ts';

/** A mail as the dev mailbox shows it. */
export interface MailboxMessage {
	readonly id: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** When it was written; ISO 8601. */
	readonly sentAt: string;
}

/** A way for mail to leave that leads nowhere: mails are kept in memory and shown. */
export interface DevMailbox extends Mailer {
	/** Changes whenever the messages do. */
	version(): string;
	/** The newest first; of one address, or of all. */
	messages(to?: string): readonly MailboxMessage[];
	find(id: string): MailboxMessage | undefined;
	/** The message as it would go over the wire (RFC 5322); undefined when there is none of this id. */
	raw(id: string): string | undefined;
	clear(): void;
}

/** What the dev mailbox needs. */
export interface DevMailboxOptions {
	/** Gets every mail as a text to show, secrets and all; for the console. */
	readonly print: (text: string) => void;
	/** Whom the messages are from. */
	readonly from?: Sender;
	/** How many are kept; the oldest goes first. */
	readonly limit?: number;
}

interface Entry {
	readonly message: MailboxMessage;
	readonly raw: string;
}

const LIMIT = 200;
const NOBODY: Sender = { name: 'Postern', address: 'no-reply@localhost.localdomain' };

/** Makes an empty mailbox. */
export function createDevMailbox(options: DevMailboxOptions): DevMailbox {
	const { print, from = NOBODY, limit = LIMIT } = options;
	const name = randomUUID();
	let changes = 0;
	let entries: readonly Entry[] = [];
	const find = (id: string) => entries.find(({ message }) => message.id === id);
	const replace = (next: readonly Entry[]) => {
		entries = next.slice(0, limit);
		changes += 1;
	};
	return {
		async send(mail, signal) {
			signal.throwIfAborted();
			const raw = await new MailComposer(toMessage(from, mail)).compile().build();
			const message = toShow(mail);
			replace([{ message, raw: raw.toString() }, ...entries]);
			print(toPrint(message));
		},
		close: () => undefined,
		version: () => `${name}-${String(changes)}`,
		messages: (to) =>
			entries
				.map(({ message }) => message)
				.filter((message) => to === undefined || message.to === to),
		find: (id) => find(id)?.message,
		raw: (id) => find(id)?.raw,
		clear: () => replace([]),
	};
}

function toShow({ to, subject, text, html, writtenAt }: OutgoingMail): MailboxMessage {
	return { id: randomUUID(), to, subject, text, html, sentAt: new Date(writtenAt).toISOString() };
}

/** Between lines, so that it is found among the log's. */
function toPrint({ to, subject, text }: MailboxMessage): string {
	const lines = text.trimEnd().split('\n');
	return [
		'┌── mail ─────────────────────────────────────────────────────────────────',
		`│ To:      ${to}`,
		`│ Subject: ${subject}`,
		'│',
		...lines.map((line) => `│ ${line}`.trimEnd()),
		'└─────────────────────────────────────────────────────────────────────────',
	].join('\n');
}
