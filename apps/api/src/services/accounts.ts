import {
	createAccountDeletion,
	createAccountDeletionStore,
} from '../features/account-deletion/index.ts';
import type { AddressProofs } from '../features/address-proofs/index.ts';
import type { AuthRequests } from '../features/auth-requests/index.ts';
import { createEmailChanges, createEmailChangeStore } from '../features/email-changes/index.ts';
import type { KnownBrowsers } from '../features/known-browsers/index.ts';
import type { Outbox } from '../features/outbox/index.ts';
import type { Passwords } from '../features/passwords/index.ts';
import { createPersonalData, createPersonalDataStore } from '../features/personal-data/index.ts';
import type { Sessions } from '../features/sessions/index.ts';
import type { Users } from '../features/users/index.ts';
import type { Sweep } from '../housekeeping.ts';
import { personalDataRules } from '../personal-data.ts';
import type { Trail } from '../ports/trail.ts';
import type { ServiceResources } from './resources.ts';

/** What the care of accounts is built on. */
export interface AccountResources extends Pick<ServiceResources, 'config' | 'storage' | 'clock'> {
	readonly addressProofs: AddressProofs;
	readonly authRequests: AuthRequests;
	readonly outbox: Outbox;
	readonly wakeOutbox: () => void;
	readonly users: Users;
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly passwords: Passwords;
	readonly trail: Trail;
}

/** What a person does with their account as a whole. */
export function createAccountServices(resources: AccountResources) {
	const { config, storage, clock, trail, users, sessions, authRequests } = resources;
	const { passwords, addressProofs, knownBrowsers, outbox, wakeOutbox } = resources;
	const personalData = createPersonalData({
		...{ trail, clock, rules: personalDataRules },
		store: createPersonalDataStore(storage.db, personalDataRules),
	});
	const accountDeletion = createAccountDeletion({
		...{ users, sessions, authRequests, personalData, outbox, wakeOutbox, trail, clock },
		store: createAccountDeletionStore(storage.db),
		days: config.deletionDays,
		webUrl: config.webUrl,
	});
	const emailChanges = createEmailChanges({
		...{ users, sessions, passwords, authRequests, addressProofs, accountDeletion },
		knownBrowsers,
		...{ outbox, wakeOutbox, trail, clock },
		store: createEmailChangeStore(storage.db),
		isConflict: storage.isConflict,
		type: config.passwordlessType,
		isSameBrowser: config.isSameBrowser,
		webUrl: config.webUrl,
	});
	const accountSweeps: readonly Sweep[] = [accountDeletion.removeDue, emailChanges.removeOld];
	return { personalData, accountDeletion, emailChanges, accountSweeps };
}
