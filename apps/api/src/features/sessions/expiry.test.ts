import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';

const me = (api: TestApp, { cookie }: Person) => api.send({ url: '/users/me', cookie });

const PLAIN_MEMBERS = ['type', 'title', 'status', 'code', 'requestId'];

test('an unused session lives for exactly seven days', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const grace = await api.signIn('grace@example.com');
	api.clock.advance(7 * DAY_MS - 1);
	expect((await me(api, ada)).statusCode).toBe(200);
	api.clock.advance(1);
	const late = await me(api, grace);
	expectProblem(late, 401, 'session_expired_idle');
	expect(Object.keys(late.json<object>()).sort()).toEqual([...PLAIN_MEMBERS].sort());
});

test('use extends the idle life from the time of the use', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(6 * DAY_MS);
	await me(api, ada);
	await api.services.lastSeen.flush();
	api.clock.advance(7 * DAY_MS - 1);
	expect((await me(api, ada)).statusCode).toBe(200);
	api.clock.advance(1);
	expectProblem(await me(api, ada), 401, 'session_expired_idle');
});

test('a refused request does not count as use', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(7 * DAY_MS);
	expectProblem(await me(api, ada), 401, 'session_expired_idle');
	await api.services.lastSeen.flush();
	expectProblem(await me(api, ada), 401, 'session_expired_idle');
});

test('use every minute does not extend the absolute life', async () => {
	const minutes = 120;
	await using api = await createTestApp({
		sessionIdleSeconds: 600,
		sessionAbsoluteSeconds: minutes * 60,
		rateLimitPerMinute: 1_000_000,
	});
	const ada = await api.signIn();
	for (let minute = 1; minute < minutes; minute += 1) {
		api.clock.advance(MINUTE_MS);
		expect((await me(api, ada)).statusCode).toBe(200);
		await api.services.lastSeen.flush();
	}
	api.clock.advance(MINUTE_MS - 1);
	expect((await me(api, ada)).statusCode).toBe(200);
	await api.services.lastSeen.flush();
	api.clock.advance(1);
	const late = await me(api, ada);
	expectProblem(late, 401, 'session_expired_absolute');
	expect(Object.keys(late.json<object>()).sort()).toEqual([...PLAIN_MEMBERS].sort());
});

test('a session in use reaches its absolute life, with the shortest idle life that can be set too', async () => {
	await using api = await createTestApp({
		sessionIdleSeconds: 60,
		sessionAbsoluteSeconds: 3600,
		rateLimitPerMinute: 1_000_000,
	});
	const ada = await api.signIn();
	// Every 20 seconds somebody clicks: nobody was away.
	for (let seconds = 20; seconds < 3600; seconds += 20) {
		api.clock.advance(20_000);
		expect({ seconds, status: (await me(api, ada)).statusCode }).toEqual({ seconds, status: 200 });
		await api.services.lastSeen.flush();
	}
});

test('a disabled account is refused at once, and let in again when it is enabled', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { db } = api.storage;
	await db.updateTable('user').set({ disabled_at: api.clock() }).execute();
	const refused = await me(api, ada);
	expectProblem(refused, 401, 'account_disabled');
	expect(Object.keys(refused.json<object>()).sort()).toEqual([...PLAIN_MEMBERS].sort());
	await db.updateTable('user').set({ disabled_at: null }).execute();
	expect((await me(api, ada)).statusCode).toBe(200);
});

test('a deleted account has no sessions', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.storage.db.deleteFrom('user').where('id', '=', ada.userId).execute();
	expectProblem(await me(api, ada), 401, 'no_session');
	expect(await api.storage.db.selectFrom('session').selectAll().execute()).toEqual([]);
});

test('an ended session says when and why, also after its life would have been over', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
	api.clock.advance(40 * DAY_MS);
	const late = await me(api, ada);
	expectProblem(late, 401, 'session_ended');
	expect(late.json()).toMatchObject({ reason: 'signed_out', endedAt: '2030-01-01T12:00:00.000Z' });
});

test('no cookie at all is a code of its own', async () => {
	await using api = await createTestApp();
	const response = await api.send({ url: '/users/me' });
	expectProblem(response, 401, 'no_session');
	expect(Object.keys(response.json<object>()).sort()).toEqual([...PLAIN_MEMBERS].sort());
});
