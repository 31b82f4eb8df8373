import { hashToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, trailOf } from '../../../test/trail.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';

const me = (api: TestApp, cookie: string) => api.send({ url: '/users/me', cookie });
const inTransaction = <T>({ storage }: TestApp, work: (trx: Db) => Promise<T>) =>
	storage.db.transaction().execute(work);

async function signInElsewhere(api: TestApp, { email, password }: Person): Promise<string> {
	const payload = { email, password };
	return cookieOf(await api.send({ method: 'POST', url: '/auth/login', payload }));
}

function sessionOf(api: TestApp, cookie: string) {
	return api.storage.db
		.selectFrom('session')
		.selectAll()
		.where('token_hash', '=', hashToken(cookie.slice('session='.length)))
		.executeTakeFirstOrThrow();
}

test('all sessions of an account end with a reason, each is recorded, and other people stay', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	const grace = await api.signIn('grace@example.com');
	const ids = await Promise.all(
		[ada.cookie, other].map(async (each) => (await sessionOf(api, each)).id),
	);
	await forgetTrail(api.storage.db);
	const ended = await inTransaction(api, (trx) =>
		api.services.sessions.endAll(trx, ada.userId, 'password_changed', {}, SOMEWHERE),
	);
	expect(ended).toBe(2);
	for (const cookie of [ada.cookie, other]) {
		const refused = await me(api, cookie);
		expectProblem(refused, 401, 'session_ended');
		expect(refused.json()).toMatchObject({ reason: 'password_changed' });
	}
	expect((await me(api, grace.cookie)).statusCode).toBe(200);
	const trail = await trailOf(api.storage.db);
	expect(trail.map(({ name, user_id }) => [name, user_id])).toEqual([
		['session_revoked', ada.userId],
		['session_revoked', ada.userId],
	]);
	expect(trail.map(({ session_id }) => session_id).sort()).toEqual(ids.sort());
});

test('of all sessions of an account those of one browser end, as disowned', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = await signInElsewhere(api, ada);
	const grace = await api.signIn('grace@example.com');
	const { db } = api.storage;
	const own = await sessionOf(api, ada.cookie);
	await db
		.updateTable('session')
		.set({ browser_hash: 'a browser' })
		.where('token_hash', '!=', (await sessionOf(api, other)).token_hash)
		.execute();
	await forgetTrail(db);
	const browser = { userId: ada.userId, browserHash: 'a browser' };
	const ended = await inTransaction(api, (trx) =>
		api.services.sessions.endOfBrowser(trx, browser, SOMEWHERE),
	);
	expect(ended).toBe(1);
	expect((await me(api, ada.cookie)).json()).toMatchObject({ reason: 'disowned' });
	for (const cookie of [other, grace.cookie]) {
		expect((await me(api, cookie)).statusCode).toBe(200);
	}
	expect(await trailOf(db)).toMatchObject([{ name: 'session_revoked', session_id: own.id }]);
});

test('what the operator ends is recorded as that, for the account and from nowhere', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await forgetTrail(api.storage.db);
	await inTransaction(api, (trx) =>
		api.services.sessions.endAll(trx, ada.userId, 'operator', {}, null),
	);
	expect(await trailOf(api.storage.db)).toMatchObject([
		{ name: 'session_ended_by_operator', user_id: ada.userId, client: null },
	]);
});

test('all but one session end, and those that died by themselves keep their reason', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(8 * DAY_MS);
	const [kept, ended] = [await signInElsewhere(api, ada), await signInElsewhere(api, ada)];
	const { id: except } = await sessionOf(api, kept);
	const count = await inTransaction(api, (trx) =>
		api.services.sessions.endAll(trx, ada.userId, 'password_changed', { except }, SOMEWHERE),
	);
	expect(count).toBe(1);
	expect((await me(api, kept)).statusCode).toBe(200);
	expectProblem(await me(api, ended), 401, 'session_ended');
	expectProblem(await me(api, ada.cookie), 401, 'session_expired_idle');
});

test.each([
	['unused for too long', 8, 'session_expired_idle'],
	['too old', 31, 'session_expired_absolute'],
])(
	'a session ended while a wrong clock took it for %s is not good when the clock is right again',
	async (_why, days, code) => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(days * DAY_MS);
		await inTransaction(api, (trx) =>
			api.services.sessions.endAll(trx, ada.userId, 'password_changed', {}, SOMEWHERE),
		);
		api.clock.advance(-days * DAY_MS);
		expectProblem(await me(api, ada.cookie), 401, code);
	},
);

test('so it is when people end their other sessions themselves', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(8 * DAY_MS);
	const own = await signInElsewhere(api, ada);
	const url = '/users/me/sessions/end-others';
	const answer = await api.send({ method: 'POST', url, cookie: own });
	expect(answer.json()).toEqual({ ended: 0 });
	api.clock.advance(-8 * DAY_MS);
	expectProblem(await me(api, ada.cookie), 401, 'session_expired_idle');
});

test('a session that began by a clock ahead of ours ends when the operator ends all', async () => {
	await using api = await createTestApp();
	api.clock.advance(MINUTE_MS);
	const ada = await api.signIn();
	api.clock.advance(-MINUTE_MS);
	const none = { codes: false, links: false };
	await api.services.emergencies.endSessions('everybody', none);
	expectProblem(await me(api, ada.cookie), 401, 'session_ended');
});

test('an ending whose transaction fails ends nothing and records nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await forgetTrail(api.storage.db);
	const failing = inTransaction(api, async (trx) => {
		await api.services.sessions.endAll(trx, ada.userId, 'password_changed', {}, SOMEWHERE);
		throw new Error('the change failed');
	});
	await expect(failing).rejects.toThrow('the change failed');
	expect((await me(api, ada.cookie)).statusCode).toBe(200);
	expect(await trailOf(api.storage.db)).toEqual([]);
});

test('a renewed session goes on where the old one was, and the old token is worth nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const old = await sessionOf(api, ada.cookie);
	api.clock.advance(2 * DAY_MS);
	await forgetTrail(api.storage.db);
	const renewed = await inTransaction(api, (trx) =>
		api.services.sessions.renew(trx, { id: old.id, userId: ada.userId }, SOMEWHERE),
	);
	const cookie = `session=${renewed.token}`;
	expect((await me(api, cookie)).json()).toMatchObject({ id: ada.userId });
	const refused = await me(api, ada.cookie);
	expectProblem(refused, 401, 'session_ended');
	expect(refused.json()).toMatchObject({ reason: 'replaced' });
	const { id, token_hash, last_seen_at, ...same } = await sessionOf(api, cookie);
	expect(id).toBe(renewed.id);
	expect(old).toMatchObject(same);
	expect({ token_hash, last_seen_at }).toEqual({
		token_hash: hashToken(renewed.token),
		last_seen_at: api.clock(),
	});
	expect(renewed.maxAgeSeconds).toBe((30 - 2) * (DAY_MS / 1000));
	expect(await trailOf(api.storage.db)).toMatchObject([
		{ name: 'session_renewed', session_id: id },
	]);
});

test('a session that was ended meanwhile is neither renewed nor let through', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const session = { id: (await sessionOf(api, ada.cookie)).id, userId: ada.userId };
	await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
	const { sessions } = api.services;
	const tooLate: ((trx: Db) => Promise<unknown>)[] = [
		(trx) => sessions.renew(trx, session, SOMEWHERE),
		(trx) => sessions.assertLiveInTurn(trx, session),
	];
	for (const late of tooLate) {
		await expect(inTransaction(api, late)).rejects.toMatchObject({
			kind: { code: 'session_ended' },
		});
	}
	const rows = await api.storage.db.selectFrom('session').select('id').execute();
	expect(rows).toEqual([{ id: session.id }]);
});

test('two sessions that end each other with a change take turns: one is left', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { sessions } = api.services;
	for (let round = 0; round < 10; round += 1) {
		api.clock.advance(MINUTE_MS);
		const cookies = [await signInElsewhere(api, ada), await signInElsewhere(api, ada)];
		const ids = await Promise.all(cookies.map(async (each) => (await sessionOf(api, each)).id));
		const outcomes = await Promise.allSettled(
			ids.map((id) =>
				inTransaction(api, async (trx) => {
					await sessions.assertLiveInTurn(trx, { id, userId: ada.userId });
					await sessions.endAll(trx, ada.userId, 'password_changed', { except: id }, SOMEWHERE);
				}),
			),
		);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const left = await Promise.all(cookies.map(async (each) => (await me(api, each)).statusCode));
		expect(left.sort()).toEqual([200, 401]);
	}
});
