import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Services } from '../../services.ts';
import { createReading } from './reading.ts';
import type { Registry } from './registry.ts';

/** What the gauges look at. */
export interface StateDeps {
	readonly storage: Pick<Storage, 'engine' | 'connections' | 'ping'>;
	readonly services: Pick<Services, 'sessions' | 'sessionWatch' | 'outbox' | 'passwords'>;
	/** Unset: there is none. */
	readonly redis?: { readonly isUp: () => boolean } | null;
	readonly clock: Clock;
}

/** What costs a statement is read so often at most, by each process. */
const STATEMENT_EVERY_MS = 15 * SECOND_MS;
const SESSIONS_EVERY_MS = 60 * SECOND_MS;

/** How things stand now. A gauge more is one call of `registry.gauge` more. */
export function registerStateGauges(registry: Registry, deps: StateDeps): void {
	registerSessions(registry, deps);
	registerOutbox(registry, deps);
	registerHashes(registry, deps);
	registerStreams(registry, deps);
	registerDatabase(registry, deps);
	registerRedis(registry, deps);
}

function registerSessions(registry: Registry, { services, clock }: StateDeps): void {
	registry.gauge(
		{
			name: 'postern_sessions_active',
			help: 'Sessions that would be let in, estimated from a sample once there are many. The same in every process.',
		},
		createReading({ read: services.sessions.estimateLiving, everyMs: SESSIONS_EVERY_MS, clock }),
	);
}

function registerRedis(registry: Registry, { redis }: StateDeps): void {
	registry.gauge(
		{ name: 'postern_redis_up', help: 'Whether there is a connection to Redis, where one is set.' },
		() => (redis ? Number(redis.isUp()) : undefined),
	);
}

function registerOutbox(registry: Registry, { services, clock }: StateDeps): void {
	const read = services.outbox.backlog;
	const backlog = createReading({ read, everyMs: STATEMENT_EVERY_MS, clock });
	registry.gauge(
		{
			name: 'postern_outbox_mails',
			help: 'Mails that wait for their first try, or for another one; 10000 stands for more. The same in every process.',
			labels: ['lane'],
		},
		() => {
			const now = backlog();
			return now && [valueOf('lane', 'first', now.first), valueOf('lane', 'again', now.again)];
		},
	);
	registry.gauge(
		{
			name: 'postern_outbox_lag_seconds',
			help: 'For how long the mail that waits longest for its first try could have been tried.',
		},
		() => {
			const now = backlog();
			return now && now.lagMs / SECOND_MS;
		},
	);
}

function registerHashes(registry: Registry, { services }: StateDeps): void {
	registry.gauge(
		{
			name: 'postern_password_hashes',
			help: 'Passwords being hashed, and waiting for that.',
			labels: ['state'],
		},
		() => {
			const { running, waiting } = services.passwords.load();
			return [valueOf('state', 'running', running), valueOf('state', 'waiting', waiting)];
		},
	);
}

function registerStreams(registry: Registry, { services }: StateDeps): void {
	registry.gauge(
		{
			name: 'postern_push_streams',
			help: 'Streams that are open here, to tell pages when their session ends.',
		},
		services.sessionWatch.count,
	);
}

function registerDatabase(registry: Registry, { storage, clock }: StateDeps): void {
	const isUp = () =>
		storage.ping().then(
			() => 1,
			() => 0,
		);
	registry.gauge(
		{ name: 'postern_database_up', help: 'Whether the database answered when it was last asked.' },
		createReading({ read: isUp, everyMs: STATEMENT_EVERY_MS, clock }),
	);
	registry.gauge(
		{
			name: 'postern_database_connections',
			help: 'Connections to Postgres that are used or idle, and work that waits for one.',
			labels: ['state'],
		},
		() => {
			const pool = storage.connections?.();
			if (pool === undefined) return undefined;
			return [
				valueOf('state', 'used', pool.open - pool.idle),
				valueOf('state', 'idle', pool.idle),
				valueOf('state', 'awaited', pool.awaited),
			];
		},
	);
}

function valueOf(label: string, name: string, value: number) {
	return { labels: { [label]: name }, value };
}
