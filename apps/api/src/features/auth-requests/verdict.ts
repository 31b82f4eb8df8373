import { Problem } from '@postern/problem';
import { SECOND_MS } from '../../ports/clock.ts';
import { problems } from './problems.ts';
import type { PasswordlessType } from './secrets.ts';
import type { AuthRequestFacts } from './store.ts';

/** An auth request as the one who started it sees it; seconds from now. */
export interface AuthRequestView {
	readonly authRequestId: string;
	/** `spent`: too many wrong codes; a link in the same mail still works. */
	readonly status: 'pending' | 'expired' | 'used' | 'spent';
	readonly email: string;
	readonly passwordlessType: PasswordlessType;
	readonly expiresIn: number;
	readonly resendAfter: number;
	readonly triesLeft: number;
}

/** The numbers a verdict depends on. */
export interface Bounds {
	readonly triesMax: number;
	readonly resendAfterSeconds: number;
}

/** Whether the request has a code, and takes no more guesses at it. */
export function isSpent(facts: AuthRequestFacts, triesMax: number): boolean {
	return facts.type !== 'LINK' && facts.tries >= triesMax;
}

/** Seconds until another mail may be asked for. */
export function resendAfter(facts: AuthRequestFacts, now: number, bounds: Bounds): number {
	return secondsUntil(facts.sent_at + bounds.resendAfterSeconds * SECOND_MS, now);
}

/** What the request looks like at this time. A pure function. */
export function viewOf(facts: AuthRequestFacts, now: number, bounds: Bounds): AuthRequestView {
	return {
		authRequestId: facts.id,
		status: statusOf(facts, now, bounds.triesMax),
		email: facts.email,
		passwordlessType: facts.type as PasswordlessType,
		expiresIn: secondsUntil(facts.expires_at, now),
		resendAfter: resendAfter(facts, now, bounds),
		triesLeft: facts.type === 'LINK' ? 0 : Math.max(0, bounds.triesMax - facts.tries),
	};
}

/** Why nothing can be proven with this request, as far as its row tells; null when something can. */
export function refusalOf(facts: AuthRequestFacts, now: number): Problem | null {
	if (facts.used_at !== null) return new Problem(problems.auth_request_used);
	if (now >= facts.expires_at) return new Problem(problems.auth_request_expired);
	return null;
}

function statusOf(
	facts: AuthRequestFacts,
	now: number,
	triesMax: number,
): AuthRequestView['status'] {
	if (facts.used_at !== null) return 'used';
	if (now >= facts.expires_at) return 'expired';
	return isSpent(facts, triesMax) ? 'spent' : 'pending';
}

function secondsUntil(time: number, now: number): number {
	return Math.max(0, Math.ceil((time - now) / SECOND_MS));
}
