/** A mail as it leaves: for one mailbox, in two forms. */
export interface OutgoingMail {
	/** Stays the same however often the mail is tried, so that a mailbox can tell a repetition (RFC 5322, 3.6.4). */
	readonly messageId: string;
	/** An address in normal form, and nothing else. */
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** When it was written, not when it was tried; milliseconds since 1970. */
	readonly writtenAt: number;
}

/** Hands mails over to whatever delivers them. */
export interface Mailer {
	/**
	 * Settles when the mail was taken over for good.
	 * @throws {MailRefused} when trying again cannot help
	 * @throws anything else when it may
	 */
	send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
	/** Lets go of connections. */
	close(): void;
}

/** The mail was refused for what it is or whom it is for; another try would be refused as well. */
export class MailRefused extends Error {
	override readonly name = 'MailRefused';
}
