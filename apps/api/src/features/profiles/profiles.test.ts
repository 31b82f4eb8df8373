import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { createProfiles, createProfileStore } from './index.ts';
import { createUsers, createUserStore } from '../users/index.ts';

const PATH = '/users/me/profile';
const EMPTY = {
	...{ name: null, bio: null, website: null },
	...{ timeZone: null, language: null, updatedAt: null },
};
const ADA = {
	name: 'Ada Lovelace',
	bio: 'Poet of numbers.\nLondon.',
	website: 'https://example.com/ada',
	timeZone: 'Europe/London',
	language: 'de',
} as const;

let api: TestApp;
let ada: Person;
let grace: Person;

beforeAll(async () => {
	api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	ada = await api.signIn('ada@example.com');
	grace = await api.signIn('grace@example.com');
});

beforeEach(async () => {
	await api.storage.db.deleteFrom('profile').execute();
	await api.storage.db.updateTable('user').set({ name: null }).execute();
});

afterAll(() => api[Symbol.asyncDispose]());

const get = ({ cookie }: Person) => api.send({ url: PATH, cookie });
const patch = ({ cookie }: Person, payload: object, key?: string) =>
	api.send({
		...{ method: 'PATCH', url: PATH, cookie, payload },
		headers: key === undefined ? {} : { 'idempotency-key': key },
	});

describe('a profile', () => {
	test('is empty for an account that has said nothing, and reading it writes nothing', async () => {
		const before = await snapshot(api.storage.db);
		const response = await get(ada);
		expect(response.statusCode).toBe(200);
		expect(response.json()).toEqual(EMPTY);
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('gives back what was said, with the time of the last change', async () => {
		const updatedAt = new Date(api.clock()).toISOString();
		expect((await patch(ada, ADA)).json()).toEqual({ ...ADA, updatedAt });
		api.clock.advance(1000);
		expect((await get(ada)).json()).toEqual({ ...ADA, updatedAt });
		const later = await patch(ada, { bio: null });
		expect(later.json()).toMatchObject({ updatedAt: new Date(api.clock()).toISOString() });
	});

	test.each(Object.keys(ADA) as (keyof typeof ADA)[])(
		'changes in %s alone when no other field is named',
		async (field) => {
			const others = { ...ADA, [field]: null };
			await patch(ada, others);
			expect((await get(ada)).json()).toMatchObject(others);
			expect((await patch(ada, { [field]: ADA[field] })).json()).toMatchObject(ADA);
			expect((await get(ada)).json()).toMatchObject(ADA);
		},
	);

	test.each(Object.keys(ADA))('is emptied in %s alone by null', async (field) => {
		await patch(ada, ADA);
		expect((await patch(ada, { [field]: null })).json()).toMatchObject({ ...ADA, [field]: null });
		expect((await get(ada)).json()).toMatchObject({ ...ADA, [field]: null });
	});

	test('is the person’s own: there is no way to anybody else’s', async () => {
		await patch(grace, { name: 'Grace Hopper', bio: 'Compilers.' });
		expect((await get(ada)).json()).toEqual(EMPTY);
		await patch(ada, ADA);
		for (const extra of ['userId', 'user_id', 'id', 'email', 'disabledAt', 'updatedAt']) {
			const before = await snapshot(api.storage.db);
			const response = await patch(ada, { bio: 'x', [extra]: grace.userId });
			expectProblem(response, 422, 'invalid_request');
			expect(await snapshot(api.storage.db)).toBe(before);
		}
		for (const url of [`${PATH}?userId=${grace.userId}`, `${PATH}?user_id=${grace.userId}`]) {
			expect((await api.send({ url, cookie: ada.cookie })).json()).toMatchObject(ADA);
		}
		const other = await api.send({ url: `/users/${grace.userId}/profile`, cookie: ada.cookie });
		expectProblem(other, 404, 'not_found');
		const kept = await get(grace);
		expect(kept.json()).toMatchObject({ name: 'Grace Hopper', bio: 'Compilers.', website: null });
	});

	test('is gone with its account', async () => {
		const { db } = api.storage;
		const alan = await api.signIn('alan@example.com');
		await patch(alan, ADA);
		await db.deleteFrom('user').where('id', '=', alan.userId).execute();
		expect(await db.selectFrom('profile').selectAll().execute()).toEqual([]);
	});

	test('has its name in the account, where the very next look-up finds it', async () => {
		const me = async () =>
			(await api.send({ url: '/users/me', cookie: ada.cookie })).json<object>();
		await patch(ada, { name: 'Ada' });
		expect(await me()).toMatchObject({ name: 'Ada' });
		await patch(ada, { bio: 'Another field.' });
		expect(await me()).toMatchObject({ name: 'Ada' });
		await patch(ada, { name: null });
		expect(await me()).toMatchObject({ name: null });
	});

	test('counts a language that mails are not written in any more as not chosen', async () => {
		await patch(ada, ADA);
		await api.storage.db.updateTable('profile').set({ language: 'tlh' }).execute();
		expect((await get(ada)).json()).toMatchObject({ language: null });
	});
});

describe('a change', () => {
	test('that is sent twice under one key is made once, whatever came between', async () => {
		const first = await patch(ada, { bio: 'once' }, 'key-once');
		await patch(ada, { bio: 'since' });
		api.clock.advance(1000);
		const again = await patch(ada, { bio: 'once' }, 'key-once');
		expect(again.body).toBe(first.body);
		expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
		expect((await get(ada)).json()).toMatchObject({ bio: 'since' });
	});

	test('of something else under the same key is refused', async () => {
		await patch(ada, { bio: 'one' }, 'key-reused');
		const other = await patch(ada, { bio: 'two' }, 'key-reused');
		expectProblem(other, 422, 'idempotency_key_reused');
		expect((await get(ada)).json()).toMatchObject({ bio: 'one' });
	});

	test('that was refused leaves its key free for the corrected one', async () => {
		expectProblem(await patch(ada, { website: 'nonsense' }, 'key-free'), 422, 'invalid_request');
		const corrected = await patch(ada, { website: 'https://example.com/' }, 'key-free');
		expect(corrected.statusCode).toBe(200);
	});

	test('fails as a whole: of a name and a bio that cannot be kept neither is', async () => {
		const { db } = api.storage;
		const users = createUsers({ store: createUserStore(db), clock: api.clock });
		const broken = { ...createProfileStore(db), change: () => Promise.reject(new Error('broken')) };
		const profiles = createProfiles({ store: broken, users, clock: api.clock });
		const writing = db
			.transaction()
			.execute((trx) => profiles.update(trx, ada.userId, { name: 'Ada', bio: 'x' }));
		await expect(writing).rejects.toThrow('broken');
		expect((await get(ada)).json()).toEqual(EMPTY);
	});
});

test('of changes of different fields at the same time all stay, with and without a row before', async () => {
	await using database = await createTestDatabase();
	const { db } = database.storage;
	const clock = () => 0;
	const users = createUsers({ store: createUserStore(db), clock });
	const profiles = createProfiles({ store: createProfileStore(db), users, clock });
	for (let round = 0; round < 20; round += 1) {
		const made = await users.create(`ada${round}@example.com`);
		if (made === null) throw new Error('the address is taken');
		const update = (changes: object) =>
			db.transaction().execute((trx) => profiles.update(trx, made.id, changes));
		if (round % 2 === 0) await update({ bio: 'before' });
		await Promise.all([
			update({ name: ADA.name, bio: ADA.bio }),
			update({ website: ADA.website }),
			update({ timeZone: ADA.timeZone }),
			update({ language: ADA.language }),
		]);
		expect(await profiles.get(made.id)).toMatchObject(ADA);
	}
});
