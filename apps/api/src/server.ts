import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { createDemoAccount } from './demo-account.ts';
import type { App } from './http/app.ts';
import { createStartChecks } from './infra/checks/at-start.ts';
import { watchForUnknownProxy } from './infra/checks/unknown-proxy.ts';
import { watchClock } from './infra/checks/watch-clock.ts';
import { createLoggers } from './infra/logger.ts';
import { openMailer } from './infra/mail/open-mailer.ts';
import { openLimits } from './infra/limits/open-limits.ts';
import { openNews } from './infra/news/open-news.ts';
import { openPlaces } from './infra/places/open-places.ts';
import { openStorage } from './infra/open-storage.ts';
import type { Redis } from './infra/redis/connection.ts';
import { secretKeyOf } from './infra/secret-key.ts';
import type { Mailer } from './ports/mailer.ts';
import { HASH_COST } from './services.ts';
import { createStopFlag, stopOnSignals } from './stopping.ts';
import { openTelemetry } from './telemetry.ts';

/** Runs the API until it is told to stop. @throws when it cannot start */
export async function runServer(config: Config): Promise<void> {
	const loggers = createLoggers(config.logLevel);
	const { logger, requestLogger } = loggers;
	const checks = createStartChecks(config, logger);
	checks.settings();
	const telemetry = await openTelemetry({ config, clock: Date.now, logger });
	const storage = telemetry.watchStorage(
		openStorage(
			config,
			(error) => {
				logger.warn({ err: error }, 'a database connection broke');
			},
			telemetry.onStatement,
		),
	);
	await checks.schema(storage);
	await storage.migrate();
	await checks.clock(storage);
	const redis = await openSharedRedis(config, logger);
	const news = await openNews({
		...{ config, storage, redis },
		onError: (error) => {
			logger.warn({ err: error }, 'news between the processes get lost');
		},
	});
	const { mailer, showMailbox } = await openMail(config);
	const flag = createStopFlag();
	const keyed = { ...config, secretKey: secretKeyOf(config) };
	const { limits, sweeps } = await openLimits({ config: keyed, storage, redis, clock: Date.now });
	const { app, services } = await buildApp({
		config: keyed,
		...{ storage, limits, logger, requestLogger, clock: Date.now },
		moreSweeps: sweeps,
		mailer: telemetry.watchMailer(mailer),
		news,
		places: openPlaces(config.placeDatabase),
		hashCost: HASH_COST,
		isStopping: flag.isStopping,
		watch: telemetry.watch,
		watchRequests: telemetry.watchRequests,
	});
	app.addHook('onClose', () => redis?.close());
	await services.emergencies.makeSafeIfRestored();
	showMailbox(app);
	if (config.mode === 'development') await createDemoAccount(services);
	const shown = await telemetry.show({ services, storage, redis });
	await app.listen({ host: config.host, port: config.port });
	services.housekeeping.start();
	services.outboxWorker.start();
	const { port } = app.server.address() as AddressInfo;
	logger.info({ port, ...shown, database: storage.engine, mode: config.mode }, 'listening');
	void checks.mail();
	watchClock({ storage, clock: Date.now, logger });
	watchForUnknownProxy(app.server, config.trustedProxies, (address) => {
		logger.warn({ address }, 'TRUSTED_PROXIES: does not name who sends X-Forwarded-For');
	});
	stopOnSignals({ app, storage, loggers, flag, delaySeconds: config.stopDelaySeconds });
}

/** Redis where one is set; its client is loaded only then. */
async function openSharedRedis(
	{ redisUrl }: Pick<Config, 'redisUrl'>,
	logger: FastifyBaseLogger,
): Promise<Redis | null> {
	if (redisUrl === null) return null;
	const { openRedis } = await import('./infra/redis/connection.ts');
	return openRedis({
		url: redisUrl,
		onChange: (isUp, reason) => {
			if (isUp) logger.info('Redis answers');
			else logger.warn({ err: reason }, 'Redis does not answer; it is tried again');
		},
	});
}

/** How mail leaves, and the pages that show it where it does not. */
async function openMail(
	config: Config,
): Promise<{ mailer: Mailer; showMailbox: (app: App) => void }> {
	const mailer = openMailer(config);
	if (mailer !== null) return { mailer, showMailbox: () => undefined };
	if (config.mailVia !== 'mailbox') throw new Error('MAIL_VIA: there is no way for mail to leave');
	// Loaded here and nowhere else: the settings of production refuse to come here.
	const { createDevMailbox, registerDevMailbox } = await import('./dev-mailbox/index.ts');
	const mailbox = createDevMailbox({ print: console.log, from: config.mailFrom });
	return {
		mailer: mailbox,
		showMailbox: (app) => {
			registerDevMailbox(app, mailbox, { apiUrl: config.apiUrl, webUrl: config.webUrl });
		},
	};
}
