/** What the page after asking for a deletion says. It is gone with the next load, and then it says less. */
class Departure {
	/** When the account will be deleted; null when that is not known here. */
	dueAt = $state.raw<Date | null>(null);
}

export const departure = new Departure();
