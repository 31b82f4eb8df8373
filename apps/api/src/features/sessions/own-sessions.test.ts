import { hashToken } from '@postern/session-token';
import type { LightMyRequestResponse as Response } from 'fastify';
import { expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';
import type { OwnSession } from './index.ts';

const NO_LIMIT = 1_000_000;
const CLEARED = 'session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const FIREFOX_ON_LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Signs a person in once more, elsewhere; gives the cookie. */
async function signInElsewhere(
	api: TestApp,
	{ email, password }: Person,
	headers: Record<string, string> = {},
): Promise<string> {
	return cookieOf(
		await api.send({
			...{ method: 'POST', url: '/auth/login', payload: { email, password }, headers },
			remoteAddress: '2001:db8:1:2:3::4',
		}),
	);
}

async function list(api: TestApp, cookie: string): Promise<OwnSession[]> {
	const response = await api.send({ url: '/users/me/sessions', cookie });
	expect(response.statusCode).toBe(200);
	return response.json<{ sessions: OwnSession[] }>().sessions;
}

/** The id of the session that a cookie stands for. */
async function idOf(api: TestApp, cookie: string): Promise<string> {
	const row = await api.storage.db
		.selectFrom('session')
		.select('id')
		.where('token_hash', '=', hashToken(cookie.slice('session='.length)))
		.executeTakeFirstOrThrow();
	return row.id;
}

const endOne = (api: TestApp, cookie: string, id: string): Promise<Response> =>
	api.send({ method: 'DELETE', url: `/users/me/sessions/${id}`, cookie });
const endMany = (api: TestApp, cookie: string, which: 'others' | 'all'): Promise<Response> =>
	api.send({ method: 'POST', url: `/users/me/sessions/end-${which}`, cookie });
const me = (api: TestApp, cookie: string): Promise<Response> =>
	api.send({ url: '/users/me', cookie });

async function expectRevoked(api: TestApp, cookie: string): Promise<void> {
	const refused = await me(api, cookie);
	expectProblem(refused, 401, 'session_ended');
	expect(refused.json()).toMatchObject({ reason: 'revoked' });
}

test('the list says of each session where, how and when, and nothing of its token', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(2 * DAY_MS);
	await signInElsewhere(api, ada, { 'user-agent': FIREFOX_ON_LINUX });
	api.clock.advance(1000);
	const response = await api.send({ url: '/users/me/sessions', cookie: ada.cookie });
	const common = { id: expect.any(String) as string, method: 'password', place: null };
	expect(response.json()).toEqual({
		sessions: [
			{
				...common,
				...{ createdAt: '2030-01-01T12:00:00.000Z', lastSeenAt: '2030-01-03T12:00:01.000Z' },
				...{ client: '127.0.0.1', browser: null, system: null, isThisSession: true },
			},
			{
				...common,
				...{ createdAt: '2030-01-03T12:00:00.000Z', lastSeenAt: '2030-01-03T12:00:00.000Z' },
				...{ client: '2001:db8:1:2::/64', browser: 'Firefox', system: 'Linux' },
				isThisSession: false,
			},
		],
	});
	const rows = await api.storage.db.selectFrom('session').select('token_hash').execute();
	for (const { token_hash } of rows) expect(response.body).not.toContain(token_hash);
	expect(response.body).not.toContain(ada.cookie.slice('session='.length));
});

test('this session comes first and was used now, the others follow by their last use', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const cookies: string[] = [];
	for (let each = 0; each < 3; each += 1) {
		api.clock.advance(MINUTE_MS);
		cookies.push(await signInElsewhere(api, ada));
	}
	api.clock.advance(MINUTE_MS);
	const [first = '', second = '', third = ''] = cookies;
	await me(api, first);
	await api.services.lastSeen.flush();
	api.clock.advance(MINUTE_MS - 1);
	const sessions = await list(api, ada.cookie);
	const ids = [ada.cookie, first, third, second].map((cookie) => idOf(api, cookie));
	expect(sessions.map(({ id }) => id)).toEqual(await Promise.all(ids));
	expect(sessions.map(({ isThisSession }) => isThisSession)).toEqual([true, false, false, false]);
	expect(sessions[0]?.lastSeenAt).toBe(new Date(api.clock()).toISOString());
});

test('the list has exactly the sessions with which a request would pass', async () => {
	await using api = await createTestApp({
		...{ sessionIdleSeconds: 600, sessionAbsoluteSeconds: 3600 },
		rateLimitPerMinute: NO_LIMIT,
	});
	const ada = await api.signIn();
	await api.signIn('grace@example.com');
	const signedOut = await signInElsewhere(api, ada);
	await api.send({ method: 'POST', url: '/auth/logout', cookie: signedOut });
	const cookies = [ada.cookie, signedOut];
	for (let minute = 1; minute <= 59; minute += 1) {
		api.clock.advance(MINUTE_MS);
		if (minute % 6 === 0) cookies.push(await signInElsewhere(api, ada));
		await me(api, ada.cookie);
		await api.services.lastSeen.flush();
		if (minute % 7 !== 0 && minute !== 58) continue;
		const listed = (await list(api, ada.cookie)).map(({ id }) => id).sort();
		const passing: string[] = [];
		for (const cookie of cookies) {
			if ((await me(api, cookie)).statusCode === 200) passing.push(await idOf(api, cookie));
		}
		expect(listed).toEqual(passing.sort());
		await api.services.lastSeen.flush();
	}
	// The last millisecond of the absolute life, and the sessions that outlive it.
	const young = cookies.at(-1) ?? '';
	const ids = [await idOf(api, ada.cookie), await idOf(api, young)];
	api.clock.advance(MINUTE_MS - 1);
	expect((await list(api, young)).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
	api.clock.advance(1);
	const left = (await list(api, young)).map(({ id }) => id);
	expect(left).not.toContain(ids[0]);
	expect(left).toContain(ids[1]);
});

test('an ended session is dead for the next request and is told that it was ended elsewhere', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	const third = await signInElsewhere(api, ada);
	const ended = await endOne(api, ada.cookie, await idOf(api, other));
	expect({ status: ended.statusCode, body: ended.body }).toEqual({ status: 204, body: '' });
	expect(ended.headers).not.toHaveProperty('set-cookie');
	await expectRevoked(api, other);
	for (const cookie of [ada.cookie, third]) expect((await me(api, cookie)).statusCode).toBe(200);
	expect(await list(api, ada.cookie)).toHaveLength(2);
});

test('ending this very session is a sign-out and takes the cookie back', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	const ended = await endOne(api, ada.cookie, await idOf(api, ada.cookie));
	expect(ended.statusCode).toBe(204);
	expect(ended.headers['set-cookie']).toBe(CLEARED);
	const refused = await me(api, ada.cookie);
	expectProblem(refused, 401, 'session_ended');
	expect(refused.json()).toMatchObject({ reason: 'signed_out' });
	expect((await me(api, other)).statusCode).toBe(200);
});

test('another person’s session, an unknown and a dead one are the same 404', async () => {
	await using api = await createTestApp({ sessionIdleSeconds: 600, sessionAbsoluteSeconds: 1200 });
	const ada = await api.signIn();
	const idle = await signInElsewhere(api, ada);
	const idleForLong = await signInElsewhere(api, ada);
	const ended = await signInElsewhere(api, ada);
	const past = await signInElsewhere(api, ada);
	await endOne(api, ada.cookie, await idOf(api, ended));
	api.clock.advance(600_000);
	const { db } = api.storage;
	const fresh = await signInElsewhere(api, ada);
	const grace = await api.signIn('grace@example.com');
	const set = async (cookie: string, values: { last_seen_at?: number; expires_at?: number }) =>
		db
			.updateTable('session')
			.set(values)
			.where('id', '=', await idOf(api, cookie))
			.execute();
	await set(idleForLong, { last_seen_at: api.clock() - DAY_MS });
	await set(past, { last_seen_at: api.clock(), expires_at: api.clock() });
	const dead = [grace.cookie, idle, idleForLong, ended, past].map((cookie) => idOf(api, cookie));
	const bodies = [];
	for (const id of [...(await Promise.all(dead)), NOBODY]) {
		const refused = await endOne(api, fresh, id);
		expectProblem(refused, 404, 'session_not_found');
		const { requestId, ...body } = refused.json<Record<string, unknown>>();
		expect(requestId).toBeTypeOf('string');
		bodies.push(JSON.stringify(body));
	}
	expect(new Set(bodies).size).toBe(1);
	expect((await me(api, grace.cookie)).statusCode).toBe(200);
});

test('ending the others ends exactly these, and says how many they were', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const grace = await api.signIn('grace@example.com');
	const others = [await signInElsewhere(api, ada), await signInElsewhere(api, ada)];
	const ended = await endMany(api, ada.cookie, 'others');
	expect(ended.json()).toEqual({ ended: 2 });
	expect(ended.headers).not.toHaveProperty('set-cookie');
	for (const cookie of others) await expectRevoked(api, cookie);
	for (const { cookie } of [ada, grace]) expect((await me(api, cookie)).statusCode).toBe(200);
	expect((await endMany(api, ada.cookie, 'others')).json()).toEqual({ ended: 0 });
});

test('ending all ends this one too and takes the cookie back; other people notice nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const grace = await api.signIn('grace@example.com');
	const other = await signInElsewhere(api, ada);
	const ended = await endMany(api, ada.cookie, 'all');
	expect(ended.json()).toEqual({ ended: 2 });
	expect(ended.headers['set-cookie']).toBe(CLEARED);
	await expectRevoked(api, other);
	expect((await me(api, ada.cookie)).json()).toMatchObject({ reason: 'signed_out' });
	expect((await me(api, grace.cookie)).statusCode).toBe(200);
});

test('sessions that died by themselves are not counted and keep their reason', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const signedOut = await signInElsewhere(api, ada);
	await api.send({ method: 'POST', url: '/auth/logout', cookie: signedOut });
	const idle = await signInElsewhere(api, ada);
	api.clock.advance(8 * DAY_MS);
	const fresh = await signInElsewhere(api, ada);
	expect((await endMany(api, fresh, 'others')).json()).toEqual({ ended: 0 });
	expect((await me(api, signedOut)).json()).toMatchObject({ reason: 'signed_out' });
	expectProblem(await me(api, idle), 401, 'session_expired_idle');
});

test('a use whose note is still on its way brings no ended session back', async () => {
	await using api = await createTestApp({ stepUpSeconds: NO_LIMIT });
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	api.clock.advance(6 * DAY_MS);
	await me(api, ada.cookie);
	await api.services.lastSeen.flush();
	api.clock.advance(DAY_MS - 1);
	expect((await me(api, other)).statusCode).toBe(200);
	api.clock.advance(500);
	expect((await endMany(api, ada.cookie, 'others')).json()).toEqual({ ended: 0 });
	await api.services.lastSeen.flush();
	await expectRevoked(api, other);
});

test('who was ended since the request was let in ends nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	const late = { id: await idOf(api, other), userId: ada.userId };
	await endMany(api, ada.cookie, 'others');
	const { ownSessions } = api.services;
	for (const tooLate of [
		() => ownSessions.endAll(late, SOMEWHERE),
		() => ownSessions.endOthers(late, SOMEWHERE),
		async () => ownSessions.end(late, await idOf(api, ada.cookie), SOMEWHERE),
	]) {
		await expect(tooLate()).rejects.toMatchObject({ kind: { code: 'session_ended' } });
	}
	expect((await me(api, ada.cookie)).statusCode).toBe(200);
});

test('a disabled person ends nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.storage.db.updateTable('user').set({ disabled_at: api.clock() }).execute();
	for (const which of ['others', 'all'] as const) {
		expectProblem(await endMany(api, ada.cookie, which), 401, 'account_disabled');
	}
	const rows = await api.storage.db.selectFrom('session').select('ended_at').execute();
	expect(rows).toEqual([{ ended_at: null }]);
});
