/** Where the two halves can live, and what follows for cookies and for who may write. */
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { cookieOf, createTestApp, type TestApp } from './app.ts';
import { operations } from './contract.ts';
import { expectProblem } from './problem.ts';
import { snapshot } from './snapshot.ts';

const APP = 'https://app.example.com';
const LAX = '; Path=/; HttpOnly; SameSite=Lax; Secure';
const NONE = '; Path=/; HttpOnly; SameSite=None; Secure; Partitioned';

/** What a browser says of the SPA’s requests in each layout, and what it must be given. */
const LAYOUTS = [
	['one origin', 'https://app.example.com/api', 'same-origin', LAX],
	['two subdomains', 'https://api.example.com', 'same-site', LAX],
	['two unrelated sites', 'https://api.other.example', 'cross-site', NONE],
] as const;

const configFor = (apiUrl: string, webOrigins = APP) =>
	loadConfig({
		NODE_ENV: 'production',
		API_URL: apiUrl,
		WEB_ORIGINS: webOrigins,
		CROSS_SITE: 'on',
		SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
		MAIL_VIA: 'smtp',
		SMTP_URL: 'smtp://127.0.0.1:9',
		MAIL_FROM: 'Postern <no-reply@example.com>',
	});

describe.each(LAYOUTS)('%s', (_layout, apiUrl, site, attributes) => {
	test('signs in, is known again, and signs out', async () => {
		await using api = await createTestApp(configFor(apiUrl));
		const person = await api.createPerson();
		const fromSpa = { origin: APP, 'sec-fetch-site': site };
		const signedIn = await api.send({
			method: 'POST',
			url: '/auth/login',
			headers: fromSpa,
			payload: { email: person.email, password: person.password },
		});
		const cookie = cookieOf(signedIn);
		for (const header of [signedIn.headers['set-cookie']].flat()) {
			expect(header).toMatch(/^__Host-(session|browser)=[\w-]+; Max-Age=\d+; /);
			expect(header?.endsWith(attributes), header).toBe(true);
		}
		const me = { url: '/users/me', cookie, headers: fromSpa };
		expect((await api.send(me)).statusCode).toBe(200);
		const signedOut = await api.send({
			method: 'POST',
			url: '/auth/logout',
			cookie,
			headers: fromSpa,
		});
		// With other attributes it would be another cookie, and the first would stay.
		expect(signedOut.headers['set-cookie']).toBe(`__Host-session=; Max-Age=0${attributes}`);
		expectProblem(await api.send(me), 401, 'session_ended');
	});
});

describe('from another site', () => {
	const FOREIGN = 'https://app.other.example';
	const write = (api: TestApp, headers: Record<string, string>) =>
		api.app.inject({
			method: 'POST',
			url: '/auth/login',
			payload: { email: 'ada@example.com', password: 'none of hers' },
			headers,
		});

	test('exactly the listed origins of other sites may write', async () => {
		await using api = await createTestApp(
			configFor('https://api.example.com', `${APP},${FOREIGN}`),
		);
		const before = await snapshot(api.storage.db);
		for (const headers of [
			// Ours, but not from there: a browser never says so.
			{ origin: APP, 'sec-fetch-site': 'cross-site' },
			{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
			{ origin: 'https://other.example', 'sec-fetch-site': 'cross-site' },
			{ origin: `${FOREIGN}.evil.example`, 'sec-fetch-site': 'cross-site' },
			{ origin: 'null', 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'cross-site', cookie: '__Host-session=x' },
			{ origin: 'https://evil.example' },
			{ cookie: '__Host-session=x' },
		]) {
			expectProblem(await write(api, headers), 403, 'origin_not_allowed');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		const allowed = await write(api, { origin: FOREIGN, 'sec-fetch-site': 'cross-site' });
		expectProblem(allowed, 401, 'invalid_credentials');
		expectProblem(
			await write(api, { origin: APP, 'sec-fetch-site': 'same-site' }),
			401,
			'invalid_credentials',
		);
	});

	test('nobody may, where the layout has no other site', async () => {
		await using api = await createTestApp(configFor('https://api.example.com'));
		const refused = await write(api, { origin: APP, 'sec-fetch-site': 'cross-site' });
		expectProblem(refused, 403, 'origin_not_allowed');
	});
});

test('no cookie is handed over by what a browser can navigate to', async () => {
	await using api = await createTestApp(configFor('https://api.other.example'));
	const reading = operations.filter(({ isWrite }) => !isWrite);
	expect(reading.length).toBeGreaterThan(5);
	for (const { path } of [...reading, { path: '/auth/logout' }, { path: '/link' }]) {
		for (const cookie of [undefined, '__Host-session=x', '__Host-session=x; __Host-session=y']) {
			for (const method of ['GET', 'HEAD'] as const) {
				const { headers } = await api.app.inject({
					...{ method, url: path.replaceAll(/[{}]/g, '') },
					headers: { 'sec-fetch-mode': 'navigate', ...(cookie !== undefined && { cookie }) },
				});
				expect(headers, `${method} ${path}`).not.toHaveProperty('set-cookie');
			}
		}
	}
});
