/** Where a request came from, for what is kept of it: sessions, and the trail. */
export interface Where {
	/** The unit of client address, as it is counted; an IPv6 address is its /64. */
	readonly client: string;
	/** What the browser says it is; null when it says nothing. To be shown, not to be believed. */
	readonly userAgent: string | null;
	readonly requestId: string;
}
