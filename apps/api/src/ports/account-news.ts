/** What somebody who hears the news does with them. */
export interface NewsListener {
	/** Something about the sessions of these accounts is other than it was; what, the store knows. */
	hear(userIds: readonly string[]): void;
	/** Some news may not have come through: everything is to be looked at again. */
	missed(): void;
}

/**
 * Carries from one process to all that something happened to the sessions of an account. It carries the
 * account's id and nothing else, so what is forged, doubled or late costs a look at the store, and what is lost
 * costs the seconds until the next one.
 */
export interface AccountNews {
	/** Tells every process, this one too. It waits for nothing and never fails. */
	publish(userId: string): void;
	/** Hears what all processes publish, until the function it answers with is called. */
	subscribe(listener: NewsListener): () => void;
	/** Sends what waits, and hears no more. */
	close(): Promise<void>;
}
