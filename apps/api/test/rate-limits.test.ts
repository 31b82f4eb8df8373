import type { LightMyRequestResponse as Response } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/infra/memory/rate-limiter.ts';
import { createTestApp, type TestApp } from './app.ts';
import { engine } from './database.ts';
import { expectProblem } from './problem.ts';

const CREDENTIALS = { email: 'ada@example.com', password: 'not the password' };

interface Caller {
	readonly remoteAddress?: string;
	readonly headers?: Record<string, string>;
}

const read = ({ app }: TestApp, caller: Caller = {}): Promise<Response> =>
	app.inject({ url: '/users/me', ...caller });

const guess = ({ app }: TestApp, caller: Caller = {}): Promise<Response> =>
	app.inject({ method: 'POST', url: '/auth/login', payload: CREDENTIALS, ...caller });

const via = (forwarded: string, remoteAddress = '10.0.0.1'): Caller => ({
	remoteAddress,
	headers: { 'x-forwarded-for': forwarded },
});

describe('an answer', () => {
	test('says what the budget is, what is left and when it is whole again', async () => {
		await using api = await createTestApp({ rateLimitPerMinute: 3 });
		api.clock.advance(20_500);
		const { headers } = await read(api);
		expect(headers).toMatchObject({
			'ratelimit-policy': '"default";q=3;w=60',
			ratelimit: '"default";r=2;t=40',
		});
	});

	test('beyond the budget is a problem that says when to come back', async () => {
		await using api = await createTestApp({ rateLimitPerMinute: 2 });
		await read(api);
		await read(api);
		const refused = await read(api);
		expectProblem(refused, 429, 'rate_limited');
		expect(refused.headers).toMatchObject({ 'retry-after': '60', ratelimit: '"default";r=0;t=60' });
		api.clock.advance(59_999);
		expect((await read(api)).headers['retry-after']).toBe('1');
		api.clock.advance(1);
		expect((await read(api)).statusCode).toBe(401);
	});

	test('beyond the budget can be read by the SPA, with its headers', async () => {
		await using api = await createTestApp({ rateLimitPerMinute: 1 });
		await api.send({ url: '/users/me' });
		const refused = await api.send({ url: '/users/me' });
		expectProblem(refused, 429, 'rate_limited');
		expect(refused.headers['access-control-allow-origin']).toBe('http://localhost:5173');
	});

	test('to what does not exist or needs a session is counted too', async () => {
		await using api = await createTestApp({ rateLimitPerMinute: 2 });
		expect((await api.app.inject({ url: '/nowhere' })).statusCode).toBe(404);
		expect((await api.app.inject({ url: '/todos' })).statusCode).toBe(401);
		expectProblem(await read(api), 429, 'rate_limited');
	});
});

test('who asks whether the service is up is not counted, and not refused where the budget is spent', async () => {
	await using api = await createTestApp({
		rateLimitPerMinute: 1,
		rateLimitCredentialsPerMinute: 1,
	});
	for (let each = 0; each < 3; each += 1) {
		for (const url of ['/health/live', '/health/ready']) {
			const answer = await api.send({ url });
			expect(answer.statusCode).toBe(200);
			expect(answer.headers).not.toHaveProperty('ratelimit');
		}
	}
	expect((await read(api)).statusCode).toBe(401);
	expectProblem(await guess(api), 401, 'invalid_credentials');
	expectProblem(await read(api), 429, 'rate_limited');
	expect((await api.send({ url: '/health/live' })).statusCode).toBe(200);
});

describe('the budget of credentials', () => {
	test('is refused, too, when another has to be asked for it', async () => {
		const everywhere = createMemoryRateLimiter({ limit: 10, windowSeconds: 60, clock: Date.now });
		const spent = { allowed: false, remaining: 0, resetSeconds: 7 };
		const credentials = { limit: 10, windowSeconds: 60, use: () => Promise.resolve(spent) };
		await using api = await createTestApp({}, { limits: { everywhere, credentials } });
		const refused = await guess(api);
		expectProblem(refused, 429, 'rate_limited');
		expect(refused.headers).toMatchObject({
			...{ 'retry-after': '7', ratelimit: '"credentials";r=0;t=7' },
		});
	});

	test('is smaller, is its own, and leaves the rest of the API alone', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 2 });
		expectProblem(await guess(api), 401, 'invalid_credentials');
		const second = await guess(api);
		expect(second.headers).toMatchObject({
			'ratelimit-policy': '"credentials";q=2;w=60',
			ratelimit: '"credentials";r=0;t=60',
		});
		expectProblem(await guess(api), 429, 'rate_limited');
		expect((await read(api)).statusCode).toBe(401);
	});

	test('is not spent by a foreign page in the browser of whoever looks at it', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1 });
		for (let index = 0; index < 5; index += 1) {
			const forged = await guess(api, { headers: { origin: 'https://evil.example' } });
			expectProblem(forged, 403, 'origin_not_allowed');
		}
		expectProblem(await guess(api), 401, 'invalid_credentials');
	});

	test('is spent by requests that are refused for their body', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1 });
		const broken = await api.app.inject({ method: 'POST', url: '/auth/login', payload: {} });
		expectProblem(broken, 422, 'invalid_request');
		expectProblem(await guess(api), 429, 'rate_limited');
	});

	/** @see https://github.com/better-auth/better-auth/security/advisories/GHSA-x732-6j76-qmhm */
	test.each([
		'//auth/login',
		'/auth//login',
		'/auth/login/',
		'/AUTH/LOGIN',
		'/auth/Login',
		'/auth/login;x=1',
		'/auth/login%20',
		'/auth/login%2f',
		'/./auth/login?x=1',
		'/%61uth/login',
		'/auth/%6cogin',
		'/auth/login?again',
		'/auth/login#again',
	])('is not dodged by writing the path as %s', async (url) => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1 });
		await guess(api);
		const response = await api.app.inject({ method: 'POST', url, payload: CREDENTIALS });
		expect([404, 429]).toContain(response.statusCode);
	});

	test('lets exactly 10 of 100 parallel guesses through', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 10 });
		const answers = await Promise.all(Array.from({ length: 100 }, () => guess(api)));
		const statuses = answers.map(({ statusCode }) => statusCode);
		expect(statuses.filter((status) => status === 401)).toHaveLength(10);
		expect(statuses.filter((status) => status === 429)).toHaveLength(90);
	});

	test('is not whole again after the right password', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 2 });
		const ada = await api.signIn();
		expectProblem(await guess(api), 401, 'invalid_credentials');
		const { email, password } = ada;
		const late = await api.app.inject({
			method: 'POST',
			url: '/auth/login',
			payload: { email, password },
		});
		expectProblem(late, 429, 'rate_limited');
	});
});

describe('when nobody can say what is left of the budget of credentials', () => {
	const dead = {
		limit: 10,
		windowSeconds: 60,
		use: () => Promise.reject(new Error('no store answers')),
	};
	const createApp = async () => {
		const everywhere = createMemoryRateLimiter({ limit: 10, windowSeconds: 60, clock: Date.now });
		return createTestApp({}, { limits: { everywhere, credentials: dead } });
	};

	test('nothing that takes a credential is done, and the answer says when to come back', async () => {
		await using api = await createApp();
		const refused = await guess(api);
		expectProblem(refused, 503, 'unavailable');
		expect(refused.headers['retry-after']).toBe('2');
		expect(await api.storage.db.selectFrom('security_event').select('id').execute()).toEqual([]);
	});

	test('everything else goes on', async () => {
		await using api = await createApp();
		expect((await read(api)).statusCode).toBe(401);
	});
});

test('what was counted is swept away when it counts no more', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 1 });
	await guess(api);
	await read(api);
	const rows = async () => [
		...(await api.storage.db.selectFrom('limit_window').select('key').execute()),
		...(await api.storage.db.selectFrom('limit_counter').select('key').execute()),
	];
	// In a process on SQLite they are in its memory.
	await expect.poll(rows).toHaveLength(engine === 'postgres' ? 2 : 0);
	await api.services.housekeeping.run();
	expect(await rows()).toHaveLength(engine === 'postgres' ? 2 : 0);
	api.clock.advance(2 * 60_000);
	await api.services.housekeeping.run();
	expect(await rows()).toEqual([]);
});

describe('without trusted proxies', () => {
	test('a hundred forwarded addresses are one client', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 10 });
		const statuses = [];
		for (let index = 0; index < 100; index += 1) {
			const spoof = `203.0.113.${String(index)}`;
			const headers = {
				'x-forwarded-for': spoof,
				'x-real-ip': spoof,
				forwarded: `for=${spoof}`,
				'cf-connecting-ip': spoof,
				'true-client-ip': spoof,
			};
			statuses.push((await guess(api, { headers })).statusCode);
		}
		expect(statuses.filter((status) => status !== 429)).toHaveLength(10);
	});

	test('X-Forwarded-Proto and -Host change nothing, not even the log', async () => {
		await using api = await createTestApp();
		const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
		const plain = await read(api);
		const spoofed = await read(api, { headers });
		const { 'x-request-id': _first, ratelimit: _r1, date: _d1, ...one } = plain.headers;
		const { 'x-request-id': _second, ratelimit: _r2, date: _d2, ...two } = spoofed.headers;
		expect(two).toEqual(one);
		expect(JSON.stringify(api.logLines())).not.toContain('evil.example');
	});
});

describe('behind trusted proxies', () => {
	const behind = (trustedProxies: readonly string[]) =>
		createTestApp({ trustedProxies, rateLimitPerMinute: 1 });

	test('each forwarded client has its own budget', async () => {
		await using api = await behind(['10.0.0.1']);
		expect((await read(api, via('203.0.113.1'))).statusCode).toBe(401);
		expect((await read(api, via('203.0.113.2'))).statusCode).toBe(401);
		expect((await read(api, via('203.0.113.1'))).statusCode).toBe(429);
	});

	/** @see https://github.com/better-auth/better-auth/pull/10203 */
	test('the rightmost hop that is no proxy of ours counts, whatever stands left of it', async () => {
		await using api = await behind(['10.0.0.0/8']);
		expect((await read(api, via('198.51.100.1, 203.0.113.9'))).statusCode).toBe(401);
		expect((await read(api, via('198.51.100.2, 203.0.113.9'))).statusCode).toBe(429);
		expect((await read(api, via('198.51.100.3,203.0.113.9, 10.2.2.2'))).statusCode).toBe(429);
		expect((await read(api, via('198.51.100.4, 203.0.113.10, 10.2.2.2'))).statusCode).toBe(401);
	});

	test('a stranger who comes around the proxy is not believed', async () => {
		await using api = await behind(['10.0.0.1']);
		const around = (forwarded: string) => read(api, via(forwarded, '198.51.100.7'));
		expect((await around('203.0.113.1')).statusCode).toBe(401);
		expect((await around('203.0.113.2')).statusCode).toBe(429);
	});

	test('the log names the client and not the proxy', async () => {
		await using api = await behind(['10.0.0.1']);
		await read(api, via('203.0.113.1'));
		expect(api.logLines().at(-1)).toMatchObject({ ip: '203.0.113.1' });
	});

	test.each([
		['one /64', ['2001:db8::1', '2001:db8::2', '2001:0DB8:0:0:ffff::1', '2001:db8:0:0:1:2:3:4']],
		['an IPv4 address', ['203.0.113.5', '::ffff:203.0.113.5', '::FFFF:cb00:7105']],
	])('every spelling of %s is one client', async (_name, addresses) => {
		await using api = await behind(['10.0.0.1']);
		const statuses = [];
		for (const address of addresses) statuses.push((await read(api, via(address))).statusCode);
		expect(statuses).toEqual([401, ...addresses.slice(1).map(() => 429)]);
	});

	/** @see CVE-2026-30827 */
	test('two IPv4 clients on a dual-stack socket do not share a budget', async () => {
		await using api = await behind([]);
		expect((await read(api, { remoteAddress: '::ffff:203.0.113.1' })).statusCode).toBe(401);
		expect((await read(api, { remoteAddress: '::ffff:203.0.113.2' })).statusCode).toBe(401);
		expect((await read(api, { remoteAddress: '203.0.113.1' })).statusCode).toBe(429);
	});

	test('a forwarded address that is none is still limited', async () => {
		await using api = await behind(['10.0.0.1']);
		expect((await read(api, via('unknown'))).statusCode).toBe(401);
		expect((await read(api, via('unknown'))).statusCode).toBe(429);
	});
});
