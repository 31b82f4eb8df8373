import type { Clock } from '../../ports/clock.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import type { AccountDeletion } from '../account-deletion/index.ts';
import type { AddressProofs } from '../address-proofs/index.ts';
import type { AuthRequests, PasswordlessType, Starter } from '../auth-requests/index.ts';
import type { KnownBrowsers } from '../known-browsers/index.ts';
import type { Locale } from '../mails/index.ts';
import type { Outbox } from '../outbox/index.ts';
import type { Passwords } from '../passwords/index.ts';
import type { CheckedSession, Sessions } from '../sessions/index.ts';
import type { Users } from '../users/index.ts';
import type { EmailChangeStore } from './store.ts';

/** What changing addresses needs. */
export interface EmailChangesDeps {
	readonly store: EmailChangeStore;
	readonly isConflict: Storage['isConflict'];
	readonly authRequests: Pick<
		AuthRequests,
		'begin' | 'renew' | 'findPending' | 'proveByCode' | 'proveByLink' | 'withdrawAll'
	>;
	readonly users: Pick<Users, 'findByEmail' | 'isReserved' | 'contactOf' | 'changeEmail'>;
	readonly addressProofs: Pick<AddressProofs, 'fromWithin'>;
	readonly passwords: Pick<Passwords, 'remove'>;
	readonly sessions: Pick<Sessions, 'assertLiveInTurn' | 'endAll' | 'renew'>;
	readonly accountDeletion: Pick<AccountDeletion, 'cancel'>;
	readonly knownBrowsers: Pick<KnownBrowsers, 'forgetAll'>;
	readonly outbox: Pick<Outbox, 'put' | 'withdraw'>;
	readonly wakeOutbox: () => void;
	readonly trail: Trail;
	readonly clock: Clock;
	/** What the mail to the new address carries. */
	readonly type: PasswordlessType;
	readonly isSameBrowser: boolean;
	/** Where the SPA is. */
	readonly webUrl: string;
}

/** The person who wants another address, and what their browser says. */
export interface Mover {
	readonly session: CheckedSession;
	readonly starter: Starter;
	readonly where: Where;
	readonly locale: Locale;
}

/** How long a change can be undone, and the old address is kept for the account. */
export const UNDO_DAYS = 7;
