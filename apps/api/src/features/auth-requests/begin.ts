import { mintToken } from '@postern/session-token';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Inner } from './deps.ts';
import { type ComposeMail, post, type Sent } from './posting.ts';
import { mintSecrets, type PasswordlessType } from './secrets.ts';
import { type OnRefused, tellRefusals } from './refusals.ts';
import type { Whichever } from './store.ts';
import { withdrawAll } from './withdraw.ts';
import { type Purpose, type Starter, starterHashOf } from './starter.ts';

/** A proof that somebody wants. */
export interface WantedProof {
	readonly purpose: Purpose;
	/** In normal form. */
	readonly email: string;
	/** The account that the proof is to change, where that is known; null or unset where it is not. */
	readonly userId?: string | null;
	readonly type: PasswordlessType;
	readonly starter: Starter;
	/** The unit of client address that asks. */
	readonly client: string;
	/** The page that takes the link's token from its fragment; at most 500 characters. */
	readonly linkTarget: string;
	/** 60 to 900; unset for the policy's. */
	readonly lifeSeconds?: number;
	/** Comes back with the proof; at most 1000 characters. */
	readonly state?: string | null;
	/** Where the person wants to be afterwards: a path that was checked, or null. */
	readonly redirectTo?: string | null;
	readonly compose: ComposeMail;
	/** What this request takes the place of; ended first. */
	readonly replaces?: Whichever;
	/** What else is done in the transaction. */
	readonly alongside?: (trx: Db, email: string) => Promise<void>;
	readonly onRefused?: OnRefused;
}

const LIFE_SECONDS_MIN = 60;
const LIFE_SECONDS_MAX = 900;
const STATE_LENGTH_MAX = 1000;
const LINK_TARGET_LENGTH_MAX = 500;

/** Makes the function that starts auth requests. */
export function createBegin(inner: Inner) {
	const { store, outbox, wakeOutbox, clock, policy, limits, secrets } = inner;

	/**
	 * Starts a request and mails its secrets to the address: both in one transaction, so that there is
	 * never a request without its mail, nor a mail that leads nowhere.
	 * @throws {Problem} mails_limited
	 * @throws {RangeError} when the caller asks for more than the bounds allow
	 */
	return async function begin(wanted: WantedProof): Promise<Sent> {
		const { purpose, email, type, linkTarget, compose } = wanted;
		const { lifeSeconds = policy.lifeSeconds, state = null, redirectTo = null } = wanted;
		const { userId = null, replaces } = wanted;
		assertBounds(lifeSeconds, state, linkTarget);
		const id = mintToken();
		const minted = mintSecrets(type);
		const start = async (trx: Db): Promise<void> => {
			if (replaces !== undefined) {
				await store.takeTurn(trx, replaces);
				await withdrawAll(inner, trx, [replaces]);
			}
			const sentAt = clock();
			const expiresAt = sentAt + lifeSeconds * SECOND_MS;
			await limits.spendMail(trx, email, wanted.client);
			const facts = { id, purpose, email, type, linkTarget, redirectTo, state, lifeSeconds };
			await store.insert(trx, {
				...facts,
				...secrets.store(id, minted),
				userId,
				starterHash: starterHashOf(id, wanted.starter),
				sentAt,
				expiresAt,
			});
			await post(trx, outbox, { ...facts, expiresAt, secrets: minted, compose });
			await wanted.alongside?.(trx, email);
		};
		await tellRefusals(wanted.onRefused, (learn) => {
			learn(email);
			return store.transaction(start);
		});
		wakeOutbox();
		return {
			authRequestId: id,
			passwordlessType: type,
			expiresIn: lifeSeconds,
			resendAfter: policy.resendAfterSeconds,
		};
	};
}

function assertBounds(lifeSeconds: number, state: string | null, linkTarget: string): void {
	const isLife = lifeSeconds >= LIFE_SECONDS_MIN && lifeSeconds <= LIFE_SECONDS_MAX;
	if (!isLife || !Number.isInteger(lifeSeconds)) {
		throw new RangeError('an auth request lives 60 to 900 whole seconds');
	}
	if (state !== null && state.length > STATE_LENGTH_MAX) {
		throw new RangeError('a state has at most 1000 characters');
	}
	if (linkTarget.length > LINK_TARGET_LENGTH_MAX || linkTarget.includes('#')) {
		throw new RangeError('a link target has at most 500 characters and no fragment');
	}
}
