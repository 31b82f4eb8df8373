/** The password of an account that has one, as an argon2id string with its own salt and parameters. */
export interface PasswordTable {
	user_id: string;
	hash: string;
	/** New whenever the password is set, and the same when its hash is renewed. */
	generation: string;
	updated_at: number;
}
