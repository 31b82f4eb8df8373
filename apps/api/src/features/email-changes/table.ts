/**
 * An account that has another address than before. The row is kept while the change can be undone, and holds
 * the old address for the account until then.
 */
export interface EmailChangeTable {
	id: string;
	user_id: string;
	/** Both in normal form. */
	old_email: string;
	new_email: string;
	/** Hash of the token in the link that was mailed to the old address. */
	undo_hash: string;
	changed_at: number;
	undo_until: number;
	/** When it was undone, or a change before it was. */
	undone_at: number | null;
}
