/** An account that is going to be deleted. Signing in to it takes the row away. */
export interface AccountDeletionTable {
	user_id: string;
	/** The language in which it was asked for, for the last mail. */
	locale: string;
	asked_at: number;
	due_at: number;
}
