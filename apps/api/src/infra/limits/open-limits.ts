import { createHmac } from 'node:crypto';
import type { Config } from '../../config.ts';
import { deriveKeys, type SecretKeys } from '../../derive-key.ts';
import { createClientLimitStore } from '../../features/client-limits/index.ts';
import type { Limits } from '../../http/limits.ts';
import type { Sweep } from '../../housekeeping.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AskedRateLimiter, LimitStore } from '../../ports/rate-limiter.ts';
import type { Storage } from '../../ports/storage.ts';
import { createMemoryRateLimiter } from '../memory/rate-limiter.ts';
import { createSlidingWindow } from '../memory/sliding-window.ts';
import type { Redis } from '../redis/connection.ts';
import { createAskedLimiter } from './asked-limiter.ts';
import { createSharing } from './sharing.ts';

/** What the limits of clients are built on. */
export interface LimitResources {
	readonly config: Pick<Config, 'rateLimitPerMinute' | 'rateLimitCredentialsPerMinute'> &
		SecretKeys;
	readonly storage: Pick<Storage, 'db' | 'engine'>;
	readonly redis: Redis | null;
	readonly clock: Clock;
}

const MINUTE_SECONDS = 60;
const HASH_BYTES = 16;
/** Beyond it the times of the uses are too many to keep for each client; such a limit is shared, and not exact. */
const ASKED_MAX = 1000;

/**
 * The limits of client addresses, over all processes that share a store: Redis where there is one, Postgres
 * behind it or instead. A process on SQLite alone counts for itself.
 */
export async function openLimits({ config, storage, redis, clock }: LimitResources): Promise<{
	readonly limits: Limits;
	readonly sweeps: readonly Sweep[];
}> {
	const hash = createHash(oldestKey(config));
	const postgres =
		storage.engine === 'postgres' ? createClientLimitStore({ db: storage.db, hash }) : null;
	const stores = [redis && (await redisStore(redis, hash)), postgres].filter(
		(store) => store !== null,
	);
	const shared = (limit: number) => {
		const [store] = stores;
		const sharing = store && createSharing({ limit, store });
		return createMemoryRateLimiter({ ...{ limit, clock, sharing }, windowSeconds: MINUTE_SECONDS });
	};
	// Beside SQLite there is nobody to ask while Redis is gone, and the sign-in must not go with it.
	const asked = storage.engine === 'postgres' || redis === null ? stores : [...stores, ownStore()];
	const credentials = (limit: number): AskedRateLimiter =>
		limit > ASKED_MAX
			? shared(limit)
			: createAskedLimiter({ ...{ limit, clock, stores: asked }, windowSeconds: MINUTE_SECONDS });
	return {
		limits: {
			everywhere: shared(config.rateLimitPerMinute),
			credentials: credentials(config.rateLimitCredentialsPerMinute),
		},
		sweeps:
			postgres === null
				? []
				: [
						(limit) => postgres.removeCounters(clock(), limit),
						(limit) => postgres.removeWindows(clock(), limit),
					],
	};
}

async function redisStore(redis: Redis, hash: (text: string) => string): Promise<LimitStore> {
	const { createRedisLimitStore } = await import('../redis/limit-store.ts');
	return createRedisLimitStore({ redis, hash });
}

/** What this process counts, where that has to do. */
function ownStore(): Pick<LimitStore, 'take'> {
	const { take } = createSlidingWindow();
	return { take: (wanted) => Promise.resolve(take(wanted)) };
}

/** While a key is replaced, processes with the new one count where those with the old one do. */
function oldestKey(config: SecretKeys): Buffer {
	return deriveKeys(config, 'client-limits').reduce((_newer, older) => older);
}

/** Names a client to a store without telling who it is. */
function createHash(key: Buffer): (text: string) => string {
	return (text) =>
		createHmac('sha256', key).update(text).digest().subarray(0, HASH_BYTES).toString('base64url');
}
