import type { Db } from '../../ports/storage.ts';
import type { Where } from '../../ports/where.ts';
import type { SessionTable } from './table.ts';
import type { EndReason } from './verdict.ts';

/** What a new session is made of; times in milliseconds since 1970. */
export interface NewSession {
	readonly tokenHash: string;
	readonly id: string;
	readonly userId: string;
	readonly method: string;
	readonly where: Where;
	readonly browserHash: string;
	readonly now: number;
	readonly expiresAt: number;
}

/** How many sessions of one user may live; one not seen since `idleBefore` lives no more. */
export interface SessionCap {
	readonly liveMax: number;
	readonly idleBefore: number;
}

/** The one with this id, all but the one with this id, all that a browser started, or all. */
export type WhichSessions =
	{ readonly id: string } | { readonly butId: string } | { readonly browserHash: string } | 'all';

/** Which sessions of a user to end, and who ends them. */
export interface Ending {
	readonly userId: string;
	/** The id of the session that does, to which its own ending is a sign-out; null for none. */
	readonly by: string | null;
	readonly which: WhichSessions;
	readonly reason: EndReason;
	readonly now: number;
}

/** A session that was just ended, and whose. */
export interface EndedSession {
	readonly id: string;
	readonly user_id: string;
}

/** What else is done in the transaction that ends a session. */
export type AlongsideEnd = (trx: Db, ended: EndedSession) => Promise<void>;

/** What a start ended. */
export interface EndedByStart {
	readonly replaced: readonly EndedSession[];
	readonly overLimit: readonly EndedSession[];
	/** When the account was signed in to before; null when it never was. */
	readonly lastSignInAt: number | null;
}

/** The transaction that something is part of, and what else is done in it. */
export interface StartOptions {
	/** Unset for one of its own. */
	readonly trx?: Db | undefined;
	/**
	 * Done first, once the account's turn is taken: keeps it from being deleted, and answers when it would
	 * have been; null when it would not.
	 */
	readonly keep?: ((trx: Db) => Promise<number | null>) | undefined;
	readonly alongside?: (trx: Db, ended: EndedByStart) => Promise<void>;
}

/** A session that was just started; its token goes into the cookie and nowhere else. */
export interface StartedSession {
	readonly token: string;
	readonly maxAgeSeconds: number;
}

/** A new session as its table keeps it. */
export function rowOf(
	{ where, ...session }: NewSession,
	keptAccountDueAt: number | null,
): SessionTable {
	return {
		token_hash: session.tokenHash,
		id: session.id,
		user_id: session.userId,
		method: session.method,
		client: where.client,
		user_agent: where.userAgent,
		browser_hash: session.browserHash,
		created_at: session.now,
		last_seen_at: session.now,
		expires_at: session.expiresAt,
		ended_at: null,
		end_reason: null,
		kept_account_due_at: keptAccountDueAt,
	};
}
