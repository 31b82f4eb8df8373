import { randomUUID } from 'node:crypto';
import { Problem } from '@postern/problem';
import { describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import type { Keys } from '../../ports/keys.ts';
import type { Db, Storage } from '../../ports/storage.ts';
import { createUserStore } from '../users/index.ts';
import { createIdempotency, createIdempotencyStore } from './index.ts';

const REQUEST = ['POST', '/todos', { title: 'once' }];
const KEYS: Keys = [Buffer.alloc(32, 'k')];
const authorize = () => Promise.resolve();

/** The service on an empty database, a user, and a write whose rows can be counted. */
async function createFixture() {
	const database = await createTestDatabase();
	const { storage } = database;
	const userId = randomUUID();
	await createUserStore(storage.db).insert({ id: userId, email: 'ada@example.com', now: 0 });
	let now = 1000;
	const serviceOn = ({ db }: Storage, secretKeys: Keys = KEYS) =>
		createIdempotency({ store: createIdempotencyStore(db), clock: () => now, secretKeys });
	let done = 0;
	const write = async (trx: Db) => {
		done += 1;
		const id = randomUUID();
		const todo = { id, user_id: userId, title: 'once', completed: 0, created_at: now };
		await trx.insertInto('todo').values(todo).execute();
		return { status: 201, body: { id } };
	};
	return {
		database,
		storage,
		userId,
		serviceOn,
		write,
		times: () => done,
		advance: (ms: number) => {
			now += ms;
		},
		todos: () => storage.db.selectFrom('todo').select('id').execute(),
		keys: () => storage.db.selectFrom('idempotency_key').selectAll().execute(),
	};
}

describe('twenty equal writes at the same time', () => {
	test.each([1, 2, 3])('are done once and answered alike (round %i)', async () => {
		const { database, storage, userId, serviceOn, write, times, todos } = await createFixture();
		await using _ = database;
		const service = serviceOn(storage);
		const replies = await Promise.all(
			Array.from({ length: 20 }, () =>
				service.once({ userId, key: 'key', authorize, request: REQUEST }, write),
			),
		);
		expect(times()).toBe(1);
		expect(await todos()).toHaveLength(1);
		expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
		const plain = replies.map(({ status, body }) => JSON.stringify({ status, body }));
		expect(new Set(plain).size).toBe(1);
	});

	test('of which the first fails are done by the second', async () => {
		const { database, storage, userId, serviceOn, write, todos } = await createFixture();
		await using _ = database;
		const service = serviceOn(storage);
		let tries = 0;
		const outcomes = await Promise.allSettled(
			Array.from({ length: 5 }, () =>
				service.once({ userId, key: 'key', authorize, request: REQUEST }, async (trx) => {
					tries += 1;
					const isFirst = tries === 1;
					const reply = await write(trx);
					if (isFirst) throw new Error('the first fails');
					return reply;
				}),
			),
		);
		expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
		expect(await todos()).toHaveLength(1);
	});
});

test('of different writes under one key at the same time, one is done and the others are refused', async () => {
	const { database, storage, userId, serviceOn, write, todos } = await createFixture();
	await using _ = database;
	const service = serviceOn(storage);
	const outcomes = await Promise.allSettled(
		Array.from({ length: 10 }, (__, index) =>
			service.once({ userId, key: 'key', authorize, request: [...REQUEST, index] }, write),
		),
	);
	const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
	expect(refused).toHaveLength(9);
	for (const { reason } of refused) {
		expect(reason).toBeInstanceOf(Problem);
		expect(reason).toMatchObject({ kind: { code: 'idempotency_key_reused' } });
	}
	expect(await todos()).toHaveLength(1);
});

// A crash between the write and its reply is the transaction that never commits.
test('work that fails after it has written leaves neither its row nor its key', async () => {
	const { database, storage, userId, serviceOn, write, todos, keys } = await createFixture();
	await using _ = database;
	const service = serviceOn(storage);
	const place = { userId, key: 'key', authorize, request: REQUEST };
	const crashing = async (trx: Db) => {
		await write(trx);
		throw new Error('crash');
	};
	await expect(service.once(place, crashing)).rejects.toThrow('crash');
	expect({ todos: await todos(), keys: await keys() }).toEqual({ todos: [], keys: [] });
	expect(await service.once(place, write)).toMatchObject({ status: 201, isReplay: false });
	expect({ todos: (await todos()).length, keys: (await keys()).length }).toEqual({
		todos: 1,
		keys: 1,
	});
});

test('a reply that cannot be kept undoes the write', async () => {
	const { database, storage, userId, serviceOn, write, todos, keys } = await createFixture();
	await using _ = database;
	const unwritable = async (trx: Db) => ({ ...(await write(trx)), body: { amount: 1n } });
	const place = { userId, key: 'key', authorize, request: REQUEST };
	await expect(serviceOn(storage).once(place, unwritable)).rejects.toThrow(TypeError);
	expect({ todos: await todos(), keys: await keys() }).toEqual({ todos: [], keys: [] });
});

test('a kept reply is given by another process on the same database', async () => {
	const { database, storage, userId, serviceOn, write, times } = await createFixture();
	await using _ = database;
	const place = { userId, key: 'key', authorize, request: REQUEST };
	const first = await serviceOn(storage).once(place, write);
	const replay = await serviceOn(database.open()).once(place, write);
	expect(replay).toEqual({ ...first, isReplay: true });
	expect(times()).toBe(1);
});

test('without a key, work that fails still leaves nothing', async () => {
	const { database, storage, userId, serviceOn, write, todos } = await createFixture();
	await using _ = database;
	const crashing = async (trx: Db) => {
		await write(trx);
		throw new Error('crash');
	};
	const place = { userId, key: undefined, authorize, request: REQUEST };
	await expect(serviceOn(storage).once(place, crashing)).rejects.toThrow('crash');
	expect(await todos()).toEqual([]);
});

test('a reply with nothing in it is kept too', async () => {
	const { database, storage, userId, serviceOn } = await createFixture();
	await using _ = database;
	const service = serviceOn(storage);
	const place = { userId, key: 'key', authorize, request: ['DELETE', '/todos/1', null] };
	let times = 0;
	const remove = () => Promise.resolve({ status: 204, body: null, times: (times += 1) });
	await service.once(place, remove);
	expect(await service.once(place, remove)).toEqual({ status: 204, body: null, isReplay: true });
	expect(times).toBe(1);
});

test('what was asked for cannot be guessed from the fingerprint without the key of the server', async () => {
	const { database, storage, userId, serviceOn, write, keys } = await createFixture();
	await using _ = database;
	await serviceOn(storage).once({ userId, key: 'one', authorize, request: REQUEST }, write);
	await serviceOn(storage).once({ userId, key: 'two', authorize, request: REQUEST }, write);
	await serviceOn(storage, [Buffer.alloc(32, 'x')]).once(
		{ userId, key: 'three', authorize, request: REQUEST },
		write,
	);
	const prints = Object.fromEntries((await keys()).map((row) => [row.key, row.fingerprint]));
	expect(prints['one']).toBe(prints['two']);
	expect(prints['three']).not.toBe(prints['one']);
});

test('old replies are removed in batches', async () => {
	const { database, storage, userId, serviceOn, advance, keys } = await createFixture();
	await using _ = database;
	const service = serviceOn(storage);
	const nothing = () => Promise.resolve({ status: 204, body: null });
	const keep = (key: string) => service.once({ userId, key, authorize, request: REQUEST }, nothing);
	for (let each = 0; each < 5; each += 1) await keep(`old ${String(each)}`);
	advance(24 * 60 * 60 * 1000 + 1);
	await keep('new');
	expect(await service.removeOld(2)).toBe(2);
	expect(await service.removeOld(2)).toBe(2);
	expect(await service.removeOld(2)).toBe(1);
	expect((await keys()).map(({ key }) => key)).toEqual(['new']);
});

test('while a key is replaced, a write is the same to who has the old key, both, or the new one', async () => {
	const { database, storage, userId, serviceOn, write, times } = await createFixture();
	await using _ = database;
	const next: Keys = [Buffer.alloc(32, 'n')];
	const both: Keys = [...next, ...KEYS];
	for (const [first, second] of [
		[KEYS, both],
		[both, KEYS],
		[both, next],
		[next, both],
	] as const) {
		const before = times();
		const place = { userId, key: `key ${String(before)}`, authorize, request: REQUEST };
		const reply = await serviceOn(storage, first).once(place, write);
		const replay = await serviceOn(storage, second).once(place, write);
		expect(replay).toEqual({ ...reply, isReplay: true });
		expect(times()).toBe(before + 1);
		const other = { ...place, request: ['POST', '/todos', { title: 'twice' }] };
		await expect(serviceOn(storage, second).once(other, write)).rejects.toThrow(Problem);
	}
});
