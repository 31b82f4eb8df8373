import { expect, test } from 'vitest';
import { pino } from 'pino';
import { buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import type { App } from '../src/http/app.ts';
import { noMailer } from '../src/infra/mail/no-mailer.ts';
import { createMemoryRateLimiter } from '../src/infra/memory/rate-limiter.ts';
import { createInProcessNews } from '../src/infra/news/in-process.ts';
import { createTestDatabase } from './database.ts';

/** An app that has not booted yet, to which a test adds a route. */
async function bootWith(addRoute: (app: App) => unknown): Promise<void> {
	await using database = await createTestDatabase({ migrate: false });
	const limiter = createMemoryRateLimiter({ limit: 10, windowSeconds: 60, clock: Date.now });
	const logger = pino({ enabled: false });
	const { app } = await buildApp({
		config: { ...loadConfig({ NODE_ENV: 'test' }), secretKey: 'k'.repeat(32) },
		storage: database.storage,
		clock: Date.now,
		limits: { everywhere: limiter, credentials: limiter },
		logger,
		requestLogger: logger,
		mailer: noMailer,
		news: createInProcessNews(),
		hashCost: { memoryKib: 8, passes: 1 },
	});
	try {
		await addRoute(app);
		await app.ready();
	} finally {
		await app.close();
	}
}

test('does not boot with a public route that wants a recent proof', async () => {
	const booting = bootWith((app) =>
		app.get('/open', { config: { access: 'public', proof: 'recent' } }, () => 'for whom?'),
	);
	await expect(booting).rejects.toThrow('/open is public and wants a proof');
});

test('boots with a route that says who may call it', async () => {
	await bootWith((app) => app.get('/open', { config: { access: 'public' } }, () => 'for all'));
});

test.each(['get', 'post', 'put', 'patch', 'delete', 'options', 'all'] as const)(
	'does not boot with a %s route that says nothing about access',
	async (method) => {
		const booting = bootWith((app) => app[method]('/forgotten', () => 'for whom?'));
		await expect(booting).rejects.toThrow('/forgotten declares no access rule');
	},
);

test('does not boot with such a route inside a plugin, however deep', async () => {
	const booting = bootWith((app) =>
		app.register(async (outer) => {
			await outer.register(async (inner) => {
				inner.get('/hidden', () => 'for whom?');
				await inner.after();
			});
		}),
	);
	await expect(booting).rejects.toThrow('/hidden declares no access rule');
});

test('does not boot with two routes of one method and path', async () => {
	const access = 'public' as const;
	const booting = bootWith((app) =>
		app.get('/health/live', { config: { access } }, () => 'the second'),
	);
	await expect(booting).rejects.toThrow('already declared');
});
