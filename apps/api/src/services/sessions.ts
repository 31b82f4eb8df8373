import {
	createKnownBrowsers,
	createKnownBrowserStore,
	createNotMe,
} from '../features/known-browsers/index.ts';
import type { Outbox } from '../features/outbox/index.ts';
import { createSessionWatch } from '../features/session-watch/index.ts';
import {
	createLastSeen,
	createOwnSessions,
	createSessionChecker,
	createSessions,
	createSessionStore,
	type SessionsDeps,
} from '../features/sessions/index.ts';
import type { Users } from '../features/users/index.ts';
import type { Sweep } from '../housekeeping.ts';
import type { Trail } from '../ports/trail.ts';
import type { ServiceResources } from './resources.ts';

/** What sessions are built on. */
export interface SessionResources {
	readonly trail: Trail;
	readonly outbox: Outbox;
	readonly users: Users;
	readonly onError: (error: unknown) => void;
	readonly keepAccount: SessionsDeps['keepAccount'];
}

/** Sessions: starting, checking and ending them. */
export function createSessionServices(
	{ config, storage, clock, news }: ServiceResources,
	{ trail, outbox, users, onError, keepAccount }: SessionResources,
) {
	const store = createSessionStore(storage, (trx, userId) =>
		storage.afterCommit(trx, () => {
			news.publish(userId);
		}),
	);
	const life = {
		idleSeconds: config.sessionIdleSeconds,
		absoluteSeconds: config.sessionAbsoluteSeconds,
	};
	const browserStore = createKnownBrowserStore(storage.db);
	const knownBrowsers = createKnownBrowsers({
		...{ clock, trail, outbox, users, store: browserStore },
		webUrl: config.webUrl,
	});
	const sessions = createSessions({
		...{ store, trail, clock, life, keepAccount },
		onStart: knownBrowsers.noteStart,
		perUserMax: config.sessionsPerUserMax,
	});
	const sweeps: readonly Sweep[] = [
		sessions.removeDead,
		knownBrowsers.removeUnused,
		knownBrowsers.removeExpiredNotices,
	];
	const lastSeen = createLastSeen({ store, onError, idleSeconds: life.idleSeconds });
	const lookAtSession = createSessionChecker({ store, lastSeen: null, clock, life });
	return {
		lastSeen,
		checkSession: createSessionChecker({ store, lastSeen, clock, life }),
		lookAtSession,
		sessionWatch: createSessionWatch({
			...{ news, look: lookAtSession },
			watchersMax: config.pushStreamsMax,
		}),
		sessions,
		knownBrowsers,
		notMe: createNotMe({ clock, trail, sessions, store: browserStore }),
		sweeps,
		ownSessions: createOwnSessions({ store, trail, clock, life }),
	};
}
