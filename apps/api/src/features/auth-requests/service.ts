import { DAY_MS } from '../../ports/clock.ts';
import { createBegin } from './begin.ts';
import type { AuthRequestsDeps } from './deps.ts';
import { createAuthRequestBudgets } from './limits.ts';
import { createProveByCode } from './prove-by-code.ts';
import { createProveByLink } from './prove-by-link.ts';
import { createRenew } from './renew.ts';
import { createSecretHasher } from './secrets.ts';
import { claimOf, type Reference } from './starter.ts';
import { type AuthRequestView, viewOf } from './verdict.ts';

/**
 * Proving that somebody reads the mail of an address. It knows no account and starts no session: what
 * follows from a proof is its caller's business.
 */
export function createAuthRequests(deps: AuthRequestsDeps) {
	const { store, clock, policy } = deps;
	const inner = {
		...deps,
		limits: createAuthRequestBudgets(deps.budgets, policy),
		secrets: createSecretHasher(deps.codeKey),
	};
	return {
		begin: createBegin(inner),
		renew: createRenew(inner),
		proveByCode: createProveByCode(inner),
		proveByLink: createProveByLink(inner),

		/** The request somebody started; null for everybody else. */
		async find(reference: Reference): Promise<AuthRequestView | null> {
			const facts = await store.find(claimOf(reference));
			return facts === undefined ? null : viewOf(facts, clock(), policy);
		},

		/** Removes up to `limit` requests that expired more than a day ago; answers how many. */
		removeExpired: (limit: number): Promise<number> => store.removeExpired(clock() - DAY_MS, limit),
	};
}

export type AuthRequests = ReturnType<typeof createAuthRequests>;
