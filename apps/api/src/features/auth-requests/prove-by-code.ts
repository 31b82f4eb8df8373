import { Problem } from '@postern/problem';
import type { Inner } from './deps.ts';
import { problems } from './problems.ts';
import { type Consequence, useUp } from './proof.ts';
import { type OnRefused, tellRefusals } from './refusals.ts';
import { claimOf, type Reference } from './starter.ts';
import type { AuthRequestFacts, Whichever } from './store.ts';
import { isSpent, refusalOf } from './verdict.ts';

/** A code that somebody typed. */
export interface ShownCode extends Reference {
	/** The unit of client address that typed it. */
	readonly client: string;
	readonly code: string;
	/** Other requests that what follows ends, beside all of the address. */
	readonly locksFirst?: readonly Whichever[];
	readonly onRefused?: OnRefused;
}

/** Makes the function that takes codes. */
export function createProveByCode(inner: Inner) {
	const { store, clock, policy, limits, secrets } = inner;

	/** Spends a try and the budgets of guesses, committed before anything is compared. */
	function spend(shown: ShownCode, learn: (email: string) => void) {
		return store.transaction(async (trx) => {
			const claim = claimOf(shown);
			const spent = await store.spendTry(trx, claim, policy.triesMax, clock());
			if (spent === undefined) throw refusal(await store.find(claim, trx), learn);
			learn(spent.email);
			const { email } = spent;
			const browser = (await inner.recognise?.(email, shown.starter, trx)) ?? null;
			await limits.spendGuess(trx, { email, client: shown.client, browser });
			return {
				email: spent.email,
				codeMac: spent.code_mac,
				triesLeft: policy.triesMax - spent.tries,
			};
		});
	}

	function refusal(facts: AuthRequestFacts | undefined, learn: (email: string) => void): Problem {
		if (facts === undefined) return new Problem(problems.auth_request_not_found);
		learn(facts.email);
		const refused = refusalOf(facts, clock());
		if (refused !== null) return refused;
		if (isSpent(facts, policy.triesMax)) return new Problem(problems.code_tries_spent);
		return new Problem(problems.code_not_offered);
	}

	/**
	 * Proves an address with the code that was mailed to it, and does what follows from that.
	 * @throws {Problem} auth_request_not_found, auth_request_expired, auth_request_used, code_wrong (with
	 * `triesLeft`), code_tries_spent, code_not_offered, guesses_limited
	 */
	return function proveByCode<T>(shown: ShownCode, consequence: Consequence<T>): Promise<T> {
		return tellRefusals(shown.onRefused, (learn) => prove(shown, consequence, learn));
	};

	async function prove<T>(
		shown: ShownCode,
		consequence: Consequence<T>,
		learn: (email: string) => void,
	): Promise<T> {
		const { email, codeMac, triesLeft } = await spend(shown, learn);
		const wrong = new Problem(problems.code_wrong, { extensions: { triesLeft } });
		if (!secrets.isCode(shown.id, shown.code, codeMac)) throw wrong;
		const secret = { column: 'code_mac', value: codeMac, isByStarter: true } as const;
		return useUp(
			inner,
			{ id: shown.id, email, locksFirst: shown.locksFirst },
			secret,
			consequence,
			async (trx) => {
				const now = await store.find(claimOf(shown), trx);
				return (now && refusalOf(now, clock())) ?? wrong;
			},
		);
	}
}
