/** The stored reply to a write that carried an `Idempotency-Key`. */
export interface IdempotencyKeyTable {
	user_id: string;
	key: string;
	/** Keyed hash of the request, so that a key cannot be spent on two different ones. */
	fingerprint: string;
	status: number;
	body: string;
	created_at: number;
}
