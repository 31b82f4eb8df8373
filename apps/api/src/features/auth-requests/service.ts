import { DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { createBegin } from './begin.ts';
import type { AuthRequestsDeps } from './deps.ts';
import { createAuthRequestBudgets } from './limits.ts';
import { createProveByCode } from './prove-by-code.ts';
import { createProveByLink } from './prove-by-link.ts';
import { createRenew } from './renew.ts';
import { createSecretHasher } from './secrets.ts';
import { claimOf, type Purpose, type Reference, type Starter } from './starter.ts';
import { withdrawAll } from './withdraw.ts';
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
		secrets: createSecretHasher(deps.codeKeys),
	};
	return {
		begin: createBegin(inner),
		renew: createRenew(inner),
		proveByCode: createProveByCode(inner),
		...createProveByLink(inner),

		/**
		 * Counts a guess at something else that is known to the person alone, like a password, in the one
		 * budget of the address, or in that of a browser which the account knows. Committed when this answers, so that the guess may be looked at.
		 * @throws {Problem} guesses_limited
		 */
		countGuess: (email: string, client: string, browser: string | null = null): Promise<void> =>
			store.transaction((trx) => inner.limits.spendGuess(trx, { email, client, browser })),

		/** Frees a guess that was counted a moment ago: it was right, or was not looked at. */
		takeBackGuess: (email: string, client: string, browser: string | null = null): Promise<void> =>
			store.transaction((trx) => inner.limits.takeBackGuess(trx, { email, client, browser })),

		/** The request somebody started; null for everybody else. */
		async find(reference: Reference): Promise<AuthRequestView | null> {
			const facts = await store.find(claimOf(reference));
			return facts === undefined ? null : viewOf(facts, clock(), policy);
		},

		/**
		 * Ends what is pending of addresses, or for an account, all of it or what is for one purpose, within the
		 * caller's transaction; to be called before the account's turn is taken. Their secrets prove nothing
		 * afterwards, none of them can be renewed, and mails that have not left stay here.
		 */
		withdrawAll: (trx: Db, ...which: readonly Whichever[]): Promise<void> =>
			withdrawAll(inner, trx, which),

		/** Up to `limit` addresses, after one and in their order, of which somebody could still prove one. */
		listPendingEmails: (after: string, limit: number): Promise<string[]> =>
			store.listPendingEmails(after, limit),

		/** The newest request for an account that its starter can go on with; null for everybody else. */
		async findPending(
			userId: string,
			purpose: Purpose,
			starter: Starter,
		): Promise<AuthRequestView | null> {
			const facts = await store.findPending(userId, purpose);
			if (facts === undefined || facts.expires_at <= clock()) return null;
			const { starterHashes } = claimOf({ id: facts.id, purpose, starter });
			return starterHashes.includes(facts.starter_hash) ? viewOf(facts, clock(), policy) : null;
		},

		/** Removes up to `limit` requests that expired more than a day ago; answers how many. */
		removeExpired: (limit: number): Promise<number> => store.removeExpired(clock() - DAY_MS, limit),
	};
}

export type AuthRequests = ReturnType<typeof createAuthRequests>;
