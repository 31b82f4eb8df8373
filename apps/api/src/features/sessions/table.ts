/** One signed-in browser or program. An ended session stays a day as a tombstone that knows why. */
export interface SessionTable {
	token_hash: string;
	id: string;
	user_id: string;
	method: string;
	/** The unit of client address that signed in. */
	client: string | null;
	/** What its browser said it was. */
	user_agent: string | null;
	/** Which browser started it, for this account alone; null for those of before that was kept. */
	browser_hash: string | null;
	created_at: number;
	last_seen_at: number;
	expires_at: number;
	ended_at: number | null;
	end_reason: string | null;
	/** When the account was going to be deleted, if this sign-in kept it from that. */
	kept_account_due_at: number | null;
}

/** What a person is shown of a session of theirs. */
export type SessionRow = Pick<
	SessionTable,
	'id' | 'method' | 'client' | 'user_agent' | 'created_at' | 'last_seen_at'
>;
