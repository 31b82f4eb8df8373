import { pino } from 'pino';
import { type Config, loadConfig } from '../config.ts';
import { noMailer } from '../infra/mail/no-mailer.ts';
import { openNews } from '../infra/news/open-news.ts';
import { openStorage } from '../infra/open-storage.ts';
import { secretKeyOf } from '../infra/secret-key.ts';
import { createServices, HASH_COST, type Services } from '../services.ts';

/** Runs a command's work on the database the settings name, brought up to date, and closes it afterwards. */
export async function withServices<T>(
	work: (services: Services, config: Config) => Promise<T>,
): Promise<T> {
	const config = loadConfig({ NODE_ENV: 'development', ...process.env });
	const storage = openStorage(config, (error) => {
		console.error(error.message);
	});
	const redis = await openRedisOf(config);
	const news = await openNews({ config, storage, redis, onError: () => undefined });
	try {
		await storage.migrate();
		const services = createServices({
			config: { ...config, secretKey: secretKeyOf(config) },
			storage,
			clock: Date.now,
			logger: pino({ enabled: false }),
			mailer: noMailer,
			news,
			hashCost: HASH_COST,
		});
		return await work(services, config);
	} finally {
		await news.close();
		redis?.close();
		await storage.close();
	}
}

/** Other processes hear from a command what it ends, over the same Redis. */
async function openRedisOf({ redisUrl }: Config) {
	if (redisUrl === null) return null;
	const { openRedis } = await import('../infra/redis/connection.ts');
	return openRedis({ url: redisUrl, onChange: () => undefined });
}
