/** Who may read (CORS) and who may write (CSRF), whatever the mode the process runs in. */
import type { LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { createTestApp, type Person, type TestApp } from './app.ts';
import { expectProblem, expectSecurityHeaders, varyOf } from './problem.ts';
import { SOMEBODY, SOMEWHERE } from './where.ts';
import { snapshot } from './snapshot.ts';

const ALLOWED = 'https://app.example.com';
const OTHER_ALLOWED = 'https://admin.example.com:8443';

/** Origins that a comparison less than exact takes for one of ours. */
const FOREIGN = [
	'https://evil.example',
	'https://app.example.com.evil.example',
	'https://evil-app.example.com',
	'https://evilapp.example.com',
	'https://x.app.example.com',
	'https://example.com',
	'https://app.example.co',
	'https://app.example.comm',
	'https://appXexample.com',
	'https://app.example.com:444',
	'https://app.example.com:443',
	'https://admin.example.com',
	'https://admin.example.com:84433',
	'https://APP.example.com',
	'HTTPS://app.example.com',
	'http://app.example.com',
	'ws://app.example.com',
	'https://app.example.com@evil.example',
	'https://user@app.example.com',
	'https://app.example.com/',
	'https://app.example.com/path',
	'https://app.example.com.',
	'https://app.example.com%00.evil.example',
	`${ALLOWED} https://evil.example`,
	`${ALLOWED},${ALLOWED}`,
	`${ALLOWED}, https://evil.example`,
	'null',
	'NULL',
	'*',
	'',
	'undefined',
	'file://',
	'app.example.com',
	'//app.example.com',
	'http://localhost:5173',
];

const common = {
	API_URL: 'https://api.example.com',
	WEB_ORIGINS: `${ALLOWED},${OTHER_ALLOWED}`,
	SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
	MAIL_VIA: 'smtp',
	SMTP_URL: 'smtp://127.0.0.1:9',
	MAIL_FROM: 'Postern <no-reply@example.com>',
};
const configs: Record<string, Config> = {
	production: loadConfig({ ...common, NODE_ENV: 'production' }),
	test: loadConfig({ ...common, NODE_ENV: 'test', API_DOCS: 'off' }),
	unset: loadConfig(common),
};

describe.each(Object.keys(configs))('with NODE_ENV %s', (mode) => {
	let api: TestApp;
	let ada: Person;
	let cookie: string;

	beforeAll(async () => {
		api = await createTestApp({ ...configs[mode], rateLimitPerMinute: 1_000_000 });
		ada = await api.createPerson();
		const { token } = (await api.services.sessions.start({
			userId: ada.userId,
			method: 'password',
			replacesTokenHash: null,
			where: SOMEWHERE,
			visitor: SOMEBODY,
		})) ?? { token: '' };
		cookie = `__Host-session=${token}`;
	});

	afterAll(() => api[Symbol.asyncDispose]());

	const getMe = (origin: string | undefined): Promise<Response> =>
		api.app.inject({
			url: '/users/me',
			headers: { cookie, ...(origin === undefined ? {} : { origin }) },
		});

	const post = (headers: Record<string, string>): Promise<Response> =>
		api.app.inject({ method: 'POST', url: '/todos', payload: { title: 'x' }, headers });

	const preflight = (origin: string): Promise<Response> =>
		api.app.inject({
			method: 'OPTIONS',
			url: '/todos',
			headers: { origin, 'access-control-request-method': 'POST' },
		});

	test.each([ALLOWED, OTHER_ALLOWED])('lets %s read, with credentials', async (origin) => {
		const response = await getMe(origin);
		expect(response.statusCode).toBe(200);
		expect(response.headers).toMatchObject({
			'access-control-allow-origin': origin,
			'access-control-allow-credentials': 'true',
		});
		for (const name of ['Retry-After', 'RateLimit', 'X-Request-Id', 'Idempotency-Replayed']) {
			expect(response.headers['access-control-expose-headers']).toContain(name);
		}
	});

	test.each(FOREIGN)('lets %j read nothing, also from its preflight', async (origin) => {
		for (const response of [await getMe(origin), await preflight(origin)]) {
			const names = Object.keys(response.headers);
			expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
			expect(varyOf(response)).toContain('origin');
		}
	});

	test.each(FOREIGN)('lets %j write nothing, with a cookie or without', async (origin) => {
		const before = await snapshot(api.storage.db);
		expectProblem(await post({ origin, cookie }), 403, 'origin_not_allowed');
		expectProblem(await post({ origin }), 403, 'origin_not_allowed');
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('a listed origin writes', async () => {
		expect((await post({ origin: ALLOWED, cookie })).statusCode).toBe(201);
	});

	test.each(['same-origin', 'same-site', 'none'])(
		'a listed origin writes with Sec-Fetch-Site: %s',
		async (site) => {
			const response = await post({ origin: ALLOWED, cookie, 'sec-fetch-site': site });
			expect(response.statusCode).toBe(201);
		},
	);

	test('a program without a browser writes with a bearer token and no origin', async () => {
		const token = cookie.slice('__Host-session='.length);
		expect((await post({ authorization: `Bearer ${token}` })).statusCode).toBe(201);
		expectProblem(
			await post({ authorization: `Bearer ${token}`, origin: 'https://evil.example' }),
			403,
			'origin_not_allowed',
		);
	});

	/** @see https://github.com/better-auth/better-auth/pull/9973 */
	test('nobody is signed in from a foreign page, cookie or not', async () => {
		const before = await snapshot(api.storage.db);
		for (const headers of [
			{ origin: 'https://evil.example' },
			{ origin: 'null' },
			{ origin: 'https://evil.example', cookie },
			{ cookie },
			{ origin: ALLOWED, 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'cross-site' },
		]) {
			const response = await api.app.inject({
				method: 'POST',
				url: '/auth/login',
				payload: { email: ada.email, password: ada.password },
				headers,
			});
			expectProblem(response, 403, 'origin_not_allowed');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('nobody is signed out from a foreign page, nor by following a link', async () => {
		for (const method of ['GET', 'HEAD'] as const) {
			const response = await api.app.inject({ method, url: '/auth/logout', headers: { cookie } });
			expect(response.statusCode).toBe(404);
		}
		const forged = await api.app.inject({
			method: 'POST',
			url: '/auth/logout',
			headers: { cookie, origin: 'https://evil.example', 'content-type': 'text/plain' },
			payload: 'x=1',
		});
		expectProblem(forged, 403, 'origin_not_allowed');
		expect((await getMe(ALLOWED)).statusCode).toBe(200);
	});

	test('answers the preflight of a listed origin for every method and header in use', async () => {
		const response = await preflight(ALLOWED);
		expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' });
		expectSecurityHeaders(response);
		const allowed = response.headers['access-control-allow-methods'];
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(allowed).toContain(method);
		const headers = String(response.headers['access-control-allow-headers']).toLowerCase();
		for (const name of ['content-type', 'authorization', 'idempotency-key']) {
			expect(headers).toContain(name);
		}
		expect(response.headers['access-control-allow-origin']).toBe(ALLOWED);
	});

	test('OPTIONS that is no preflight is not found, not allowed through', async () => {
		const response = await api.app.inject({
			method: 'OPTIONS',
			url: '/users/me',
			headers: { cookie },
		});
		expectProblem(response, 404, 'not_found');
	});

	test('answers one request a hundred times alike, whoever asked in between', async () => {
		const asked = [ALLOWED, 'https://evil.example', OTHER_ALLOWED, 'null', undefined];
		const first = new Map<unknown, unknown>();
		for (let round = 0; round < 100; round += 1) {
			const origin = asked[round % asked.length];
			const { headers, statusCode } = await getMe(origin);
			const answer = [statusCode, headers['access-control-allow-origin'], headers.vary];
			if (!first.has(origin)) first.set(origin, answer);
			expect(answer).toEqual(first.get(origin));
		}
	});
});

test('the API’s own origin is listed only where it shows its reference', async () => {
	const own = 'https://api.example.com';
	for (const [apiDocs, expected] of [
		[true, own],
		[false, undefined],
	] as const) {
		await using api = await createTestApp({ ...configs['production'], apiDocs });
		const response = await api.app.inject({ url: '/health/live', headers: { origin: own } });
		expect(response.headers['access-control-allow-origin']).toBe(expected);
	}
});

test('the reference is hidden in production and public elsewhere', async () => {
	for (const [name, status] of [
		['production', 404],
		['unset', 404],
	] as const) {
		await using api = await createTestApp(configs[name]);
		for (const url of [
			'/docs',
			'/docs/',
			'/docs/json',
			'/docs/static/index.html',
			'/openapi.json',
		]) {
			expect((await api.app.inject({ url })).statusCode, url).toBe(status);
		}
	}
	await using open = await createTestApp({ apiDocs: true });
	expect((await open.app.inject({ url: '/openapi.json' })).statusCode).toBe(200);
	const page = await open.app.inject({ url: '/docs/' });
	expect(page.statusCode).toBe(200);
	expect(page.headers['content-security-policy']).not.toMatch(/unsafe-eval|\*|http:/);
	expect(page.headers['x-content-type-options']).toBe('nosniff');
});

test('over TLS every answer asks for TLS from now on', async () => {
	await using api = await createTestApp(configs['production']);
	for (const url of ['/health/live', '/users/me', '/nowhere', '/%ff']) {
		const { headers } = await api.app.inject({ url });
		expect(headers['strict-transport-security'], url).toMatch(/^max-age=63072000/);
	}
	await using plain = await createTestApp();
	const { headers } = await plain.app.inject({ url: '/health/live' });
	expect(headers).not.toHaveProperty('strict-transport-security');
});
