/** Two openings of one database, as two processes have: what holds between their transactions. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Storage } from '../src/ports/storage.ts';
import { createTestDatabase, engine } from './database.ts';

const USER = '6f1c1d7e-1111-4111-8111-111111111111';

async function addUser({ db }: Storage): Promise<void> {
	await db
		.insertInto('user')
		.values({
			id: USER,
			email: 'ada@example.com',
			name: '0',
			created_at: 0,
			disabled_at: null,
			verified_at: null,
			last_sign_in_at: null,
		})
		.execute();
}

/** Reads a number and writes it back, one larger: what a lost update or a deadlock would spoil. */
function increment({ db }: Storage): Promise<unknown> {
	return db.transaction().execute(async (trx) => {
		let query = trx.selectFrom('user').select('name').where('id', '=', USER);
		if (engine === 'postgres') query = query.forUpdate();
		const { name } = await query.executeTakeFirstOrThrow();
		await new Promise((resolve) => setImmediate(resolve));
		await trx
			.updateTable('user')
			.set({ name: String(Number(name) + 1) })
			.where('id', '=', USER)
			.execute();
	});
}

test('two transactions that read and then write take turns, and neither fails', async () => {
	await using database = await createTestDatabase();
	const one = database.storage;
	await addUser(one);
	const rounds = 20;
	for (let round = 0; round < rounds; round += 1) {
		await Promise.all([increment(one), increment(one)]);
	}
	const { name } = await one.db.selectFrom('user').select('name').executeTakeFirstOrThrow();
	expect(name).toBe(String(2 * rounds));
});

test('a foreign key that leads nowhere is refused', async () => {
	await using database = await createTestDatabase();
	const orphan = { id: USER, user_id: USER, title: 'x', completed: 0, created_at: 0 };
	const inserting = database.storage.db.insertInto('todo').values(orphan).execute();
	await expect(inserting).rejects.toThrow(/foreign key/i);
});

test('what belongs to an account goes with it', async () => {
	await using database = await createTestDatabase();
	const { db } = database.storage;
	await addUser(database.storage);
	const todo = { id: USER, user_id: USER, title: 'x', completed: 0, created_at: 0 };
	await db.insertInto('todo').values(todo).execute();
	await db.deleteFrom('user').execute();
	expect(await db.selectFrom('todo').selectAll().execute()).toEqual([]);
});

test('a transaction that throws leaves nothing', async () => {
	await using database = await createTestDatabase();
	const failing = database.storage.db.transaction().execute(async (trx) => {
		await addUser({ ...database.storage, db: trx });
		throw new Error('on purpose');
	});
	await expect(failing).rejects.toThrow('on purpose');
	expect(await database.storage.db.selectFrom('user').selectAll().execute()).toEqual([]);
});

test('a look-up sees what is committed, at once, and nothing else', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const find = storage.lookup<{ id: string; name: string }>('id', (matches) =>
		storage.db.selectFrom('user').select(['id', 'name']).where(matches('id')).$castTo(),
	);
	expect(await find([USER])).toEqual([undefined]);
	await storage.db.transaction().execute(async (trx) => {
		await addUser({ ...storage, db: trx });
		expect(await find([USER])).toEqual([undefined]);
	});
	expect(await find(['nobody', USER, USER])).toEqual([
		undefined,
		{ id: USER, name: '0' },
		{ id: USER, name: '0' },
	]);
	expect(await find([])).toEqual([]);
});

test('a time comes back as the number it was', async () => {
	await using database = await createTestDatabase();
	const { db } = database.storage;
	await addUser(database.storage);
	const late = Date.UTC(9999, 11, 31);
	await db.updateTable('user').set({ created_at: late }).execute();
	const row = await db.selectFrom('user').select('created_at').executeTakeFirstOrThrow();
	expect(row.created_at).toBe(late);
	const counted = await sql<{ count: unknown }>`select count(*) as count from "user"`.execute(db);
	expect(counted.rows).toEqual([{ count: 1 }]);
});
