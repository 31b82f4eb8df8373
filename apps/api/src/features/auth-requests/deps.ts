import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Keys } from '../../ports/keys.ts';
import type { Budgets } from '../budgets/index.ts';
import type { Outbox } from '../outbox/index.ts';
import type { AuthRequestBudgets, AuthRequestLimits } from './limits.ts';
import type { SecretHasher } from './secrets.ts';
import type { AuthRequestStore } from './store.ts';

/** How auth requests behave. */
export interface AuthRequestPolicy extends AuthRequestLimits {
	/** What a caller gets who names no life of its own. */
	readonly lifeSeconds: number;
	readonly resendAfterSeconds: number;
	/** Whether a link proves the address only in the browser that asked. */
	readonly isSameBrowser: boolean;
}

/** What auth requests need. */
export interface AuthRequestsDeps {
	readonly store: AuthRequestStore;
	readonly budgets: Pick<Budgets, 'spend' | 'takeBack'>;
	readonly outbox: Pick<Outbox, 'put' | 'withdraw'>;
	/** Called when there is mail to deliver. */
	readonly wakeOutbox: () => void;
	/** What the account of an address knows a browser by, or null. Unset: it knows none. */
	readonly recognise?: (email: string, secret: string | null, trx: Db) => Promise<string | null>;
	readonly clock: Clock;
	readonly codeKeys: Keys;
	readonly policy: AuthRequestPolicy;
}

/** What the parts of the feature share. */
export interface Inner extends AuthRequestsDeps {
	readonly limits: AuthRequestBudgets;
	readonly secrets: SecretHasher;
}
