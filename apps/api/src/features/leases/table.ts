/** Work that one process does at a time, for all of them. */
export interface LeaseTable {
	name: string;
	/** Who does it; null when nobody does. */
	holder: string | null;
	/** When another may take it from a holder that has not been heard of; milliseconds since 1970. */
	held_until: number;
	/** Before that it need not be done again. */
	due_at: number;
}
