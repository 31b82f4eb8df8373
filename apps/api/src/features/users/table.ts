/** A person's account. `email` is the normal form and unique. */
export interface UserTable {
	id: string;
	email: string;
	name: string | null;
	created_at: number;
	disabled_at: number | null;
	last_sign_in_at: number | null;
	/** When somebody first proved that they read the mail of the address; null while nobody has. */
	verified_at: number | null;
}
