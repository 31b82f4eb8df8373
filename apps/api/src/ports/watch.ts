import type { SecurityEvent } from './trail.ts';

/** How a try to hand over a mail came out; `expired` when there is no time for another one. */
export type MailOutcome = 'sent' | 'retry' | 'parked' | 'expired';

/**
 * Told what happens by the features, for whoever counts it. What it is told comes from lists that are
 * fixed in the program: there is no room in it for a person, an address or a text that somebody typed.
 * It costs next to nothing, keeps nobody waiting and never throws.
 */
export interface Watch {
	/** Something was written into the trail; as with its line in the log, the transaction may still fail. */
	securityEvent(event: Pick<SecurityEvent, 'name' | 'method'>): void;
	/** @param waitedMs from when it was put into the outbox */
	mail(outcome: MailOutcome, waitedMs: number): void;
	/** So many mails could not even be tried in time. */
	mailsExpired(count: number): void;
}
