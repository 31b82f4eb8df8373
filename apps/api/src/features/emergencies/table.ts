/** Where the database lives, as it knows itself; one row. A copy of it says where the original lives. */
export interface DatabaseOriginTable {
	name: string;
	/** What the engine said of the place. */
	lives_at: string;
	/** How often the engine went on from an older state, where it counts that. */
	timeline: number | null;
	/** Since when it is known to be a restored copy whose old sessions and codes may still be good; null when not. */
	unsafe_since: number | null;
	made_safe_at: number | null;
}
