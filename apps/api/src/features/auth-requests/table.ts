/** One attempt to prove an address by mail: a link, a code, or both. The first use ends them all. */
export interface AuthRequestTable {
	id: string;
	purpose: string;
	type: string;
	/** In normal form. */
	email: string;
	/** Hash of what only the one who started it holds. */
	starter_hash: string;
	link_hash: string | null;
	/** Keyed hash of the code: six digits would fall to anyone who reads a plain one. */
	code_mac: string | null;
	/** Codes that were compared, right or wrong. */
	tries: number;
	link_target: string;
	redirect_to: string | null;
	state: string | null;
	life_seconds: number;
	sent_at: number;
	expires_at: number;
	used_at: number | null;
	/** The account that a proof is to change; null where it is not known before the proof. */
	user_id: string | null;
}
