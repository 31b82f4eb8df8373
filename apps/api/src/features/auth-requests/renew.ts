import { Problem } from '@postern/problem';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Inner } from './deps.ts';
import { type ComposeMail, post, type Sent } from './posting.ts';
import { problems } from './problems.ts';
import { mintSecrets, type PasswordlessType } from './secrets.ts';
import { type OnRefused, tellRefusals } from './refusals.ts';
import { claimOf, type Reference } from './starter.ts';
import type { AuthRequestFacts } from './store.ts';
import { isSpent, resendAfter } from './verdict.ts';

/** Another mail for a request that is there. */
export interface Renewal extends Reference {
	/** The unit of client address that asks. */
	readonly client: string;
	/** Chooses the mail for the request's address. */
	readonly composeFor: (email: string) => Promise<ComposeMail>;
	/** What else is done in the transaction. */
	readonly alongside?: (trx: Db, email: string) => Promise<void>;
	readonly onRefused?: OnRefused;
}

/** Makes the function that mails again. */
export function createRenew(inner: Inner) {
	const { store, outbox, wakeOutbox, clock, policy, limits, secrets } = inner;

	async function renewed(trx: Db, renewal: Renewal, compose: ComposeMail): Promise<Sent> {
		const facts = found(await store.find(claimOf(renewal), trx));
		const type = typeLeft(facts, policy.triesMax);
		const sentAt = clock();
		const { id, email, link_target: linkTarget, life_seconds: lifeSeconds } = facts;
		const expiresAt = sentAt + lifeSeconds * SECOND_MS;
		const minted = mintSecrets(type);
		const isRenewed = await store.renew(trx, id, secrets.store(id, minted), {
			sentAt,
			expiresAt,
			lastSentBefore: sentAt - policy.resendAfterSeconds * SECOND_MS,
		});
		if (!isRenewed) throw await tooSoon(trx, renewal);
		await limits.spendMail(trx, email, renewal.client);
		// What has not left yet is worthless now.
		await outbox.withdraw(trx, id);
		await post(trx, outbox, {
			...{ id, email, linkTarget, lifeSeconds, expiresAt, compose },
			secrets: minted,
		});
		await renewal.alongside?.(trx, email);
		return {
			authRequestId: id,
			passwordlessType: type,
			expiresIn: lifeSeconds,
			resendAfter: policy.resendAfterSeconds,
		};
	}

	/** Another renewal, or the use of the old secrets, came in between. */
	async function tooSoon(trx: Db, renewal: Renewal): Promise<Problem> {
		const facts = found(await store.find(claimOf(renewal), trx));
		if (facts.used_at !== null) return new Problem(problems.auth_request_used);
		const retryAfterSeconds = Math.max(1, resendAfter(facts, clock(), policy));
		return new Problem(problems.mails_limited, { retryAfterSeconds });
	}

	/**
	 * Mails new secrets in the place of the old. The id and the tries that were spent stay: a renewal is
	 * no way to more guesses. Once they are spent, the new mail has the link alone.
	 * @throws {Problem} auth_request_not_found, auth_request_used, code_tries_spent, mails_limited
	 */
	return async function renew(renewal: Renewal): Promise<Sent> {
		const { email } = found(await store.find(claimOf(renewal)));
		const compose = await renewal.composeFor(email);
		const sent = await tellRefusals(renewal.onRefused, (learn) => {
			learn(email);
			return store.transaction((trx) => renewed(trx, renewal, compose));
		});
		wakeOutbox();
		return sent;
	};
}

function found(facts: AuthRequestFacts | undefined): AuthRequestFacts {
	if (facts === undefined) throw new Problem(problems.auth_request_not_found);
	return facts;
}

/** What the next mail of a request may carry. @throws {Problem} when that is nothing */
function typeLeft(facts: AuthRequestFacts, triesMax: number): PasswordlessType {
	if (facts.used_at !== null) throw new Problem(problems.auth_request_used);
	const type = facts.type as PasswordlessType;
	if (!isSpent(facts, triesMax)) return type;
	if (type === 'CODE') throw new Problem(problems.code_tries_spent);
	return 'LINK';
}
