import { DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { createBegin } from './begin.ts';
import type { AuthRequestsDeps } from './deps.ts';
import { createAuthRequestBudgets } from './limits.ts';
import { createProveByCode } from './prove-by-code.ts';
import { createProveByLink } from './prove-by-link.ts';
import { createRenew } from './renew.ts';
import { createSecretHasher } from './secrets.ts';
import { claimOf, type Reference } from './starter.ts';
import type { Whichever } from './store.ts';
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

		/**
		 * Takes back every request of an address, or for an account, since what stands behind it has changed:
		 * their links and codes prove nothing any more, and the mails that have not left stay here. To be called
		 * before the account's turn is taken, as whoever signs in by mail locks them in this order.
		 */
		async withdrawAll(trx: Db, which: Whichever): Promise<void> {
			for (const { id } of await store.remove(trx, which)) await deps.outbox.withdraw(trx, id);
		},

		/** Removes up to `limit` requests that expired more than a day ago; answers how many. */
		removeExpired: (limit: number): Promise<number> => store.removeExpired(clock() - DAY_MS, limit),
	};
}

export type AuthRequests = ReturnType<typeof createAuthRequests>;
