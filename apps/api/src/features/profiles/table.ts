/** What a person says of themselves, but for the name, which is the account's. No row says nothing. */
export interface ProfileTable {
	user_id: string;
	bio: string | null;
	website: string | null;
	time_zone: string | null;
	language: string | null;
	updated_at: number;
}
