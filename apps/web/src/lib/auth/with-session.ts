import { Problem } from '@postern/api-client';
import type { Auth } from './auth.svelte.ts';

/** Runs a request of a protected page and gives what it gives. */
export type WithSession = <T>(send: () => Promise<T>) => Promise<T>;

/**
 * What every request of a protected page goes through. When the session turns out to be over, or
 * its proof too old for this, the person is asked to sign in again and `send` runs once more, so a write must carry the same idempotency key in
 * both runs: make the key outside of `send`.
 *
 * @throws {SessionLost} the person would not, or signed out, or somebody else signed in: not sent again
 * @throws {Problem | Unreachable} what the request itself threw
 */
export function createWithSession(
	auth: Pick<Auth, 'epoch' | 'signedInAgain' | 'provenAgain' | 'noteFailure'>,
): WithSession {
	return async (send) => {
		const { epoch } = auth;
		try {
			return await send();
		} catch (error) {
			auth.noteFailure(error);
			if (!(error instanceof Problem)) throw error;
			const isStepUp = error.code === 'step_up_required';
			if (!isStepUp && !error.isSessionProblem) throw error;
			// Sent before the last sign-in and answered after it: the new session has not been tried yet.
			if (auth.epoch === epoch) {
				await (isStepUp ? auth.provenAgain(error) : auth.signedInAgain(error));
			}
		}
		return send();
	};
}
