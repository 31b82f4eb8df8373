/** A browser, or a program, that an account was signed in from. */
export interface KnownBrowserTable {
	user_id: string;
	/** Names it, for this account alone. */
	browser_hash: string;
	first_used_at: number;
	last_used_at: number;
}

/** A mail about a sign-in from a new browser, and what its link is good for. */
export interface SignInNoticeTable {
	token_hash: string;
	user_id: string;
	/** The session that was started. */
	session_id: string;
	/** The browser that it was started from. */
	browser_hash: string;
	expires_at: number;
	/** When somebody said that it was not them. */
	used_at: number | null;
}
