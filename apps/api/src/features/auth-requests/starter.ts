import { hashToken, isTokenShaped } from '@postern/session-token';
import type { Claim } from './store.ts';

/** What an address is proven for. A proof for one purpose is none for another. */
export type Purpose = 'sign_in' | 'register' | 'verify_email' | 'change_email' | 'reset_password';

/**
 * What only the one who started a request holds: the secret of a browser's cookie. Null for a program
 * that keeps none; it is known by the id, which nobody else was told and no mail carries.
 */
export type Starter = string | null;

/** An auth request as its starter names it. */
export interface Reference {
	readonly id: string;
	readonly purpose: Purpose;
	readonly starter: Starter;
	/** The account it was asked for, where that was said; null or unset where it was not. */
	readonly userId?: string | null;
}

/** What is stored to know the starter again. There always is something: nobody's is not anybody's (CVE-2026-45337). */
export function starterHashOf(id: string, starter: Starter): string {
	return hashToken(starter ?? id);
}

/**
 * The claim to have started a request: with the browser's secret, or as a program with the id. What is no
 * id is the id of nothing: Postgres refuses a text with a NUL in it, and that would be an error of ours.
 */
export function claimOf({ id: named, purpose, starter, userId = null }: Reference): Claim {
	const id = isTokenShaped(named) ? named : '';
	const starterHashes = [starterHashOf(id, null)];
	if (starter !== null) starterHashes.push(starterHashOf(id, starter));
	return { id, purpose, starterHashes, userId };
}
