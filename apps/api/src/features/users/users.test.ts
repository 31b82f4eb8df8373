import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { createUserStore } from './index.ts';

test('a person sees their own account, and nothing but what the contract names', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn('ada@example.com');
	await api.signIn('grace@example.com');
	await api.storage.db
		.updateTable('user')
		.set({ name: 'Ada Lovelace \u{1f469}' })
		.where('id', '=', ada.userId)
		.execute();
	const me = await api.send({ url: '/users/me', cookie: ada.cookie });
	expect(me.json()).toEqual({
		id: ada.userId,
		email: 'ada@example.com',
		name: 'Ada Lovelace \u{1f469}',
		isEmailVerified: true,
		createdAt: '2030-01-01T12:00:00.000Z',
		keptFromDeletionAt: null,
	});
	expect(me.headers).toMatchObject({ 'cache-control': 'no-store' });
	expect(me.headers).not.toHaveProperty('set-cookie');
});

test('a change of the account shows in the very next request', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	for (const name of ['first', 'second', null]) {
		await api.storage.db.updateTable('user').set({ name }).execute();
		const me = await api.send({ url: '/users/me', cookie: ada.cookie });
		expect(me.json()).toMatchObject({ name });
	}
});

test('two accounts never share an address, though they are made at the same time', async () => {
	await using database = await createTestDatabase();
	const store = createUserStore(database.storage.db);
	expect(await store.isEmpty()).toBe(true);
	const made = await Promise.all(
		Array.from({ length: 10 }, (_, index) =>
			store.insert({ id: String(index), email: 'ada@example.com', now: 0 }),
		),
	);
	expect(made.filter(Boolean)).toHaveLength(1);
	expect(await database.storage.db.selectFrom('user').select('email').execute()).toHaveLength(1);
	expect(await store.isEmpty()).toBe(false);
});
