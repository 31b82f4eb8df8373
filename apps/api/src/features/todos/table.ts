/** A person's to-do. `completed` is 0 or 1, since SQLite has no boolean. */
export interface TodoTable {
	id: string;
	user_id: string;
	title: string;
	completed: number;
	created_at: number;
}
