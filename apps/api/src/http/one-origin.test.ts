/** One process, one origin: what is the API's and what is the SPA's, over real sockets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../test/app.ts';
import { pathStripper } from './one-origin.ts';

const ORIGIN = 'https://example.com';
const API_URL = `${ORIGIN}/api`;
const LIMIT = 1000;

describe('below the API’s path', () => {
	const strip = pathStripper('/api');
	test.each([
		['/api/todos', '/todos'],
		['/api/todos?a=/api/', '/todos?a=/api/'],
		['/api', '/'],
		['/api?x', '/?x'],
		['/api/api/todos', '/api/todos'],
		['/todos', '/todos'],
		['/apiary', '/apiary'],
		['/API/todos', '/API/todos'],
		['/%61pi/todos', '/%61pi/todos'],
		['//api/todos', '//api/todos'],
		['/api//evil.example', '//evil.example'],
	])('%s is %s', (asked, found) => {
		expect(strip({ url: asked })).toBe(found);
	});
});

describe('an API that serves the SPA too', () => {
	let api: TestApp;
	let ada: Person;
	let port: number;
	const webDir = mkdtempSync(join(tmpdir(), 'postern-web-'));

	beforeAll(async () => {
		writeFileSync(join(webDir, 'index.html'), 'the home page');
		writeFileSync(join(webDir, '200.html'), 'the app');
		api = await createTestApp({
			...{ apiUrl: API_URL, webOrigins: [ORIGIN], webUrl: ORIGIN, webDir },
			rateLimitPerMinute: LIMIT,
		});
		ada = await api.createPerson();
		await api.app.listen({ port: 0, host: '127.0.0.1' });
		const address = api.app.server.address();
		port = typeof address === 'object' && address !== null ? address.port : 0;
	});

	afterAll(async () => {
		await api[Symbol.asyncDispose]();
		rmSync(webDir, { recursive: true });
	});

	const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
		fetch(`http://127.0.0.1:${String(port)}${path}`, { redirect: 'manual', ...init });
	const asPage = { headers: { accept: 'text/html' } };

	test('pages and operations have the same names and do not meet', async () => {
		const page = await ask('/todos', asPage);
		expect([page.status, await page.text()]).toEqual([200, 'the app']);
		const operation = await ask('/api/todos', asPage);
		expect(operation.status).toBe(401);
		expect(await operation.json()).toMatchObject({ code: 'no_session' });
	});

	test('the SPA is told where its API is, by the setting and not by who asks', async () => {
		const answer = await ask('/config.json', { headers: { 'x-forwarded-host': 'evil.example' } });
		expect(await answer.json()).toEqual({ apiUrl: API_URL });
		expect(answer.headers.get('cache-control')).toBe('no-store');
	});

	test('somebody signs in under the path, with a cookie of the whole host', async () => {
		const headers = { origin: ORIGIN, 'content-type': 'application/json' };
		const body = JSON.stringify({ email: ada.email, password: ada.password });
		const answer = await ask('/api/auth/login', { method: 'POST', headers, body });
		expect(answer.status).toBe(200);
		const cookie = answer.headers.getSetCookie()[0] ?? '';
		expect(cookie).toMatch(/^__Host-session=.+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
		const me = await ask('/api/users/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
		expect(await me.json()).toMatchObject({ email: ada.email });
	});

	test('health is the process’s, under both addresses, and never a page', async () => {
		for (const path of ['/health/live', '/api/health/live', '/health/ready']) {
			expect((await ask(path, asPage)).headers.get('content-type')).toContain('json');
		}
		expect((await ask('/health/nowhere', asPage)).status).toBe(404);
	});

	test('a write to a page is refused before anything is looked at', async () => {
		const answer = await ask('/todos', { method: 'POST', body: 'x' });
		expect(answer.status).toBe(405);
	});

	test('the address as one text in the request line is no way around', async () => {
		const status = await new Promise((resolve, reject) => {
			const path = `http://evil.example/api/users/me`;
			get({ host: '127.0.0.1', port, path }, (response) => {
				response.resume();
				resolve(response.statusCode);
			}).once('error', reject);
		});
		expect(status).toBe(400);
	});

	test('what comes in is bounded as where the API is alone', async () => {
		await using alone = await createTestApp();
		const names = ['headersTimeout', 'requestTimeout', 'keepAliveTimeout', 'timeout'] as const;
		for (const name of names) {
			expect(api.app.server[name], name).toBe(alone.app.server[name]);
		}
		expect(api.app.server.listenerCount('clientError')).toBe(
			alone.app.server.listenerCount('clientError'),
		);
	});

	test('files cost no budget and leave no line in the log', async () => {
		const before = api.logLines().length;
		for (let count = 0; count < 20; count += 1) await (await ask('/')).text();
		expect(api.logLines()).toHaveLength(before);
		const left = (await ask('/api/users/me')).headers.get('ratelimit') ?? '';
		const [, used] = /r=(\d+)/.exec(left) ?? [];
		expect(LIMIT - Number(used)).toBeLessThan(15);
	});
});
