import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { createDemoAccount } from './demo-account.ts';
import type { App } from './http/app.ts';
import { createLogger } from './infra/logger.ts';
import { createMemoryRateLimiter } from './infra/memory/rate-limiter.ts';
import { openStorage } from './infra/open-storage.ts';
import { secretKeyOf } from './infra/secret-key.ts';
import { HASH_COST } from './services.ts';

const STOP_WITHIN_MS = 9000;
const MINUTE_SECONDS = 60;

/** Runs the API until it is told to stop. @throws when it cannot start */
export async function runServer(config: Config): Promise<void> {
	const logger = createLogger(config.logLevel);
	const storage = openStorage(config, (error) => {
		logger.warn({ err: error }, 'a database connection broke');
	});
	await storage.migrate();
	const limiter = (limit: number) =>
		createMemoryRateLimiter({ limit, windowSeconds: MINUTE_SECONDS, clock: Date.now });
	const { app, services } = await buildApp({
		config: { ...config, secretKey: secretKeyOf(config) },
		storage,
		clock: Date.now,
		limits: {
			everywhere: limiter(config.rateLimitPerMinute),
			credentials: limiter(config.rateLimitCredentialsPerMinute),
		},
		logger,
		hashCost: HASH_COST,
	});
	app.addHook('onClose', storage.close);
	if (config.mode === 'development') await createDemoAccount(services);
	await app.listen({ host: config.host, port: config.port });
	services.housekeeping.start();
	const { port } = app.server.address() as AddressInfo;
	logger.info({ port, database: storage.engine, mode: config.mode }, 'listening');
	stopOnSignals(app, logger);
}

/** Stops accepting, finishes what runs, closes the database, exits 0; cuts off what takes too long. */
function stopOnSignals(app: App, logger: ReturnType<typeof createLogger>): void {
	const exit = (code: number) => {
		logger.flush(() => process.exit(code));
	};
	const stop = (signal: NodeJS.Signals) => {
		logger.info({ signal }, 'stopping');
		setTimeout(() => {
			app.server.closeAllConnections();
		}, STOP_WITHIN_MS).unref();
		app.close().then(
			() => {
				exit(0);
			},
			(error: unknown) => {
				logger.error({ err: error }, 'stopping failed');
				exit(1);
			},
		);
	};
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
}
