import type { Config } from '../../config.ts';
import type { AccountNews } from '../../ports/account-news.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Redis } from '../redis/connection.ts';
import { createNews } from './between-processes.ts';
import { createInProcessNews } from './in-process.ts';

/** What news between processes may travel over. */
export interface NewsWays {
	readonly config: Pick<Config, 'databaseUrl' | 'redisUrl'>;
	readonly storage: Pick<Storage, 'db'>;
	/** Null without `REDIS_URL`. */
	readonly redis: Pick<Redis, 'run'> | null;
	/** Called when news begin to be lost. */
	readonly onError: (error: unknown) => void;
}

/**
 * The way to tell the other processes what happened to an account: Redis where there is one, or else Postgres.
 * The processes that share an SQLite file and nothing else look every few seconds instead.
 */
export async function openNews({
	config: { databaseUrl, redisUrl },
	storage: { db },
	redis,
	onError,
}: NewsWays): Promise<AccountNews> {
	if (redis !== null && redisUrl !== null) {
		const { createPublishWire } = await import('../redis/publish-wire.ts');
		return createNews({ wire: createPublishWire({ redis, url: redisUrl }), onError });
	}
	if (databaseUrl === null) return createInProcessNews();
	const { createNotifyWire } = await import('../postgres/notify-wire.ts');
	return createNews({ wire: createNotifyWire({ url: databaseUrl, db, onError }), onError });
}
