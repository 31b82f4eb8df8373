import type { AuthRequest } from '@postern/api-client';

/**
 * - `unknown`: the API has not been asked yet, or does not answer
 * - `none`: this browser has no auth request under way
 * - `waiting`: for the code, or for the link to be opened in another tab
 * - `over`: this mail signs nobody in any more; `spent` is the one whose link still does
 * - `gone`: the API knows nothing of it, or this browser's cookie is not the one that asked
 * - `done`: signed in
 */
export type Phase =
	| { readonly kind: 'unknown' | 'none' | 'gone' | 'done' }
	| { readonly kind: 'waiting'; readonly request: AuthRequest }
	| {
			readonly kind: 'over';
			readonly how: 'expired' | 'used' | 'spent';
			readonly request: AuthRequest;
	  };

/** What went wrong, and with what. */
export interface Failure {
	readonly at: 'asking' | 'sending' | 'verifying';
	readonly error: unknown;
}
