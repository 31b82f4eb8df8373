/** A session that is watched, through the door. */
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cookieOf, createTestApp, type TestApp } from '../../../test/app.ts';
import { readStream, type StreamedEvent } from '../../../test/event-stream.ts';
import { expectProblem } from '../../../test/problem.ts';
import { listen } from '../../../test/raw.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';

const PATH = '/users/me/session';
const STREAM = { accept: 'text/event-stream' };

/** Opens a stream and takes its first event. */
async function watch(api: TestApp, cookie: string) {
	if (!api.app.server.listening) await listen(api);
	const { port } = api.app.server.address() as AddressInfo;
	const stream = await readStream(`http://127.0.0.1:${String(port)}${PATH}`, cookie);
	const first = stream.status === 200 ? await stream.next() : null;
	return { ...stream, first, [Symbol.dispose]: stream[Symbol.dispose] };
}

const signInAgain = async (api: TestApp, payload: object, cookie = '') =>
	cookieOf(await api.send({ method: 'POST', url: '/auth/login', payload, cookie }));

async function expectEnded(next: Promise<StreamedEvent | null>, reason: string): Promise<void> {
	expect(await next).toMatchObject({
		name: 'ended',
		data: { status: 401, code: 'session_ended', reason },
	});
}

// The rounds go when a test says so: what they make up for must not hide that news are missing.
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
	vi.useRealTimers();
});

test('a stream begins with the session, and its head keeps everybody between from holding it back', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	using stream = await watch(api, cookie);
	expect(stream.status).toBe(200);
	expect(stream.headers).toMatchObject({
		'content-type': 'text/event-stream',
		'cache-control': 'no-store, no-transform',
		'x-accel-buffering': 'no',
		'x-content-type-options': 'nosniff',
		'ratelimit-policy': '"default";q=600;w=60',
	});
	expect(stream.headers).not.toHaveProperty('content-encoding');
	const now = await api.send({ url: PATH, cookie });
	expect(stream.first).toEqual({ name: 'session', data: now.json<object>(), retryMs: null });
});

test('without the wish for a stream the answer is the session as it is now, also with HEAD', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	const [session] = (await api.send({ url: '/users/me/sessions', cookie })).json<{
		sessions: { id: string }[];
	}>().sessions;
	const now = await api.send({ url: PATH, cookie });
	const { account, ...rest } = now.json<{ account: string }>();
	expect(account).toMatch(/^[\w-]{16}$/);
	expect(rest).toEqual({ id: session?.id });
	expect(now.headers.vary).toBe('Origin, Accept');
	const head = await api.send({ method: 'HEAD', url: PATH, cookie, headers: STREAM });
	expect({ status: head.statusCode, body: head.body }).toEqual({ status: 200, body: '' });
});

test('without a session there is no stream, and the answer says why', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	expectProblem(await api.send({ url: PATH, headers: STREAM }), 401, 'no_session');
	await api.send({ method: 'POST', url: '/auth/logout', cookie });
	const refused = await api.send({ url: PATH, cookie, headers: STREAM });
	expectProblem(refused, 401, 'session_ended');
	expect(refused.json()).toMatchObject({ reason: 'signed_out' });
});

describe('whoever watches is told of the end by', () => {
	test('a sign-out, and nobody else of the same person', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const second = await signInAgain(api, { email: ada.email, password: ada.password });
		using watching = await watch(api, ada.cookie);
		using other = await watch(api, second);
		await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
		await expectEnded(watching.next(), 'signed_out');
		expect(await watching.next()).toBeNull();
		await api.send({ method: 'POST', url: '/auth/logout', cookie: second });
		await expectEnded(other.next(), 'signed_out');
	});

	test('another sign-in in the same browser', async () => {
		await using api = await createTestApp();
		const { email, password, cookie } = await api.signIn();
		using watching = await watch(api, cookie);
		await signInAgain(api, { email, password }, cookie);
		await expectEnded(watching.next(), 'replaced');
	});

	test('one session too many', async () => {
		await using api = await createTestApp({ sessionsPerUserMax: 1 });
		const { email, password, cookie } = await api.signIn();
		using watching = await watch(api, cookie);
		await signInAgain(api, { email, password });
		await expectEnded(watching.next(), 'session_limit');
	});
});

test('a change of the account that nobody announced is told within a round', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	using watching = await watch(api, cookie);
	await api.send({ method: 'PATCH', url: '/users/me/profile', cookie, payload: { name: 'Ada' } });
	vi.advanceTimersByTime(15_000);
	const told = await watching.next();
	expect(told).toMatchObject({ name: 'session', data: { id: watching.first?.data['id'] } });
	expect(told?.data['account']).not.toBe(watching.first?.data['account']);
	api.clock.advance(8 * DAY_MS);
	vi.advanceTimersByTime(15_000);
	expect(await watching.next()).toMatchObject({ data: { code: 'session_expired_idle' } });
	expect(watching.comments()).toBeGreaterThan(0);
});

test('neither a stream nor a look is a use of the session', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	const lastSeen = () =>
		api.storage.db.selectFrom('session').select('last_seen_at').executeTakeFirstOrThrow();
	const before = await lastSeen();
	api.clock.advance(10 * MINUTE_MS);
	using watching = await watch(api, cookie);
	expect(watching.first?.name).toBe('session');
	await api.send({ url: PATH, cookie });
	await api.services.lastSeen.flush();
	expect(await lastSeen()).toEqual(before);
	await api.send({ url: '/users/me', cookie });
	await api.services.lastSeen.flush();
	expect(await lastSeen()).not.toEqual(before);
});

test('where there is no room for a stream, the answer says so, and a look still works', async () => {
	await using api = await createTestApp({ pushStreamsMax: 1 });
	const { cookie } = await api.signIn();
	const watching = await watch(api, cookie);
	const refused = await api.send({ url: PATH, cookie, headers: STREAM });
	expectProblem(refused, 503, 'unavailable');
	expect(refused.headers['retry-after']).toBe('2');
	expect((await api.send({ url: PATH, cookie })).statusCode).toBe(200);
	watching[Symbol.dispose]();
	await expect.poll(api.services.sessionWatch.count).toBe(0);
	using another = await watch(api, cookie);
	expect(another.first?.name).toBe('session');
});

test('a stream leaves one line in the log, when it ends, and nothing when it is cut', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	const lines = () =>
		api.logLines().filter(({ level, route }) => route === PATH || Number(level) > 30);
	const cut = await watch(api, cookie);
	using ended = await watch(api, cookie);
	expect(lines()).toEqual([]);
	cut[Symbol.dispose]();
	await expect.poll(() => lines().length).toBe(1);
	await api.send({ method: 'POST', url: '/auth/logout', cookie });
	await expectEnded(ended.next(), 'signed_out');
	await expect.poll(() => lines().length).toBe(2);
	for (const line of lines())
		expect(line).toMatchObject({ msg: 'request', status: 200, level: 30 });
});

test('a stop sends everybody away, to return within two seconds, and lets nobody in', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	using watching = await watch(api, cookie);
	const closing = api.app.close();
	const bye = await watching.next();
	expect(bye).toMatchObject({ name: 'bye', data: { reason: 'stopping' } });
	expect(bye?.retryMs).toBeLessThan(2000);
	expect(await watching.next()).toBeNull();
	await closing;
	expect(api.services.sessionWatch.hasRoom()).toBe(false);
});
