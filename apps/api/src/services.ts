import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import { createIdempotency, createIdempotencyStore } from './features/idempotency/index.ts';
import {
	createPasswordHasher,
	createPasswords,
	createPasswordStore,
	type HashCost,
} from './features/passwords/index.ts';
import {
	createLastSeen,
	createSessionChecker,
	createSessions,
	createSessionStore,
} from './features/sessions/index.ts';
import { createTodos, createTodoStore } from './features/todos/index.ts';
import { createUsers, createUserStore } from './features/users/index.ts';
import { createHousekeeping } from './housekeeping.ts';
import type { Clock } from './ports/clock.ts';
import type { Storage } from './ports/storage.ts';

/** What the services are built from; the process, the commands and the tests bring their own. */
export interface ServiceResources {
	readonly config: Omit<Config, 'secretKey'> & { readonly secretKey: string };
	readonly storage: Storage;
	readonly clock: Clock;
	readonly logger: FastifyBaseLogger;
	readonly hashCost: HashCost;
}

/** OWASP's parameters for argon2id: 19 MiB, two passes. */
export const HASH_COST: HashCost = { memoryKib: 19_456, passes: 2 };

/** Every feature's rules on their stores. Nothing of HTTP, and nothing runs yet. */
export function createServices({ config, storage, clock, logger, hashCost }: ServiceResources) {
	const { db } = storage;
	const onError = (error: unknown) => {
		logger.error({ err: error }, 'background work failed');
	};
	const idempotency = createIdempotency({
		store: createIdempotencyStore(db),
		clock,
		secretKey: config.secretKey,
	});
	const hasher = createPasswordHasher({
		cost: hashCost,
		atOnce: config.passwordHashesAtOnce,
		waitingMax: config.passwordHashesWaitingMax,
	});
	const session = createSessionServices(config, storage, clock, onError);
	const sweeps = [session.sessions.removeDead, idempotency.removeOld];
	return {
		...session,
		idempotency,
		passwords: createPasswords({ store: createPasswordStore(db), hasher, clock, onError }),
		todos: createTodos({ store: createTodoStore(db), clock }),
		users: createUsers({ store: createUserStore(db), clock }),
		housekeeping: createHousekeeping({ sweeps, onError }),
	};
}

/** The services, by name. */
export type Services = ReturnType<typeof createServices>;

function createSessionServices(
	config: ServiceResources['config'],
	storage: Storage,
	clock: Clock,
	onError: (error: unknown) => void,
) {
	const store = createSessionStore(storage);
	const life = {
		idleSeconds: config.sessionIdleSeconds,
		absoluteSeconds: config.sessionAbsoluteSeconds,
	};
	const lastSeen = createLastSeen({ store, onError, idleSeconds: life.idleSeconds });
	return {
		lastSeen,
		checkSession: createSessionChecker({ store, lastSeen, clock, life }),
		sessions: createSessions({ store, clock, life, perUserMax: config.sessionsPerUserMax }),
	};
}
