/**
 * How it stands with a mail: waiting to leave, taken over by the mailer, worthless before it could leave,
 * called back, or given up and left for people to look at.
 */
export type MailState = 'waiting' | 'sent' | 'expired' | 'withdrawn' | 'parked';

/** One mail. Finished rows stay a day for operators, without what was in the mail. */
export interface OutboxMailTable {
	id: string;
	/** The normal form. */
	to_address: string;
	template: string;
	/** What the mail is about, so that it can be withdrawn. */
	reference: string;
	/** Sealed; null once the mail is finished, whatever its end. */
	content: string | null;
	message_id: string;
	state: MailState;
	/** Attempts that began. */
	attempts: number;
	/** From when it may be claimed. While there is a lease, this is the end of it. */
	next_attempt_at: number;
	/** Who works on it; null when nobody does. */
	lease_token: string | null;
	created_at: number;
	/** From when the mail is worthless. */
	expires_at: number;
	finished_at: number | null;
	/** Why the last attempt failed; never anything of the content. */
	last_error: string | null;
}
