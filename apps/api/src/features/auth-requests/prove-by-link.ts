import { Problem } from '@postern/problem';
import { hashToken, isTokenShaped } from '@postern/session-token';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Inner } from './deps.ts';
import { problems } from './problems.ts';
import { type Consequence, useUp } from './proof.ts';
import { type OnRefused, tellRefusals } from './refusals.ts';
import { type Purpose, type Starter, starterHashOf } from './starter.ts';
import type { AuthRequestFacts, Whichever } from './store.ts';
import { isSpent, refusalOf } from './verdict.ts';

/** A link that somebody opened. */
export interface ShownLink {
	readonly token: string;
	readonly purpose: Purpose;
	/** The account it was asked for, where that was said; null or unset where it was not. */
	readonly userId?: string | null;
	/** What the browser holds that opened it. */
	readonly starter: Starter;
	/** Whether a person said that they want to go on in a browser that did not ask. */
	readonly isConfirmed: boolean;
	/**
	 * `any` where the link alone brings nobody into an account: what follows asks the person for more, and
	 * gives whoever prepared it nothing. Unset for the policy.
	 */
	readonly browsers?: 'policy' | 'any';
	/** Other requests that what follows ends, beside all of the address. */
	readonly locksFirst?: readonly Whichever[];
	readonly onRefused?: OnRefused;
}

/** What a link that somebody opened would prove. */
export interface GoodLink {
	readonly email: string;
	/** Seconds from now. */
	readonly expiresIn: number;
}

type Look = Pick<ShownLink, 'token' | 'purpose' | 'userId' | 'onRefused'>;

/** Makes the functions that look at links. */
export function createProveByLink(inner: Inner) {
	const { store, clock, policy } = inner;

	/**
	 * A link opened in another browser proves nothing there: whoever sent it might have asked for it
	 * themselves (CVE-2026-7507), and a scanner that runs scripts opens links too (FusionAuth #629). The
	 * request stays as it is, so that the person can still use it where they asked.
	 */
	function assertBrowser(facts: AuthRequestFacts, shown: ShownLink): void {
		const { isConfirmed, browsers = 'policy' } = shown;
		if (browsers === 'any' || isByStarter(facts, shown)) return;
		// A code whose tries are spent is nothing to point the person to.
		const passwordlessType = isSpent(facts, policy.triesMax) ? 'LINK' : facts.type;
		const extensions = { passwordlessType };
		if (policy.isSameBrowser) throw new Problem(problems.link_other_browser, { extensions });
		if (!isConfirmed) throw new Problem(problems.link_needs_confirmation, { extensions });
	}

	/** @throws {Problem} link_not_valid, auth_request_expired, auth_request_used */
	async function findGood({ token, purpose, userId = null }: Look, learn: (email: string) => void) {
		const linkHash = isTokenShaped(token) ? hashToken(token) : '';
		const facts = await store.findByLink(linkHash, purpose, userId);
		if (facts === undefined) throw new Problem(problems.link_not_valid);
		learn(facts.email);
		const refusal = refusalOf(facts, clock());
		if (refusal !== null) throw refusal;
		return { facts, linkHash };
	}

	async function prove<T>(
		shown: ShownLink,
		consequence: Consequence<T>,
		learn: (email: string) => void,
	): Promise<T> {
		const { userId = null } = shown;
		const { facts, linkHash } = await findGood(shown, learn);
		assertBrowser(facts, shown);
		const secret = {
			column: 'link_hash',
			value: linkHash,
			isByStarter: isByStarter(facts, shown),
		} as const;
		const used = { id: facts.id, email: facts.email, locksFirst: shown.locksFirst };
		return useUp(inner, used, secret, consequence, async (trx) => {
			const now = await store.findByLink(linkHash, shown.purpose, userId, trx);
			return (now && refusalOf(now, clock())) ?? new Problem(problems.link_not_valid);
		});
	}

	return {
		/**
		 * Proves an address with the link that was mailed to it, and does what follows from that. Its 256 bits
		 * cannot be guessed, so no budget counts it: it works while codes are refused.
		 * @throws {Problem} link_not_valid, auth_request_expired, auth_request_used, link_other_browser,
		 * link_needs_confirmation
		 */
		proveByLink: <T>(shown: ShownLink, consequence: Consequence<T>): Promise<T> =>
			tellRefusals(shown.onRefused, (learn) => prove(shown, consequence, learn)),

		/**
		 * Looks whether a link would prove something, in any browser, and uses nothing up: so that a page can
		 * say that it has expired before somebody fills in a form.
		 * @throws {Problem} link_not_valid, auth_request_expired, auth_request_used
		 */
		checkLink: (shown: Look): Promise<GoodLink> =>
			tellRefusals(shown.onRefused, async (learn) => {
				const { facts } = await findGood(shown, learn);
				const expiresIn = Math.ceil((facts.expires_at - clock()) / SECOND_MS);
				return { email: facts.email, expiresIn };
			}),
	};
}

function isByStarter(facts: AuthRequestFacts, { starter }: ShownLink): boolean {
	return starter !== null && facts.starter_hash === starterHashOf(facts.id, starter);
}
