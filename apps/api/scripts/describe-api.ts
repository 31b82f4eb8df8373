import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { noMailer } from '../src/infra/mail/no-mailer.ts';
import { createMemoryRateLimiter } from '../src/infra/memory/rate-limiter.ts';
import { createInProcessNews } from '../src/infra/news/in-process.ts';
import { openSqlite } from '../src/infra/sqlite/storage.ts';
import { HASH_COST } from '../src/services.ts';

/** The OpenAPI document of the app with its default settings. */
export async function describeApi(): Promise<object> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-openapi-'));
	const config = loadConfig({ NODE_ENV: 'development', DATA_DIR: folder });
	const storage = openSqlite({ path: join(folder, 'empty.sqlite') });
	const limiter = createMemoryRateLimiter({ limit: 1, windowSeconds: 60, clock: Date.now });
	const logger = pino({ enabled: false });
	try {
		const { app } = await buildApp({
			config: { ...config, secretKey: 'unused' },
			storage,
			clock: Date.now,
			limits: { everywhere: limiter, credentials: limiter },
			logger,
			requestLogger: logger,
			mailer: noMailer,
			news: createInProcessNews(),
			hashCost: HASH_COST,
		});
		await app.ready();
		const document = app.swagger();
		await app.close();
		// Through JSON, as `/openapi.json` is: what is undefined or symbolic stays behind.
		return JSON.parse(JSON.stringify(document)) as object;
	} finally {
		await storage.close();
		await rm(folder, { recursive: true });
	}
}
