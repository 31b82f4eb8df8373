import { deriveKeys } from '../derive-key.ts';
import { createAuthRequests, createAuthRequestStore } from '../features/auth-requests/index.ts';
import { createBudgets, createBudgetStore } from '../features/budgets/index.ts';
import { createInvitations, createInvitationStore } from '../features/invitations/index.ts';
import type { KnownBrowsers } from '../features/known-browsers/index.ts';
import type { Outbox } from '../features/outbox/index.ts';
import { createAddressProofs } from '../features/address-proofs/index.ts';
import { createPasswordless, createSignUp } from '../features/passwordless/index.ts';
import type { Passwords } from '../features/passwords/index.ts';
import { createRegistration } from '../features/registration/index.ts';
import type { Sessions } from '../features/sessions/index.ts';
import type { Users } from '../features/users/index.ts';
import { createVerification } from '../features/verification/index.ts';
import type { Sweep } from '../housekeeping.ts';
import type { Trail } from '../ports/trail.ts';
import type { ServiceResources } from './resources.ts';

/** What signing in by mail is built on. */
export interface PasswordlessResources extends Pick<
	ServiceResources,
	'config' | 'storage' | 'clock'
> {
	readonly outbox: Outbox;
	readonly wakeOutbox: () => void;
	readonly users: Users;
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly passwords: Passwords;
	readonly trail: Trail;
}

/** Signing in by mail, and what it stands on. */
export function createPasswordlessServices(resources: PasswordlessResources) {
	const { config, storage, clock, outbox, users, passwords, sessions, trail } = resources;
	const { db } = storage;
	const { webUrl, isSameBrowser } = config;
	const budgets = createBudgets({
		store: createBudgetStore(storage),
		clock,
		subjectKeys: deriveKeys(config, 'budget-subjects'),
	});
	const authRequests = createAuthRequests({
		...{ outbox, budgets, clock, wakeOutbox: resources.wakeOutbox },
		recognise: resources.knownBrowsers.recognise,
		store: createAuthRequestStore(storage),
		codeKeys: deriveKeys(config, 'auth-request-codes'),
		policy: policyOf(config),
	});
	const invitations = createInvitations({
		...{ outbox, clock, signInUrl: `${webUrl}/sign-in` },
		store: createInvitationStore(db),
	});
	const signUp = createSignUp({ users, invitations, policy: config.signUp });
	const addressProofs = createAddressProofs({ users, passwords, sessions, trail });
	const sweeps: readonly Sweep[] = [
		authRequests.removeExpired,
		budgets.removeExpired,
		outbox.removeOld,
	];
	const shared = {
		...{ authRequests, signUp, sessions, users, addressProofs, trail, isSameBrowser, webUrl },
		type: config.passwordlessType,
	};
	return {
		passwordless: createPasswordless(shared),
		registration: createRegistration({ ...shared, passwords }),
		verification: createVerification(shared),
		authRequests,
		addressProofs,
		invitations,
		sweeps,
	};
}

function policyOf(config: ServiceResources['config']) {
	return {
		lifeSeconds: config.authRequestSeconds,
		resendAfterSeconds: config.resendAfterSeconds,
		isSameBrowser: config.isSameBrowser,
		mailsPerMinute: config.mailsPerMinute,
		mailsPerHour: config.mailsPerHour,
		guessesPerHour: config.guessesPerHour,
		triesMax: config.codeTriesMax,
		clientPerMinute: config.rateLimitCredentialsPerMinute,
	};
}
