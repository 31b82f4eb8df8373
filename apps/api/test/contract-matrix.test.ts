/** Every operation of openapi.yaml against every way of calling it wrongly; new operations join by themselves. */
import { mintToken } from '@postern/session-token';
import type { LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp, type TestRequest } from './app.ts';
import { byMail } from './by-mail.ts';
import { codesOf, type Operation, operations } from './contract.ts';
import { expectProblem, expectSecurityHeaders } from './problem.ts';
import { snapshot } from './snapshot.ts';
import { createVisitor } from './visitor.ts';

const NO_LIMIT = 1_000_000_000;
const OVERSIZED = JSON.stringify({ padding: 'x'.repeat(65 * 1024) });
const SESSION_CODES = ['no_session', 'session_ended', 'session_expired_idle'];

/** A refused password has cost a guess. */
const COUNTS_GUESSES = new Set(['POST /auth/login']);

/** Where an auth request is started besides signing in, and with what. */
const OTHER_MAILS: readonly (readonly [path: string, payload: object])[] = [
	['/auth/register', { email: 'grace@example.com' }],
	['/users/me/email/verification', {}],
];

let api: TestApp;
let ada: Person;
/** With a to-do and a request of her own. */
let grace: Person;
/** An object of Grace's for each parameter of a path, or for one path alone. */
const ofGrace: Record<string, string> = {};

beforeAll(async () => {
	api = await createTestApp({
		rateLimitPerMinute: NO_LIMIT,
		rateLimitCredentialsPerMinute: NO_LIMIT,
		mailsPerMinute: NO_LIMIT,
		mailsPerHour: NO_LIMIT,
	});
	ada = await api.signIn('ada@example.com');
	grace = await api.signIn('grace@example.com', { isVerified: false });
	const made = await api.send({
		method: 'POST',
		url: '/todos',
		cookie: grace.cookie,
		payload: { title: 'of Grace' },
	});
	ofGrace['id'] = made.json<{ id: string }>().id;
	const browser = createVisitor(api);
	ofGrace['authRequestId'] = (await browser.ask(grace.email)).authRequestId;
	const [name = '', token = ''] = grace.cookie.split('=');
	browser.cookies.set(name, token);
	for (const [path, payload] of OTHER_MAILS) {
		const { id } = await byMail(api, path, browser).askFor(payload, grace.email);
		ofGrace[`${path}/requests/{authRequestId}`] = id;
	}
	grace.cookie += `; browser=${browser.cookies.get('browser') ?? ''}`;
});

afterAll(() => api[Symbol.asyncDispose]());

/** The address of an operation, for one of Grace's objects or for another. */
function urlOf({ path, idParameter }: Operation, id?: string): string {
	if (idParameter === undefined) return path;
	const own = ofGrace[path] ?? ofGrace[idParameter.name] ?? '';
	return path.replace(`{${idParameter.name}}`, id ?? own);
}

/** Calls an operation and makes sure that a call that was refused, or only reads, wrote nothing. */
async function call(
	operation: Operation,
	request: Omit<TestRequest, 'url'> = {},
): Promise<Response> {
	const but = COUNTS_GUESSES.has(`${operation.method} ${operation.path}`)
		? (['budget'] as const)
		: [];
	const before = await snapshot(api.storage.db, but);
	const response = await api.send({
		method: operation.method,
		url: urlOf(operation),
		...(operation.sample === undefined ? {} : { payload: operation.sample as object }),
		...request,
	});
	const mayWrite = operation.isWrite && response.statusCode < 300;
	if (!mayWrite) expect(await snapshot(api.storage.db, but)).toBe(before);
	return response;
}

/** What the operation answers to a caller it has no reason to refuse; it may still not find the object. */
function expectLetIn(operation: Operation, response: Response): void {
	expectSecurityHeaders(response);
	expect([403, 413, 415, 422]).not.toContain(response.statusCode);
	if (response.statusCode >= 400) {
		const { code } = response.json<{ code: string }>();
		expect(SESSION_CODES).not.toContain(code);
		expectProblem(response, response.statusCode, code);
	}
	if (operation.idParameter === undefined) return;
	const [notFound = ''] = codesOf(operation.raw, 404);
	expectProblem(response, 404, notFound);
}

test('the contract has operations of every kind', () => {
	expect(operations.length).toBeGreaterThan(10);
	expect(new Set(operations.map(({ method }) => method)).size).toBe(5);
	const ids = new Set(operations.map(({ idParameter }) => idParameter?.name));
	expect(ids).toEqual(new Set([undefined, 'id', 'authRequestId']));
	expect(operations.some(({ isWrite, needsSession }) => isWrite && !needsSession)).toBe(true);
});

describe.each(operations.filter(({ needsSession }) => needsSession))('$name', (operation) => {
	test('refuses a caller without a cookie', async () => {
		expectProblem(await call(operation), 401, 'no_session');
	});

	test('refuses a cookie that looks right and is unknown', async () => {
		expectProblem(await call(operation, { cookie: `session=${mintToken()}` }), 401, 'no_session');
	});

	test('refuses a cookie that is there twice', async () => {
		const cookie = `${ada.cookie}; ${ada.cookie}`;
		expectProblem(await call(operation, { cookie }), 401, 'no_session');
	});

	test('refuses a bearer token that is unknown, good cookie or not', async () => {
		const headers = { authorization: `Bearer ${mintToken()}` };
		const response = await call(operation, { headers, cookie: ada.cookie });
		expectProblem(response, 401, 'no_session');
	});

	test('tells nothing of what was wrong with the body to a stranger', async () => {
		if (!operation.isWrite) return;
		const response = await call(operation, { payload: { unexpected: true } });
		expectProblem(response, 401, 'no_session');
	});
});

describe.each(operations.filter(({ needsSession }) => !needsSession))('$name', (operation) => {
	test('answers a caller without a cookie', async () => {
		expectLetIn(operation, await call(operation));
	});

	test('answers a caller whose cookie is dead', async () => {
		expectLetIn(operation, await call(operation, { cookie: `session=${mintToken()}` }));
	});
});

describe.each(operations.filter(({ idParameter }) => idParameter))('$name', (operation) => {
	const [notFound = 'a 404 code'] = codesOf(operation.raw, 404);

	test('answers for the object of another person as if there were none', async () => {
		const other = await call(operation, { cookie: ada.cookie });
		expectProblem(other, 404, notFound);
		const url = urlOf(operation, '00000000-0000-4000-8000-000000000000');
		const none = await call(operation, { cookie: ada.cookie, url } as TestRequest);
		const { requestId: _first, ...otherBody } = other.json<Record<string, unknown>>();
		const { requestId: _second, ...noneBody } = none.json<Record<string, unknown>>();
		expect(otherBody).toEqual(noneBody);
	});

	test.each(['1', 'x', '%00', '..%2f..', '0'.repeat(36), '%F0%9F%98%80'])(
		'refuses %s as an id',
		async (id) => {
			const url = urlOf(operation, id);
			const response = await call(operation, { cookie: ada.cookie, url } as TestRequest);
			const { name, schema } = operation.idParameter ?? {};
			// An opaque id has no form that could be wrong; then nothing is found.
			if (schema?.format === undefined) {
				expectProblem(response, 404, notFound);
				return;
			}
			expectProblem(response, 422, 'invalid_request');
			expect(response.json()).toMatchObject({ errors: [{ path: name }] });
		},
	);
});

describe.each(operations.filter(({ isWrite }) => isWrite))('$name', (operation) => {
	const forged: Record<string, Record<string, string | undefined>> = {
		'a foreign origin': { origin: 'https://evil.example' },
		'the origin null': { origin: 'null' },
		'no origin and a cookie': { origin: undefined },
		'the right origin and Sec-Fetch-Site: cross-site': { 'sec-fetch-site': 'cross-site' },
		'no origin and Sec-Fetch-Site: same-site': { origin: undefined, 'sec-fetch-site': 'same-site' },
	};

	test.each(Object.keys(forged))('refuses %s', async (name) => {
		const response = await call(operation, { cookie: ada.cookie, headers: forged[name] ?? {} });
		expectProblem(response, 403, 'origin_not_allowed');
		if (forged[name]?.['sec-fetch-site'] !== 'cross-site') {
			expect(response.headers).not.toHaveProperty('access-control-allow-origin');
		}
	});

	test('refuses a foreign origin without a cookie, too', async () => {
		const response = await call(operation, { headers: { origin: 'https://evil.example' } });
		expectProblem(response, 403, 'origin_not_allowed');
	});

	const types = [
		'text/plain',
		'text/plain;charset=UTF-8',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		undefined,
		'application/json\ta',
		'application/json,text/plain',
		'application/jsonp',
		'application/problem+json',
		'application/xml',
	];

	test.each(types)('refuses a body of type %j', async (type) => {
		const response = await call(operation, {
			cookie: ada.cookie,
			payload: JSON.stringify(operation.sample ?? {}),
			headers: type === undefined ? {} : { 'content-type': type },
		});
		expectProblem(response, 415, 'unsupported_media_type');
	});

	test('refuses 65 KiB', async () => {
		const response = await call(operation, {
			cookie: ada.cookie,
			payload: OVERSIZED,
			headers: { 'content-type': 'application/json' },
		});
		expectProblem(response, 413, 'body_too_large');
	});

	test.each([
		'{"__proto__":{"isAdmin":true}}',
		'{"a":{"__proto__":{"isAdmin":true}}}',
		'{"constructor":{"prototype":{"isAdmin":true}}}',
		'{"\\u005f_proto__":{"isAdmin":true}}',
	])('refuses the poisoned body %s', async (payload) => {
		const response = await call(operation, {
			cookie: ada.cookie,
			payload,
			headers: { 'content-type': 'application/json' },
		});
		expectProblem(response, 400, 'malformed_request');
		expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});

	test.each(['{', '{"a":1}{', "{'a':1}", '\u0000', '[1,]'])(
		'refuses the broken body %j',
		async (payload) => {
			const response = await call(operation, {
				cookie: ada.cookie,
				payload,
				headers: { 'content-type': 'application/json' },
			});
			expectProblem(response, 400, 'malformed_request');
		},
	);
});

describe.each(operations.filter(({ sample }) => sample !== undefined))('$name', (operation) => {
	test('names an unknown property', async () => {
		const payload = { ...(operation.sample as object), isAdmin: true };
		const response = await call(operation, { cookie: ada.cookie, payload });
		expectProblem(response, 422, 'invalid_request');
		expect(response.json()).toMatchObject({
			errors: [{ path: 'isAdmin', message: 'is not expected here' }],
		});
	});

	test.each(['[]', 'null', '"text"', '1', 'true'])('refuses %s for a body', async (payload) => {
		const response = await call(operation, {
			cookie: ada.cookie,
			payload,
			headers: { 'content-type': 'application/json' },
		});
		expectProblem(response, 422, 'invalid_request');
	});

	test('refuses another type before every property, whatever converting would make of it', async () => {
		const wrong = Object.entries(operation.sample as object).map(([name, value]) => [
			name,
			typeof value === 'string' ? 1 : 'true',
		]);
		const payload = Object.fromEntries(wrong) as object;
		const response = await call(operation, { cookie: ada.cookie, payload });
		expectProblem(response, 422, 'invalid_request');
	});

	test('an invalid body stays invalid with spaces before its content type', async () => {
		const response = await call(operation, {
			cookie: ada.cookie,
			payload: '{"isAdmin":true}',
			headers: { 'content-type': ' application/json' },
		});
		expect([415, 422]).toContain(response.statusCode);
	});
});

describe.each(operations.filter(({ isWrite }) => !isWrite))('$name', (operation) => {
	test.each(['https://evil.example', 'null'])(
		'gives origin %s nothing it may read',
		async (origin) => {
			const response = await call(operation, { cookie: grace.cookie, headers: { origin } });
			expect(response.headers).not.toHaveProperty('access-control-allow-origin');
			expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
			expectSecurityHeaders(response);
		},
	);

	test('changes nothing for its owner, with GET or with HEAD', async () => {
		const got = await call(operation, { cookie: grace.cookie });
		expect(got.statusCode).toBe(200);
		expect(got.headers).not.toHaveProperty('set-cookie');
		const head = await call(operation, { cookie: grace.cookie, method: 'HEAD' });
		expect({ status: head.statusCode, body: head.body }).toEqual({ status: 200, body: '' });
		expectSecurityHeaders(head);
	});
});
