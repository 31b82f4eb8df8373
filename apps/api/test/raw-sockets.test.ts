/** What the server does with bytes that no HTTP client would send. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from './app.ts';
import { SECURITY_HEADERS } from './problem.ts';
import { head, listen, type RawReply, sendRaw } from './raw.ts';
import { snapshot } from './snapshot.ts';

let api: TestApp;
let ada: Person;
let port: number;

beforeAll(async () => {
	api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	ada = await api.signIn();
	port = await listen(api);
});

afterAll(() => api[Symbol.asyncDispose]());

const LOGIN = 'POST /auth/login HTTP/1.1';
const JSON_TYPE = 'Content-Type: application/json';
const ORIGIN = 'Origin: http://localhost:5173';
const SMUGGLED = 'GET /users/me HTTP/1.1\r\nHost: localhost\r\n\r\n';

function expectRawProblem(reply: RawReply, status: number): void {
	expect({ status: reply.status, text: reply.text }).toMatchObject({ status });
	expect(reply.headers).toMatchObject(SECURITY_HEADERS);
	expect(reply.headers).toMatchObject({
		vary: expect.stringContaining('Origin') as string,
		'content-type': expect.stringMatching(/^application\/problem\+json/) as string,
	});
	expect(JSON.parse(reply.body)).toMatchObject({ status, code: 'malformed_request' });
}

describe('broken framing is answered with one problem and the connection closes', () => {
	const broken: Record<string, string> = {
		garbage: 'garbage\r\n\r\n',
		'a TLS hello': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
		'an HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
		'HTTP/9.9': head('GET /health/live HTTP/9.9'),
		'a path with a space': head('GET /health/live x HTTP/1.1'),
		'Content-Length beside Transfer-Encoding':
			head(LOGIN, ORIGIN, JSON_TYPE, 'Content-Length: 4', 'Transfer-Encoding: chunked') +
			`0\r\n\r\n${SMUGGLED}`,
		'Transfer-Encoding beside Content-Length':
			head(LOGIN, ORIGIN, JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 4') +
			`0\r\n\r\n${SMUGGLED}`,
		'two Content-Lengths that differ':
			head(LOGIN, ORIGIN, JSON_TYPE, 'Content-Length: 2', 'Content-Length: 40') + `{}${SMUGGLED}`,
		'two Content-Lengths in one': head(LOGIN, JSON_TYPE, 'Content-Length: 2, 2') + '{}',
		'a negative Content-Length': head(LOGIN, JSON_TYPE, 'Content-Length: -1'),
		'a Content-Length with a sign': head(LOGIN, JSON_TYPE, 'Content-Length: +2') + '{}',
		'a hexadecimal Content-Length': head(LOGIN, JSON_TYPE, 'Content-Length: 0x2') + '{}',
		'Transfer-Encoding: xchunked': head(LOGIN, JSON_TYPE, 'Transfer-Encoding: xchunked') + SMUGGLED,
		'chunked that is not last':
			head(LOGIN, JSON_TYPE, 'Transfer-Encoding: chunked, identity') + `0\r\n\r\n${SMUGGLED}`,
		'a folded header': head('GET /users/me HTTP/1.1', 'Accept: a\r\n b'),
		'a folded Transfer-Encoding':
			head(LOGIN, JSON_TYPE, 'Transfer-Encoding:\r\n chunked') + SMUGGLED,
		'a space before the colon': head(LOGIN, JSON_TYPE, 'Content-Length : 2') + '{}',
		'a bare CR in a header': head('GET /health/live HTTP/1.1', 'Accept: a\rb'),
		'a NUL in a header': head('GET /health/live HTTP/1.1', 'Accept: a\u0000b'),
		'a header without a colon': head('GET /health/live HTTP/1.1', 'Accept'),
		'a header without a name': head('GET /health/live HTTP/1.1', ': a'),
	};

	test.each(Object.keys(broken))('%s', async (name) => {
		const before = await snapshot(api.storage.db);
		const reply = await sendRaw(port, Buffer.from(broken[name] ?? '', 'latin1'));
		expectRawProblem(reply, 400);
		expect(reply.headers['connection']).toBe('close');
		expect(reply.text.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(1);
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('a broken chunk in the middle of a body', async () => {
		const bytes =
			head(LOGIN, ORIGIN, JSON_TYPE, 'Transfer-Encoding: chunked') + 'zz\r\n{}\r\n0\r\n\r\n';
		const reply = await sendRaw(port, bytes);
		expectRawProblem(reply, 400);
	});

	test('headers larger than 16 KiB are answered 431', async () => {
		const reply = await sendRaw(
			port,
			head('GET /health/live HTTP/1.1', `X: ${'a'.repeat(20_000)}`),
		);
		expectRawProblem(reply, 431);
	});

	test('a request without Host is refused by Node itself, with nothing in the answer', async () => {
		const { status, headers, body } = await sendRaw(port, 'GET /health/live HTTP/1.1\r\n\r\n');
		expect({ status, connection: headers['connection'] }).toEqual({
			status: 400,
			connection: 'close',
		});
		expect(body.trim()).toBe('0');
	});

	test('the server serves on after all of it', async () => {
		const reply = await sendRaw(port, head('GET /health/live HTTP/1.1', 'Connection: close'));
		expect(reply.status).toBe(200);
	});
});

test('a body that is announced and never comes in full reaches nobody', async () => {
	const before = await snapshot(api.storage.db);
	const bytes = head(LOGIN, ORIGIN, JSON_TYPE, 'Content-Length: 900') + '{"email":';
	const reply = await sendRaw(port, bytes);
	expect([0, 400, 408]).toContain(reply.status);
	expect(await snapshot(api.storage.db)).toBe(before);
});

test('a body announced as larger than 64 KiB is refused before it is sent', async () => {
	const bytes = head(LOGIN, ORIGIN, JSON_TYPE, 'Content-Length: 99999999999');
	const reply = await sendRaw(port, bytes);
	expect(reply.status).toBe(413);
	expect(JSON.parse(reply.body)).toMatchObject({ code: 'body_too_large' });
});

test('a chunked body is refused as soon as it is larger than 64 KiB', async () => {
	const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
	const bytes = head(LOGIN, ORIGIN, JSON_TYPE, 'Transfer-Encoding: chunked') + chunk.repeat(5);
	const reply = await sendRaw(port, bytes);
	expect(reply.status).toBe(413);
});

test('slow headers, bodies and idle connections are cut off', () => {
	const { headersTimeout, requestTimeout, keepAliveTimeout } = api.app.server;
	// Node has it on every server; its types do not say so.
	const { connectionsCheckingInterval } = api.app.server as {
		connectionsCheckingInterval?: number;
	};
	expect(headersTimeout).toBe(10_000);
	expect(requestTimeout).toBe(15_000);
	expect(headersTimeout).toBeLessThan(requestTimeout);
	// Node looks every 30 s by itself, and a request that may take 15 s takes 45.
	expect(connectionsCheckingInterval).toBeLessThanOrEqual(5_000);
	// Longer than the 60 seconds of common proxies, so that it is the proxy who closes first.
	expect(keepAliveTimeout).toBe(65_000);
});

test('whoever never reads its answers is cut off, and an event stream beats in time', () => {
	const { timeout } = api.app.server;
	expect(timeout).toBeGreaterThan(0);
	expect(timeout).toBeLessThanOrEqual(30_000);
	// A stream says something every 15 s.
	expect(timeout).toBeGreaterThan(15_000);
});

describe('an Origin that is there twice', () => {
	test.each([
		['http://localhost:5173', 'https://evil.example'],
		['https://evil.example', 'http://localhost:5173'],
	])('as %s and %s does not add up to an allowed one', async (first, second) => {
		const bytes =
			head(
				'POST /todos HTTP/1.1',
				`Cookie: ${ada.cookie}`,
				`Origin: ${first}`,
				`Origin: ${second}`,
				JSON_TYPE,
				'Content-Length: 13',
				'Connection: close',
			) + '{"title":"x"}';
		const reply = await sendRaw(port, bytes);
		expect(reply.status).toBe(403);
		expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
	});
});

describe('another way to write /users/me', () => {
	const aliases = [
		'//users/me',
		'/users//me',
		'/users/me/',
		'/users/me//',
		'/users/me;x',
		'/users/me;x=1',
		'/%75sers/me',
		'/users/%6de',
		'/users%2fme',
		'/users%2Fme',
		'/users%5cme',
		'/users/me%0a.css',
		'/users/me%0d%0a',
		'/users/me%00',
		'/users/me%20',
		'/users/me%2e',
		'/users/me.json',
		'/users/me.css',
		'/USERS/ME',
		'/Users/me',
		'/users/ME',
		'/./users/me',
		'/users/./me',
		'/users/../users/me',
		'/todos/../users/me',
		'/users/..%2fusers/me',
		'/users/me/..',
		'/users/me/.',
		'/users\\me',
		'\\users\\me',
		'/users/me?x=1',
		'/users/me#x',
		'/users/me%23',
		'/users/me%3fx',
		'/users/me*',
		'http://localhost/users/me',
		'http://evil.example/users/me',
		'https://localhost/users/me',
		'*',
		'/users/%ff',
		'/%',
		'/users/me%',
		'/users/%u006de',
		'/users/m%c3%a9',
		'/ｕsers/me',
		'/users/me\t',
		'/health/live/../../users/me',
		'/docs/../users/me',
		'/users/me%c0%af',
	];

	test.each(aliases)('never opens %j without a session', async (path) => {
		const bytes = Buffer.from(head(`GET ${path} HTTP/1.1`, 'Connection: close'), 'utf8');
		const reply = await sendRaw(port, bytes);
		expect([400, 401, 404]).toContain(reply.status);
		expect(reply.headers).toMatchObject(SECURITY_HEADERS);
		expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
		expect(reply.text).not.toContain(ada.email);
	});

	test('opens nothing of the sort with a dead one', async () => {
		for (const path of aliases) {
			const line = head(`GET ${path} HTTP/1.1`, 'Cookie: session=x', 'Connection: close');
			const { status } = await sendRaw(port, Buffer.from(line, 'utf8'));
			expect([400, 401, 404], path).toContain(status);
		}
	});
});

describe('a method without an operation', () => {
	const methods = [
		'TRACE',
		'TRACK',
		'CONNECT',
		'PROPFIND',
		'MKCOL',
		'MOVE',
		'LINK',
		'QUERY',
		'PURGE',
	];

	test.each([...methods, 'PATCH', 'get', 'GETX', 'G ET'])(
		'%s neither works nor breaks',
		async (method) => {
			const bytes = head(
				`${method} /users/me HTTP/1.1`,
				`Cookie: ${ada.cookie}`,
				'Connection: close',
			);
			const reply = await sendRaw(port, bytes);
			// The parser hangs up on CONNECT, since nobody listens for tunnels.
			expect([0, 400, 403, 404, 405, 501]).toContain(reply.status);
			expect(reply.text).not.toContain(ada.email);
		},
	);

	test('TRACE does not send the cookie back', async () => {
		const bytes = head('TRACE / HTTP/1.1', `Cookie: ${ada.cookie}`, ORIGIN, 'Connection: close');
		const reply = await sendRaw(port, bytes);
		expect(reply.status).toBe(404);
		expect(reply.text).not.toContain(ada.cookie);
	});

	test('X-HTTP-Method-Override makes no write of a read', async () => {
		const before = await snapshot(api.storage.db);
		for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
			const line = head(
				'GET /todos?_method=POST HTTP/1.1',
				`Cookie: ${ada.cookie}`,
				`${name}: POST`,
			);
			expect((await sendRaw(port, line)).status).toBe(200);
		}
		expect(await snapshot(api.storage.db)).toBe(before);
	});
});

test('requests in one packet are answered each for itself, in order', async () => {
	const one = head('GET /users/me HTTP/1.1', `Cookie: ${ada.cookie}`);
	const two = head('GET /users/me HTTP/1.1', 'Connection: close');
	const { text } = await sendRaw(port, one + two);
	expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
});
