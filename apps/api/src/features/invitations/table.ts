/** An address that may make an account while sign-up is by invitation. */
export interface InvitationTable {
	/** In normal form. */
	email: string;
	created_at: number;
	accepted_at: number | null;
}
