/** How often something was done, for one subject; `key` is a keyed hash of both. */
export interface BudgetTable {
	key: string;
	/** The times of the last uses, oldest first, 13 digits each, nothing between them. */
	uses: string;
	/** When the last of them stops to count. */
	expires_at: number;
}
