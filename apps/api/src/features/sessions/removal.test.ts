import { hashToken, mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { createHousekeeping } from '../../housekeeping.ts';
import { DAY_MS } from '../../ports/clock.ts';

async function countSessions({ storage: { db } }: TestApp): Promise<number> {
	return (await db.selectFrom('session').select('id').execute()).length;
}

const HOUR_MS = DAY_MS / 24;

test.each([
	[
		'signed out',
		0,
		(api: TestApp, cookie: string) => api.send({ method: 'POST', url: '/auth/logout', cookie }),
	],
	['idle', 7 * DAY_MS, () => Promise.resolve()],
] as const)('a session that is %s is removed a day after its death', async (_, diesAfter, kill) => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await kill(api, ada.cookie);
	api.clock.advance(diesAfter + DAY_MS);
	await api.services.housekeeping.run();
	expect(await countSessions(api)).toBe(1);
	api.clock.advance(1);
	await api.services.housekeeping.run();
	expect(await countSessions(api)).toBe(0);
	const late = await api.send({ url: '/users/me', cookie: ada.cookie });
	expect(late.json()).toMatchObject({ code: 'no_session' });
});

test('a session in use is removed a day after its absolute end, not before', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	for (let day = 0; day < 29; day += 1) {
		api.clock.advance(DAY_MS);
		await api.send({ url: '/users/me', cookie: ada.cookie });
		await api.services.lastSeen.flush();
		await api.services.housekeeping.run();
	}
	expect(await countSessions(api)).toBe(1);
	api.clock.advance(2 * DAY_MS);
	await api.services.housekeeping.run();
	expect(await countSessions(api)).toBe(1);
	api.clock.advance(1);
	await api.services.housekeeping.run();
	expect(await countSessions(api)).toBe(0);
});

test('more dead sessions than a batch holds are removed in batches, and the living stay', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { db } = api.storage;
	const dead = Array.from({ length: 1200 }, (_, index) => ({
		token_hash: hashToken(mintToken()),
		id: `dead ${String(index)}`,
		user_id: ada.userId,
		method: 'password',
		created_at: 0,
		last_seen_at: 0,
		expires_at: 1,
		ended_at: null,
		end_reason: null,
	}));
	for (let from = 0; from < dead.length; from += 300) {
		await db
			.insertInto('session')
			.values(dead.slice(from, from + 300))
			.execute();
	}
	const removed: number[] = [];
	const sweep = async (limit: number) => {
		const count = await api.services.sessions.removeDead(limit);
		removed.push(count);
		return count;
	};
	const housekeeping = createHousekeeping({ sweeps: [sweep], onError: () => undefined });
	await housekeeping.run();
	expect(removed.length).toBeGreaterThan(1);
	expect(removed.reduce((sum, count) => sum + count)).toBe(1200);
	expect(Math.max(...removed)).toBeLessThanOrEqual(500);
	expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
});

test('replies to repeated writes are swept by the same rounds', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.send({
		method: 'POST',
		url: '/todos',
		cookie: ada.cookie,
		headers: { 'idempotency-key': 'key' },
		payload: { title: 'once' },
	});
	const countKeys = async () =>
		(await api.storage.db.selectFrom('idempotency_key').select('key').execute()).length;
	api.clock.advance(24 * HOUR_MS);
	await api.services.housekeeping.run();
	expect(await countKeys()).toBe(1);
	api.clock.advance(1);
	await api.services.housekeeping.run();
	expect(await countKeys()).toBe(0);
	expect(await api.storage.db.selectFrom('todo').select('title').execute()).toHaveLength(1);
});

test('a sweep that fails is reported and stops no other', async () => {
	const errors: unknown[] = [];
	let isSwept = false;
	const housekeeping = createHousekeeping({
		sweeps: [
			() => Promise.reject(new Error('broken')),
			() => {
				isSwept = true;
				return Promise.resolve(0);
			},
		],
		onError: (error) => errors.push(error),
	});
	await housekeeping.run();
	expect({ errors, isSwept }).toEqual({ errors: [new Error('broken')], isSwept: true });
});
