import { plainKeys } from './derive-key.ts';
import { createIdempotency, createIdempotencyStore } from './features/idempotency/index.ts';
import type { HashCost } from './features/passwords/index.ts';
import {
	createSecurityEvents,
	createSecurityEventStore,
} from './features/security-events/index.ts';
import { createProfiles, createProfileStore } from './features/profiles/index.ts';
import { createTodos, createTodoStore } from './features/todos/index.ts';
import { createUsers, createUserStore } from './features/users/index.ts';
import { createAccountServices } from './services/accounts.ts';
import { createMailServices } from './services/mail.ts';
import { createOperationServices } from './services/operations.ts';
import { createPasswordChangeServices, createPasswordServices } from './services/passwords.ts';
import { createPasswordlessServices } from './services/passwordless.ts';
import type { ServiceResources } from './services/resources.ts';
import { createSessionServices } from './services/sessions.ts';

/** OWASP's parameters for argon2id: 19 MiB, two passes. */
export const HASH_COST: HashCost = { memoryKib: 19_456, passes: 2 };

/** Every feature's rules on their stores. Nothing of HTTP, and nothing runs yet. */
export function createServices(resources: ServiceResources) {
	const { config, storage, clock, logger } = resources;
	const { db } = storage;
	const onError = (error: unknown) => {
		logger.error({ err: error }, 'background work failed');
	};
	const idempotency = createIdempotency({
		store: createIdempotencyStore(db),
		clock,
		secretKeys: plainKeys(config),
	});
	const securityEvents = createSecurityEvents({
		...{ clock, logger, watch: resources.watch, keptDays: config.trailDays },
		store: createSecurityEventStore(db),
	});
	const users = createUsers({ store: createUserStore(db), clock });
	const mail = createMailServices(resources, onError);
	const { sweeps: sessionSweeps, ...session } = createSessionServices(resources, {
		...{ onError, users, trail: securityEvents, outbox: mail.outbox },
		keepAccount: (trx, kept) => accounts.accountDeletion.undo(trx, kept),
	});
	const passwords = createPasswordServices(resources, onError);
	const shared = {
		...{ config, storage, clock, users, passwords, onError, trail: securityEvents },
		...{ sessions: session.sessions, knownBrowsers: session.knownBrowsers },
		...{ outbox: mail.outbox, wakeOutbox: mail.outboxWorker.wake },
	};
	const { sweeps, ...passwordless } = createPasswordlessServices(shared);
	const { accountSweeps, ...accounts } = createAccountServices({ ...shared, ...passwordless });
	const passwordChanges = createPasswordChangeServices({ ...shared, ...passwordless });
	const operations = createOperationServices(resources, {
		...{ ...shared, ...accounts, onError },
		...{ authRequests: passwordless.authRequests, knownBrowsers: session.knownBrowsers },
		sweeps: [
			...sessionSweeps,
			idempotency.removeOld,
			...sweeps,
			...accountSweeps,
			securityEvents.removeOld,
			...(resources.moreSweeps ?? []),
		],
	});
	return {
		...operations,
		...session,
		...accounts,
		...passwordless,
		...mail,
		...passwordChanges,
		...{ idempotency, securityEvents, passwords, users },
		profiles: createProfiles({ store: createProfileStore(db), users, clock }),
		todos: createTodos({ store: createTodoStore(storage), clock }),
	};
}

/** The services, by name. */
export type Services = ReturnType<typeof createServices>;
