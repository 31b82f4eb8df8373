import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WEB_ORIGIN } from '../app.ts';
import { createTestDatabase, engine, type TestDatabase } from '../database.ts';
import { type RunningApi, type Settings, startApi } from '../process.ts';
import { startCollector } from './collector.ts';

const DEMO = /e-mail {4}(\S+)\n {2}password {2}(\S+)\n/;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
const AT_ONCE = 8;
const BEHIND_MS = 3000;

let dataDir: string;
let database: TestDatabase;
let development: Settings;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'postern-traces-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

beforeEach(async () => {
	database = await createTestDatabase({ migrate: false });
	development = { DATA_DIR: dataDir, ...database.settings, NODE_ENV: 'development' };
	return () => database[Symbol.asyncDispose]();
});

const startTraced = (url: string, more: Settings = {}) =>
	startApi({ ...development, OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more });

const post = (api: RunningApi, path: string, body: object, cookie = '') =>
	fetch(`${api.url}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: WEB_ORIGIN, cookie },
		body: JSON.stringify(body),
	});

async function signIn(api: RunningApi) {
	const [, email = '', password = ''] = await api.printed(DEMO);
	const response = await post(api, '/auth/login', { email, password });
	const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
	return { email, password, cookie, token: cookie.split('=')[1] ?? 'none' };
}

test('a request is a span by its route, and its statements are its children', async () => {
	await using collector = await startCollector();
	await using api = await startTraced(collector.url);
	const { cookie } = await signIn(api);
	const answer = await fetch(`${api.url}/users/me`, { headers: { cookie } });
	const [span] = await collector.received('GET /users/me');
	expect(span).toMatchObject({
		attributes: {
			'http.request.method': 'GET',
			'http.route': '/users/me',
			'http.response.status_code': 200,
			'postern.request.id': answer.headers.get('x-request-id'),
		},
	});
	const children = collector.spans().filter(({ parentSpanId }) => parentSpanId === span?.spanId);
	expect(children.map(({ name }) => name)).toEqual(['look up by token_hash']);
	const [login] = await collector.received('POST /auth/login');
	const statements = collector.spans().filter(({ parentSpanId }) => parentSpanId === login?.spanId);
	expect(statements.map(({ name }) => name)).toContain('insert session');
	expect(statements[0]?.attributes['db.system.name']).toBe(
		engine === 'postgres' ? 'postgresql' : 'sqlite',
	);
	expect(collector.paths()).toEqual(['POST /v1/traces']);
	expect(collector.resource()).toMatchObject({ 'service.name': 'postern-api' });
});

test('requests that run at once keep their statements apart', async () => {
	await using collector = await startCollector();
	await using api = await startTraced(collector.url);
	const { cookie } = await signIn(api);
	const titles = Array.from({ length: AT_ONCE }, (_, at) => `to-do ${String(at)}`);
	await Promise.all(titles.map((title) => post(api, '/todos', { title }, cookie)));
	const requests = await collector.received('POST /todos', AT_ONCE);
	const inserts = await collector.received('insert todo', AT_ONCE);
	expect(new Set(inserts.map(({ parentSpanId }) => parentSpanId))).toEqual(
		new Set(requests.map(({ spanId }) => spanId)),
	);
});

test('neither who, nor from where, nor with what is in any span', async () => {
	await using collector = await startCollector();
	await using api = await startTraced(collector.url);
	const { email, password, token, cookie } = await signIn(api);
	await post(api, '/todos', { title: 'a very private title' }, cookie);
	await post(api, '/auth/login', { email, password: 'a wrong password' });
	await fetch(`${api.url}/users/me?query=of-mine`, {
		headers: { cookie, 'user-agent': 'a-browser', 'x-forwarded-for': '203.0.113.9' },
	});
	await post(api, '/auth/passwordless/email/send', { email: 'bob@example.org' });
	await collector.received('send mail');
	await collector.received('GET /users/me');
	const raw = collector.raw();
	for (const secret of [email, password, token, 'bob', 'private title', 'a wrong password']) {
		expect(raw).not.toContain(secret);
	}
	for (const secret of ['of-mine', 'a-browser', '203.0.113.9', '127.0.0.1']) {
		expect(raw).not.toContain(secret);
	}
});

describe('the trace that a request says it belongs to', () => {
	const askWithParent = (api: RunningApi) =>
		fetch(`${api.url}/health/ready`, { headers: { traceparent: TRACEPARENT } });

	test('is none when a stranger says so', async () => {
		await using collector = await startCollector();
		await using api = await startTraced(collector.url);
		await askWithParent(api);
		const spans = await collector.received('GET /health/ready');
		expect(spans.map(({ traceId }) => traceId)).not.toContain(TRACE_ID);
	});

	test('goes on when a trusted proxy says so, whatever share is traced', async () => {
		await using collector = await startCollector();
		const settings = { TRUSTED_PROXIES: '127.0.0.0/8', OTEL_TRACES_SAMPLER_ARG: '0' };
		await using api = await startTraced(collector.url, settings);
		await fetch(`${api.url}/health/live`);
		await askWithParent(api);
		const [span] = await collector.received('GET /health/ready');
		expect(span).toMatchObject({ traceId: TRACE_ID, parentSpanId: 'b7ad6b7169203331' });
		const names = collector.spans().map(({ name }) => name);
		expect(names).not.toContain('GET /health/live');
	});
});

test('what runs behind the scenes makes no spans, also when a request set it off', async () => {
	await using collector = await startCollector();
	await using api = await startTraced(collector.url);
	await post(api, '/auth/passwordless/email/send', { email: 'bob@example.org' });
	await collector.received('send mail');
	// The next round of the outbox, and a batch of spans.
	await new Promise((resolve) => setTimeout(resolve, BEHIND_MS));
	const names = collector.spans().map(({ name }) => name);
	expect(names).toContain('insert outbox_mail');
	expect(names).not.toContain('update outbox_mail');
});

test('a collector that is away costs one line in the log, and no answer', async () => {
	await using api = await startTraced('http://127.0.0.1:1');
	for (let at = 0; at < 20; at += 1) {
		expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
	}
	await api.printed(/traces could not be delivered/);
	const ended = await api.stop('SIGTERM');
	expect(ended.code).toBe(0);
	expect(ended.output.match(/traces could not be delivered/g)).toHaveLength(1);
});

test('a collector that takes everything and never answers does not hold up the stop', async () => {
	const hole = createServer().listen(0, '127.0.0.1');
	await once(hole, 'listening');
	const { port } = hole.address() as AddressInfo;
	await using api = await startTraced(`http://127.0.0.1:${String(port)}`);
	await fetch(`${api.url}/health/ready`);
	expect((await api.stop('SIGTERM')).code).toBe(0);
	hole.close();
});
