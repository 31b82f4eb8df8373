import { Agent, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { createTestApp, type TestApp, WEB_ORIGIN } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { head, listen } from '../../../test/raw.ts';

const NO_LIMIT = 1_000_000;
const SIGN_OUT = { method: 'POST', url: '/auth/logout' } as const;
const CLEARED = 'session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax';

test('a token is dead for every request after its sign-out was answered', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: NO_LIMIT });
	const ada = await api.signIn();
	await api.send({ ...SIGN_OUT, cookie: ada.cookie });
	const replays = await Promise.all(
		Array.from({ length: 50 }, () => api.send({ url: '/users/me', cookie: ada.cookie })),
	);
	for (const replay of replays) {
		expectProblem(replay, 401, 'session_ended');
		expect(replay.json()).toMatchObject({
			reason: 'signed_out',
			endedAt: '2030-01-01T12:00:00.000Z',
		});
	}
});

test('a connection that was open before the sign-out carries nothing after it', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: NO_LIMIT });
	const ada = await api.signIn();
	await api.app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = api.app.server.address() as AddressInfo;
	const agent = new Agent({ keepAlive: true, maxSockets: 10 });
	const connections = new Set<unknown>();
	const call = (method: string, path: string): Promise<number | undefined> =>
		new Promise((resolve, reject) => {
			const headers = { cookie: ada.cookie, origin: WEB_ORIGIN };
			const sent = request({ agent, host: '127.0.0.1', port, method, path, headers }, (reply) => {
				reply.resume().once('end', () => {
					resolve(reply.statusCode);
				});
			});
			sent.once('socket', (socket) => connections.add(socket));
			sent.once('error', reject).end();
		});
	const callMe = (times: number) =>
		Promise.all(Array.from({ length: times }, () => call('GET', '/users/me')));
	try {
		expect(new Set(await callMe(10))).toEqual(new Set([200]));
		// Sent before the sign-out and answered around it: either answer is right, the next are not.
		const inFlight = callMe(5);
		expect(await call('POST', '/auth/logout')).toBe(204);
		const after = callMe(50);
		for (const status of await inFlight) expect([200, 401]).toContain(status);
		expect(await after).toEqual(Array.from({ length: 50 }, () => 401));
		expect(connections.size).toBe(10);
	} finally {
		agent.destroy();
	}
});

test('a write whose body comes after the sign-out changes nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const port = await listen(api);
	const body = JSON.stringify({ title: 'too late' });
	const socket = connect({ host: '127.0.0.1', port });
	const answer = text(socket);
	const lines = [
		`Cookie: ${ada.cookie}`,
		`Origin: ${WEB_ORIGIN}`,
		'Content-Type: application/json',
		'Connection: close',
		`Content-Length: ${String(body.length)}`,
	];
	socket.write(head('POST /todos HTTP/1.1', ...lines) + body.slice(0, 3));
	await letIn(api);
	await api.send({ ...SIGN_OUT, cookie: ada.cookie });
	socket.write(body.slice(3));

	expect(await answer).toMatch(/^HTTP\/1\.1 401 [^]*"reason":"signed_out"[^]*session_ended/);
	const rows = await api.storage.db.selectFrom('todo').select('id').execute();
	expect(rows).toEqual([]);
});

/** Waits until the guard has asked the store about the request that was begun. */
async function letIn({ storage }: TestApp): Promise<void> {
	for (let turn = 0; turn < 20; turn += 1) {
		await storage.ping();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

test('another session of the same person lives on', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { email, password } = ada;
	const other = await api.send({
		method: 'POST',
		url: '/auth/login',
		payload: { email, password },
	});
	await api.send({ ...SIGN_OUT, cookie: ada.cookie });
	const cookie = String(other.headers['set-cookie']).split(';')[0] ?? '';
	expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
});

test('a second sign-out changes neither when nor why the session ended', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.send({ ...SIGN_OUT, cookie: ada.cookie });
	const before = await api.storage.db.selectFrom('session').selectAll().execute();
	api.clock.advance(1000);
	expect((await api.send({ ...SIGN_OUT, cookie: ada.cookie })).statusCode).toBe(204);
	expect(await api.storage.db.selectFrom('session').selectAll().execute()).toEqual(before);
});

test('signing out without a session answers 204 and clears the cookie', async () => {
	await using api = await createTestApp();
	const unknown = `session=${mintToken()}`;
	for (const cookie of [undefined, unknown, 'session=nonsense', `${unknown}; ${unknown}`]) {
		const response = await api.send({ ...SIGN_OUT, ...(cookie === undefined ? {} : { cookie }) });
		expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' });
		expect(response.headers['set-cookie']).toBe(CLEARED);
	}
});

test('signing out with a dead session answers 204 and clears the cookie', async () => {
	await using api = await createTestApp({ sessionIdleSeconds: 600 });
	const ada = await api.signIn();
	api.clock.advance(601_000);
	const response = await api.send({ ...SIGN_OUT, cookie: ada.cookie });
	expect(response.statusCode).toBe(204);
	expect(response.headers['set-cookie']).toBe(CLEARED);
});

test('signing out with a bearer token ends that session', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const authorization = `Bearer ${ada.cookie.slice('session='.length)}`;
	await api.send({ ...SIGN_OUT, headers: { authorization } });
	expectProblem(await api.send({ url: '/users/me', cookie: ada.cookie }), 401, 'session_ended');
});

// A link on any page must not sign anybody out (better-auth #9991).
test.each(['GET', 'HEAD'] as const)('%s signs nobody out', async (method) => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const response = await api.send({ method, url: '/auth/logout', cookie: ada.cookie });
	expect(response.statusCode).toBe(404);
	expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
});
