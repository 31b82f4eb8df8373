import { randomUUID } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { cookieOf, createTestApp, type TestApp } from '../../../test/app.ts';
import { SOMEBODY, SOMEWHERE } from '../../../test/where.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { expectProblem } from '../../../test/problem.ts';
import type { Storage } from '../../ports/storage.ts';
import { createUserStore } from '../users/index.ts';
import { createSessionStore } from './index.ts';

const CAP = { liveMax: 5, idleBefore: 0 };
const NO_LIMIT = 1_000_000;

async function createUser({ db }: Storage): Promise<string> {
	const id = randomUUID();
	await createUserStore(db).insert({ id, email: `${id}@example.com`, now: 0 });
	return id;
}

const newSession = (userId: string, now: number) => ({
	tokenHash: hashToken(mintToken()),
	id: randomUUID(),
	userId,
	method: 'password',
	where: SOMEWHERE,
	browserHash: 'a browser',
	now,
	expiresAt: now + 1000,
});

function sessionsOf({ db }: Storage, userId: string) {
	return db
		.selectFrom('session')
		.select(['token_hash', 'created_at', 'ended_at', 'end_reason'])
		.where('user_id', '=', userId)
		.orderBy('created_at')
		.execute();
}

async function signInTimes(api: TestApp, times: number): Promise<string[]> {
	const { email, password } = await api.createPerson();
	const cookies: string[] = [];
	for (let each = 0; each < times; each += 1) {
		api.clock.advance(1000);
		const request = { method: 'POST', url: '/auth/login', payload: { email, password } } as const;
		cookies.push(cookieOf(await api.send(request)));
	}
	return cookies;
}

test('the fifty-first session ends the oldest, which is told why', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: NO_LIMIT });
	const cookies = await signInTimes(api, 51);
	const statuses = [];
	for (const cookie of cookies) {
		statuses.push((await api.send({ url: '/users/me', cookie })).statusCode);
	}
	expect(statuses).toEqual([401, ...Array.from({ length: 50 }, () => 200)]);
	const first = await api.send({ url: '/users/me', cookie: cookies[0] ?? '' });
	expectProblem(first, 401, 'session_ended');
	expect(first.json()).toMatchObject({
		reason: 'session_limit',
		endedAt: '2030-01-01T12:00:51.000Z',
	});
});

test('a session that was signed out makes room for another', async () => {
	await using api = await createTestApp({ sessionsPerUserMax: 2 });
	const [first = '', second = ''] = await signInTimes(api, 2);
	await api.send({ method: 'POST', url: '/auth/logout', cookie: second });
	const { db } = api.storage;
	const { user_id: userId } = await db
		.selectFrom('session')
		.select('user_id')
		.executeTakeFirstOrThrow();
	await api.services.sessions.start({
		userId,
		method: 'password',
		replacesTokenHash: null,
		where: SOMEWHERE,
		visitor: SOMEBODY,
	});
	expect((await api.send({ url: '/users/me', cookie: first })).statusCode).toBe(200);
});

test('a session that expired makes room for another', async () => {
	await using api = await createTestApp({ sessionsPerUserMax: 2, sessionIdleSeconds: 600 });
	const [used = '', unused = ''] = await signInTimes(api, 2);
	expect(unused).not.toBe('');
	for (let minute = 0; minute < 11; minute += 1) {
		api.clock.advance(60_000);
		await api.send({ url: '/users/me', cookie: used });
		await api.services.lastSeen.flush();
	}
	const { user_id: userId } = await api.storage.db
		.selectFrom('session')
		.select('user_id')
		.executeTakeFirstOrThrow();
	await api.services.sessions.start({
		userId,
		method: 'password',
		replacesTokenHash: null,
		where: SOMEWHERE,
		visitor: SOMEBODY,
	});
	expect((await api.send({ url: '/users/me', cookie: used })).statusCode).toBe(200);
});

test('the cap is each person’s own', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createSessionStore(storage);
	const [ada, grace] = [await createUser(storage), await createUser(storage)];
	for (let now = 1; now <= 2 * CAP.liveMax; now += 1) {
		await store.start(newSession(now % 2 === 0 ? ada : grace, now), null, CAP);
	}
	for (const userId of [ada, grace]) {
		const live = (await sessionsOf(storage, userId)).filter(({ ended_at }) => ended_at === null);
		expect(live).toHaveLength(CAP.liveMax);
	}
});

describe('parallel starts of one person', () => {
	test.each([1, 2, 3, 4, 5])('leave exactly the newest %#', async (round) => {
		await using database = await createTestDatabase();
		const { storage } = database;
		const store = createSessionStore(storage);
		const userId = await createUser(storage);
		const starts = Array.from({ length: 20 }, (_, index) =>
			newSession(userId, round * 100 + index),
		);
		const started = await Promise.all(starts.map((each) => store.start(each, null, CAP)));
		expect(started).toEqual(starts.map(() => 'started'));
		const rows = await sessionsOf(storage, userId);
		expect(rows).toHaveLength(20);
		expect(rows.filter(({ ended_at }) => ended_at === null)).toHaveLength(CAP.liveMax);
		const reasons = rows.filter(({ ended_at }) => ended_at !== null).map((row) => row.end_reason);
		expect(new Set(reasons)).toEqual(new Set(['session_limit']));
	});

	test('never end the session that was just started, though the clock stands still', async () => {
		await using database = await createTestDatabase();
		const { storage } = database;
		const store = createSessionStore(storage);
		const userId = await createUser(storage);
		for (let each = 0; each < 20; each += 1) {
			const session = newSession(userId, 1000);
			await store.start(session, null, { ...CAP, liveMax: 1 });
			const [facts] = await store.findByTokenHash([session.tokenHash]);
			expect({ each, endedAt: facts?.ended_at }).toEqual({ each, endedAt: null });
		}
	});
});

test('no session of a disabled account is good, however the disabling races with its starts', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createSessionStore(storage);
	for (let round = 0; round < 10; round += 1) {
		const userId = await createUser(storage);
		const starts = Array.from({ length: 6 }, (_, index) => newSession(userId, index + 1));
		const disable = () =>
			storage.db.updateTable('user').set({ disabled_at: 1 }).where('id', '=', userId).execute();
		await Promise.all([
			...starts.slice(0, round % 4).map((each) => store.start(each, null, CAP)),
			disable(),
			...starts.slice(round % 4).map((each) => store.start(each, null, CAP)),
		]);
		const facts = await store.findByTokenHash(starts.map(({ tokenHash }) => tokenHash));
		for (const each of facts) expect(each?.disabled_at ?? 1).toBe(1);
		expect(await store.start(newSession(userId, 99), null, CAP)).toBe('disabled');
	}
});

test('a start that is refused leaves the session it would have replaced alone', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createSessionStore(storage);
	const [ada, grace] = [await createUser(storage), await createUser(storage)];
	const held = newSession(ada, 1);
	await store.start(held, null, CAP);
	await storage.db.updateTable('user').set({ disabled_at: 1 }).where('id', '=', grace).execute();
	expect(await store.start(newSession(grace, 2), held.tokenHash, CAP)).toBe('disabled');
	expect(await store.start(newSession(randomUUID(), 2), held.tokenHash, CAP)).toBe('gone');
	const [facts] = await store.findByTokenHash([held.tokenHash]);
	expect(facts?.ended_at).toBeNull();
});
