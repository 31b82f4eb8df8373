import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine } from './database.ts';
import { type RunningApi, startApi } from './process.ts';
import { hasRedis, startRedis } from './redis.ts';

const LIMIT = 20;
const development = {
	NODE_ENV: 'development',
	SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
	RATE_LIMIT_CREDENTIALS_PER_MINUTE: String(LIMIT),
	RATE_LIMIT_PER_MINUTE: '200',
	TRUSTED_PROXIES: '127.0.0.1',
	PASSWORD_HASHES_WAITING_MAX: '1000',
};

/** Processes that share what the settings name; ended with the test. */
async function startReplicas(count: number, more: Record<string, string>) {
	const database = await createTestDatabase();
	const first = await startApi({ ...development, ...database.settings, ...more });
	const others = Array.from({ length: count - 1 }, () =>
		startApi({ ...development, ...database.settings, ...more }),
	);
	const all = [first, ...(await Promise.all(others))];
	return {
		all,
		async [Symbol.asyncDispose]() {
			for (const each of all) await each[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		},
	};
}

const from = (client: string) => ({ 'x-forwarded-for': client });

/** Guesses a password; the answer's status. */
async function guess(
	{ url }: RunningApi,
	client: string,
	email = `${client}@example.com`,
): Promise<number> {
	const body = JSON.stringify({ email, password: 'not the password' });
	const headers = { ...from(client), 'content-type': 'application/json' };
	const response = await fetch(`${url}/auth/login`, { method: 'POST', headers, body });
	await response.arrayBuffer();
	return response.status;
}

/** Guesses at the same time, spread over the processes: how often each status was the answer. */
async function guessEverywhere(all: readonly RunningApi[], guesses: number, client: string) {
	const statuses = await Promise.all(
		Array.from({ length: guesses }, (_, each) => guess(at(all, each), client)),
	);
	return Object.fromEntries(
		[401, 429, 503].map((one) => [one, statuses.filter((each) => each === one).length]),
	);
}

function at(all: readonly RunningApi[], index: number): RunningApi {
	const one = all[index % all.length];
	if (one === undefined) throw new Error('there is no process');
	return one;
}

const MANY = { timeout: 60_000 };

describe.skipIf(engine !== 'postgres')('replicas on Postgres alone', () => {
	test('evaluate together no more guesses of one client than one of them would', MANY, async () => {
		await using replicas = await startReplicas(3, {});
		expect(await guessEverywhere(replicas.all, 150, '203.0.113.1')).toEqual({
			...{ 401: LIMIT, 429: 150 - LIMIT, 503: 0 },
		});
		expect(await guessEverywhere(replicas.all, 3, '203.0.113.2')).toMatchObject({ 401: 3 });
	});

	/** R25, with passwords: the budget of guesses is the account's, whoever asks and wherever. */
	test(
		'look together at no more passwords for an account than one of them would',
		MANY,
		async () => {
			await using replicas = await startReplicas(3, {});
			const statuses = await Promise.all(
				Array.from({ length: 150 }, (_, each) =>
					guess(at(replicas.all, each), `203.0.113.${String(each % 50)}`, 'ada@example.com'),
				),
			);
			// A machine that has too much to do may turn some away before it looks.
			for (let each = 0; each < 35; each += 1) {
				const client = `198.51.100.${String(each)}`;
				statuses.push(await guess(at(replicas.all, each), client, 'ada@example.com'));
			}
			const looked = statuses.filter((status) => status === 401).length;
			expect(looked).toBeGreaterThan(20);
			expect(looked).toBeLessThanOrEqual(30);
			expect(statuses.at(-1)).toBe(429);
		},
	);

	test('count together what a client asks of them', MANY, async () => {
		await using replicas = await startReplicas(3, {});
		let passed = 0;
		for (let each = 0; each < 400; each += 1) {
			const { url } = at(replicas.all, each);
			const response = await fetch(`${url}/users/me`, { headers: from('203.0.113.3') });
			await response.arrayBuffer();
			if (response.status === 401) passed += 1;
		}
		expect(passed).toBeGreaterThanOrEqual(200);
		// Counted in each of them, all 400 would have passed.
		expect(passed).toBeLessThan(400);
	});
});

describe.skipIf(!hasRedis)('replicas with Redis', () => {
	test('evaluate together no more guesses of one client than one of them would', MANY, async () => {
		await using redis = await startRedis();
		await using replicas = await startReplicas(3, { REDIS_URL: redis.url });
		expect(await guessEverywhere(replicas.all, 150, '203.0.113.1')).toEqual({
			...{ 401: LIMIT, 429: 150 - LIMIT, 503: 0 },
		});
	});

	test(
		'take what somebody types while it is frozen, full or gone, and not without end',
		MANY,
		async () => {
			await using redis = await startRedis();
			await using replicas = await startReplicas(2, { REDIS_URL: redis.url });
			const hurts: readonly (readonly [string, () => unknown])[] = [
				['203.0.113.4', () => redis.ask('FLUSHALL')],
				['203.0.113.5', () => redis.ask('CONFIG', 'SET', 'maxmemory', '1')],
				['203.0.113.6', redis.freeze],
				['203.0.113.7', redis.kill],
			];
			for (const [client, hurt] of hurts) {
				const before = await guessEverywhere(replicas.all, LIMIT / 2, client);
				await hurt();
				const after = await guessEverywhere(replicas.all, 100, client);
				expect({ client, refused: [before[503], after[503]] }).toEqual({ client, refused: [0, 0] });
				const evaluated = (before[401] ?? 0) + (after[401] ?? 0);
				expect(evaluated).toBeGreaterThanOrEqual(LIMIT);
				// Another store begins anew; what a process knows by itself holds on.
				expect(evaluated).toBeLessThanOrEqual(2 * LIMIT);
				expect(await guessEverywhere(replicas.all, 50, client)).toMatchObject({ 401: 0, 503: 0 });
			}
		},
	);
});
