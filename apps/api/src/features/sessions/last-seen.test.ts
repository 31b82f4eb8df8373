import { hashToken, mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';
import { createLastSeen, createSessionStore } from './index.ts';

async function lastSeenOf(api: TestApp): Promise<number> {
	const row = await api.storage.db
		.selectFrom('session')
		.select('last_seen_at')
		.executeTakeFirstOrThrow();
	return row.last_seen_at;
}

test('use is written down at most once a minute', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const start = await lastSeenOf(api);
	const useAndFlush = async () => {
		await api.send({ url: '/users/me', cookie: ada.cookie });
		await api.services.lastSeen.flush();
	};
	api.clock.advance(MINUTE_MS - 1);
	await useAndFlush();
	expect(await lastSeenOf(api)).toBe(start);
	api.clock.advance(1);
	await useAndFlush();
	expect(await lastSeenOf(api)).toBe(start + MINUTE_MS);
	api.clock.advance(MINUTE_MS - 1);
	await useAndFlush();
	expect(await lastSeenOf(api)).toBe(start + MINUTE_MS);
});

test('a request is answered before its use is written', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const start = await lastSeenOf(api);
	api.clock.advance(DAY_MS);
	expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
	expect(await lastSeenOf(api)).toBe(start);
	await api.services.lastSeen.flush();
	expect(await lastSeenOf(api)).toBe(start + DAY_MS);
});

test('what waits is written within seconds without being asked', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(DAY_MS);
	await api.send({ url: '/users/me', cookie: ada.cookie });
	await expect.poll(() => lastSeenOf(api), { timeout: 5000 }).toBe(api.clock());
});

test('closing the app writes what waits', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	api.clock.advance(DAY_MS);
	await api.send({ url: '/users/me', cookie: ada.cookie });
	await api.app.close();
	expect(await lastSeenOf(api)).toBe(api.clock());
});

test('an earlier time never replaces a later one', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const store = createSessionStore(api.storage);
	const hash = hashToken(ada.cookie.slice('session='.length));
	const start = await lastSeenOf(api);
	await store.markSeen([hash], start + 1000);
	await store.markSeen([hash], start + 500);
	expect(await lastSeenOf(api)).toBe(start + 1000);
	await Promise.all([700, 3000, 2000, 900].map((ms) => store.markSeen([hash], start + ms)));
	expect(await lastSeenOf(api)).toBe(start + 3000);
});

test('an ended session is never touched, though its use was noted before the end', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const start = await lastSeenOf(api);
	api.clock.advance(DAY_MS);
	await api.send({ url: '/users/me', cookie: ada.cookie });
	await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
	await api.services.lastSeen.flush();
	expect(await lastSeenOf(api)).toBe(start);
});

test('a store that fails is reported, and the next uses are written', async () => {
	const errors: unknown[] = [];
	const written: (readonly string[])[] = [];
	let isBroken = true;
	const lastSeen = createLastSeen({
		idleSeconds: 604_800,
		store: {
			markSeen: (hashes) => {
				if (isBroken) return Promise.reject(new Error('broken'));
				written.push(hashes);
				return Promise.resolve();
			},
		},
		onError: (error) => errors.push(error),
	});
	const note = (token_hash: string) => {
		lastSeen.note({ token_hash, last_seen_at: 0 }, DAY_MS);
	};
	note('first');
	await lastSeen.flush();
	expect(errors).toEqual([new Error('broken')]);
	isBroken = false;
	note('second');
	await lastSeen.flush();
	expect(written).toEqual([['second']]);
});

test('any number of sessions is written in statements of bounded size', async () => {
	const sizes: number[] = [];
	const errors: unknown[] = [];
	const lastSeen = createLastSeen({
		idleSeconds: 604_800,
		store: {
			markSeen: (hashes) => {
				sizes.push(hashes.length);
				return Promise.resolve();
			},
		},
		onError: (error) => errors.push(error),
	});
	for (let each = 0; each < 200_000; each += 1) {
		lastSeen.note({ token_hash: String(each), last_seen_at: 0 }, DAY_MS);
	}
	await lastSeen.flush();
	expect(errors).toEqual([]);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
	expect(sizes).not.toContain(0);
	expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200_000);
});

test('a note of a session that is gone does no harm', async () => {
	await using api = await createTestApp();
	const store = createSessionStore(api.storage);
	await expect(store.markSeen([hashToken(mintToken())], api.clock())).resolves.toBeUndefined();
});
