import type { AddressProofs } from '../features/address-proofs/index.ts';
import type { AuthRequests } from '../features/auth-requests/index.ts';
import type { KnownBrowsers } from '../features/known-browsers/index.ts';
import type { Outbox } from '../features/outbox/index.ts';
import { createOwnPassword, createPasswordReset } from '../features/password-changes/index.ts';
import { createPasswordSignIn } from '../features/password-sign-in/index.ts';
import {
	createPasswordHasher,
	createPasswordRules,
	createPasswords,
	createPasswordStore,
	type Passwords,
} from '../features/passwords/index.ts';
import { createIsRecent, type Sessions } from '../features/sessions/index.ts';
import type { Users } from '../features/users/index.ts';
import type { Trail } from '../ports/trail.ts';
import type { ServiceResources } from './resources.ts';

/** Passwords: their rules, their hashes, where they are kept. */
export function createPasswordServices(
	{ config, storage, clock, hashCost }: ServiceResources,
	onError: (error: unknown) => void,
): Passwords {
	return createPasswords({
		...{ clock, onError },
		store: createPasswordStore(storage.db),
		hasher: createPasswordHasher({
			cost: hashCost,
			atOnce: config.passwordHashesAtOnce,
			waitingMax: config.passwordHashesWaitingMax,
		}),
		rules: createPasswordRules({ productName: config.productName }),
	});
}

/** What signing in with passwords, and setting, changing, removing and resetting them is built on. */
export interface PasswordChangeResources extends Pick<ServiceResources, 'config' | 'clock'> {
	readonly addressProofs: AddressProofs;
	readonly authRequests: AuthRequests;
	readonly outbox: Outbox;
	readonly wakeOutbox: () => void;
	readonly passwords: Passwords;
	readonly sessions: Sessions;
	readonly users: Users;
	readonly trail: Trail;
	readonly knownBrowsers: KnownBrowsers;
	readonly onError: (error: unknown) => void;
}

/** What people do with their passwords. */
export function createPasswordChangeServices({ config, ...rest }: PasswordChangeResources) {
	const deps = { ...rest, webUrl: config.webUrl };
	const isRecent = createIsRecent({ clock: rest.clock, recentSeconds: config.stepUpSeconds });
	return {
		ownPassword: createOwnPassword({ ...deps, isRecent }),
		passwordReset: createPasswordReset(deps),
		passwordSignIn: createPasswordSignIn(deps),
	};
}
