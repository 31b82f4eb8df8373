import type { Where } from '../../ports/where.ts';

/** What a new session is made of; times in milliseconds since 1970. */
export interface NewSession {
	readonly tokenHash: string;
	readonly id: string;
	readonly userId: string;
	readonly method: string;
	readonly where: Where;
	readonly now: number;
	readonly expiresAt: number;
}

/** How many sessions of one user may live; one not seen since `idleBefore` lives no more. */
export interface SessionCap {
	readonly liveMax: number;
	readonly idleBefore: number;
}

/** Which sessions of a user to end, and who ends them: the session with the id `by`. */
export interface Ending {
	readonly userId: string;
	readonly by: string;
	/** The one with this id, all but `by`, or all. */
	readonly which: { readonly id: string } | 'others' | 'all';
	readonly now: number;
	/** Those that were last seen at this time or before are left as they are. */
	readonly idleBefore: number;
}
