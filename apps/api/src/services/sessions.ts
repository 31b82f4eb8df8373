import {
	createLastSeen,
	createOwnSessions,
	createSessionChecker,
	createSessions,
	createSessionStore,
	type SessionsDeps,
} from '../features/sessions/index.ts';
import type { Trail } from '../ports/trail.ts';
import type { ServiceResources } from './resources.ts';

/** Sessions: starting, checking and ending them. */
export function createSessionServices(
	{ config, storage, clock }: ServiceResources,
	trail: Trail,
	onError: (error: unknown) => void,
	keepAccount: SessionsDeps['keepAccount'],
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
		sessions: createSessions({
			...{ store, trail, clock, life, keepAccount },
			perUserMax: config.sessionsPerUserMax,
		}),
		ownSessions: createOwnSessions({ store, trail, clock, life }),
	};
}
