/** The stores that count clients for many processes, each on a server of its own. */
import { createHash } from 'node:crypto';
import { createClientLimitStore } from '../src/features/client-limits/index.ts';
import { openRedis } from '../src/infra/redis/connection.ts';
import { createRedisLimitStore } from '../src/infra/redis/limit-store.ts';
import type { LimitStore } from '../src/ports/rate-limiter.ts';
import { createTestDatabase, engine } from './database.ts';
import { hasRedis, startRedis } from './redis.ts';

/** A store, opened as often as there would be processes. */
export interface TestLimitStore extends AsyncDisposable {
	open(): LimitStore;
	/** Everything that is kept, as text. */
	dump(): Promise<string>;
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

async function onPostgres(): Promise<TestLimitStore> {
	const database = await createTestDatabase();
	const { db } = database.storage;
	return {
		open: () => createClientLimitStore({ db: database.open().db, hash }),
		dump: async () =>
			JSON.stringify([
				await db.selectFrom('limit_counter').selectAll().execute(),
				await db.selectFrom('limit_window').selectAll().execute(),
			]),
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

async function onRedis(): Promise<TestLimitStore> {
	const server = await startRedis();
	const open = () => openRedis({ url: server.url, onChange: () => undefined, patienceMs: 5000 });
	const opened = [open(), open(), open()];
	while (!opened.every((each) => each.isUp()))
		await new Promise((resolve) => setTimeout(resolve, 5));
	let next = 0;
	return {
		open: () => {
			const redis = opened[next++ % opened.length];
			if (redis === undefined) throw new Error('none is open');
			return createRedisLimitStore({ redis, hash });
		},
		dump: () => server.ask('KEYS', '*'),
		async [Symbol.asyncDispose]() {
			for (const each of opened) each.close();
			await server[Symbol.asyncDispose]();
		},
	};
}

/** Those that this run can have: Postgres where it is the engine, Redis where there is one. */
export const limitStores: readonly (readonly [
	name: string,
	start: () => Promise<TestLimitStore>,
])[] = [
	...(engine === 'postgres' ? [['Postgres', onPostgres] as const] : []),
	...(hasRedis ? [['Redis', onRedis] as const] : []),
];
