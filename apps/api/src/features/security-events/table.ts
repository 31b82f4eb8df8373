/** What happened to an account, once and for all: a row is added, shown, and removed when it is old. */
export interface SecurityEventTable {
	/** In the order of time. */
	id: string;
	at: number;
	name: string;
	outcome: string;
	/** Null when the address belonged to nobody. */
	user_id: string | null;
	session_id: string | null;
	/** The unit of client address. */
	client: string | null;
	/** What the browser said it was. */
	user_agent: string | null;
	request_id: string | null;
	/** A small JSON object; never a secret. */
	details: string | null;
}
