import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase, engine } from '../../test/database.ts';

test('work waits for the commit, and is done once, in its order', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const done: string[] = [];
	await storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => void done.push('first'));
		await sql`select 1`.execute(trx);
		await storage.afterCommit(trx, () => void done.push('second'));
		expect(done).toEqual([]);
	});
	expect(done).toEqual(['first', 'second']);
	await storage.db.transaction().execute((trx) => sql`select 1`.execute(trx));
	expect(done).toEqual(['first', 'second']);
});

test('what the work finds is committed', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const found = Promise.withResolvers<readonly unknown[]>();
	await storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => {
			found.resolve(storage.db.selectFrom('user').select('id').execute());
		});
		await trx
			.insertInto('user')
			.values({ id: 'ada', email: 'ada@example.com', created_at: 0 })
			.execute();
	});
	expect(await found.promise).toEqual([{ id: 'ada' }]);
});

test('work of a transaction that is rolled back is never done, not by the next one either', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const done: string[] = [];
	const failing = storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => void done.push('never'));
		throw new Error('not this time');
	});
	await expect(failing).rejects.toThrow('not this time');
	await storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => void done.push('this'));
	});
	expect(done).toEqual(['this']);
});

test.skipIf(engine === 'sqlite')('transactions at the same time keep theirs apart', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const done: number[] = [];
	const gate = Promise.withResolvers<undefined>();
	const slow = storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => void done.push(1));
		await gate.promise;
	});
	await storage.db.transaction().execute(async (trx) => {
		await storage.afterCommit(trx, () => void done.push(2));
	});
	expect(done).toEqual([2]);
	gate.resolve(undefined);
	await slow;
	expect(done).toEqual([2, 1]);
});

test('without a transaction there is nothing to wait for', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const waiting = storage.afterCommit(storage.db, () => undefined);
	await expect(waiting).rejects.toThrow('there is no transaction to wait for');
});
