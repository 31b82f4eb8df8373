import type { Problem, User } from '@postern/api-client';

/** A session that ended while its person was at work: the page stays, a dialog asks them back in. */
export interface Interruption {
	readonly user: User;
	readonly problem: Problem;
}

/**
 * - `unknown`: nobody has been asked yet
 * - `signed-out`: by the person here, in another tab, or because the API said so. With `interrupted` the
 *   page below is still on the screen
 * - `signed-in`: the API confirmed it
 * - `unconfirmed`: was signed in when the API last answered; it does not answer now
 */
export type AuthState =
	| { readonly kind: 'unknown' }
	| {
			readonly kind: 'signed-out';
			readonly cause: 'here' | 'other-tab' | 'api';
			readonly interrupted?: Interruption;
	  }
	| { readonly kind: 'signed-in'; readonly user: User }
	| { readonly kind: 'unconfirmed'; readonly user: User };

/** What a caller of `ensureAuthenticated` learns; `unreachable` is an answer about nobody. */
export type AuthOutcome = AuthState | { readonly kind: 'unreachable'; readonly error: unknown };

/** The three operations this needs of the API. */
export interface AuthTransport {
	getCurrentUser(): Promise<User>;
	login(credentials: Credentials): Promise<{ readonly userId: string }>;
	logout(signal: AbortSignal): Promise<void>;
}

export interface Credentials {
	readonly email: string;
	readonly password: string;
}

/** What one tab tells the others. */
export type TabMessage =
	{ readonly kind: 'signed-out' } | { readonly kind: 'signed-in'; readonly userId: string };

/** The page was left before its request could be sent again; nothing more to tell the person. */
export class SessionLost extends Error {
	override readonly name = 'SessionLost';
}
