/** What a client, a keyed hash, used of a budget in one window. */
export interface LimitCounterTable {
	key: string;
	uses: number;
	/** When they stop to count. */
	expires_at: number;
}

/** When a client, a keyed hash, used a budget whose window slides. */
export interface LimitWindowTable {
	key: string;
	/** The times that may still count, in the order in which they were written. */
	times: number[];
	/** When the last of them stops to count. */
	expires_at: number;
}
