import type { Mailer } from '../../src/ports/mailer.ts';

/** A mail as it arrived at the other side. */
export interface ReceivedMail {
	/** Whom it was handed over for; over SMTP every RCPT. */
	readonly recipients: readonly string[];
	readonly from: string;
	readonly to: readonly string[];
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** By name in lower case. */
	readonly headers: Readonly<Record<string, string>>;
}

/** What the other side does with the next mails. */
export type Behaviour = 'take' | 'refuse' | 'fail-for-now' | 'hang' | 'trickle' | 'quote';

/** The other side of a mailer, in a test. */
export interface MailServer extends AsyncDisposable {
	createMailer(options?: { readonly timeoutMs?: number }): Mailer;
	/** How it answers from now on; `take` at first. */
	behave(behaviour: Behaviour): void;
	/** What it took, the oldest first. */
	received(): Promise<readonly ReceivedMail[]>;
	/** How many tries reached it, taken or not. */
	tries(): number;
	/** Settles when nobody is connected any more. */
	untilDeserted(): Promise<void>;
	/** Ends the server; its mailers stay open until it is disposed of. */
	goAway(): Promise<void>;
}
