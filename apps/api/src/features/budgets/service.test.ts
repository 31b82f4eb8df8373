import { describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import type { Keys } from '../../ports/keys.ts';
import type { Storage } from '../../ports/storage.ts';
import { type Budget, createBudgets, createBudgetStore, type Spending } from './index.ts';

const START = Date.UTC(2030, 0, 1, 12);
const KEY: Keys = [Buffer.alloc(32, 1)];
const OTHER_KEY: Keys = [Buffer.alloc(32, 2)];
const perMinute: Budget = { name: 'minute', limit: 2, windowSeconds: 60 };
const perHour: Budget = { name: 'hour', limit: 3, windowSeconds: 3600 };

async function createFixture() {
	const database = await createTestDatabase();
	const { storage } = database;
	let now = START;
	const budgetsOn = (opened: Storage, subjectKeys = KEY) =>
		createBudgets({ store: createBudgetStore(opened), clock: () => now, subjectKeys });
	const budgets = budgetsOn(storage);
	/** As a caller does it: what cannot be spent in full is not spent at all. */
	async function spend(...spendings: Spending[]): Promise<number> {
		let wait = 0;
		await storage.db
			.transaction()
			.execute(async (trx) => {
				wait = await budgets.spend(trx, spendings);
				if (wait > 0) throw new Error('refused');
			})
			.catch((error: unknown) => {
				if (!(error instanceof Error && error.message === 'refused')) throw error;
			});
		return wait;
	}
	return {
		storage,
		budgets,
		budgetsOn,
		spend,
		advance: (ms: number) => void (now += ms),
		rows: () => storage.db.selectFrom('budget').selectAll().execute(),
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

test('the wait is that of the budget that takes longest, and is true', async () => {
	await using fixture = await createFixture();
	const both = [perMinute, perHour].map((budget) => ({ budget, subject: 'ada' }));
	expect([await fixture.spend(...both), await fixture.spend(...both)]).toEqual([0, 0]);
	expect(await fixture.spend(...both)).toBe(60);
	fixture.advance(59_001);
	expect(await fixture.spend(...both)).toBe(1);
	fixture.advance(999);
	expect(await fixture.spend(...both)).toBe(0);
	fixture.advance(1);
	const wait = await fixture.spend(...both);
	expect(wait).toBe(3540);
	fixture.advance((wait - 1) * 1000);
	expect(await fixture.spend(...both)).toBe(1);
	fixture.advance(1000);
	expect(await fixture.spend(...both)).toBe(0);
});

test('a budget is each subject’s own, and each name’s', async () => {
	await using fixture = await createFixture();
	const once: Budget = { name: 'once', limit: 1, windowSeconds: 60 };
	expect(await fixture.spend({ budget: once, subject: 'ada' })).toBe(0);
	expect(await fixture.spend({ budget: once, subject: 'grace' })).toBe(0);
	expect(await fixture.spend({ budget: { ...once, name: 'other' }, subject: 'ada' })).toBe(0);
	expect(await fixture.spend({ budget: once, subject: 'ada' })).toBe(60);
});

test('neither a name nor a subject can be written so that it is another’s', async () => {
	await using fixture = await createFixture();
	const limit = { limit: 1, windowSeconds: 60 };
	for (const [name, subject] of [
		['a', 'bc'],
		['ab', 'c'],
		['abc', ''],
		['', 'abc'],
	] as const) {
		expect(await fixture.spend({ budget: { name, ...limit }, subject })).toBe(0);
	}
});

test('the table does not tell who was written to, not even to who tries all addresses', async () => {
	await using fixture = await createFixture();
	await fixture.spend({ budget: perMinute, subject: 'ada@example.com' });
	const [row] = await fixture.rows();
	expect(JSON.stringify(row)).not.toContain('ada');
	const other = fixture.budgetsOn(fixture.storage, OTHER_KEY);
	await other.spend(fixture.storage.db, [{ budget: perMinute, subject: 'ada@example.com' }]);
	const keys = (await fixture.rows()).map(({ key }) => key);
	expect(new Set(keys).size).toBe(2);
	for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
});

test('a limit beyond a thousand is none, and writes nothing', async () => {
	await using fixture = await createFixture();
	const huge = { name: 'huge', limit: 1001, windowSeconds: 60 };
	for (let each = 0; each < 3; each += 1) {
		expect(await fixture.spend({ budget: huge, subject: 'ada' })).toBe(0);
	}
	expect(await fixture.rows()).toEqual([]);
});

test('the largest limit there is still counts to the last', { timeout: 60_000 }, async () => {
	await using fixture = await createFixture();
	const large = { budget: { name: 'large', limit: 1000, windowSeconds: 60 }, subject: 'ada' };
	await fixture.storage.db.transaction().execute(async (trx) => {
		for (let each = 0; each < 1000; each += 1) {
			expect(await fixture.budgets.spend(trx, [large])).toBe(0);
		}
	});
	expect(await fixture.spend(large)).toBe(60);
});

test('a use that is taken back leaves room for one more, and no more than one', async () => {
	await using fixture = await createFixture();
	const { storage, budgets, spend } = fixture;
	const both = [perMinute, perHour].map((budget) => ({ budget, subject: 'ada' }));
	expect([await spend(...both), await spend(...both), await spend(...both)]).toEqual([0, 0, 60]);
	await budgets.takeBack(storage.db, both);
	expect([await spend(...both), await spend(...both)]).toEqual([0, 60]);
	expect(await spend({ budget: perMinute, subject: 'grace' })).toBe(0);
});

test('the use that is taken back is the last one: the oldest still says how long to wait', async () => {
	await using fixture = await createFixture();
	const minute = { budget: perMinute, subject: 'ada' };
	await fixture.spend(minute);
	fixture.advance(20_000);
	await fixture.spend(minute);
	await fixture.budgets.takeBack(fixture.storage.db, [minute]);
	expect(await fixture.spend(minute)).toBe(0);
	expect(await fixture.spend(minute)).toBe(40);
});

test('taking back more than was used gives nobody more than the limit', async () => {
	await using fixture = await createFixture();
	const minute = { budget: perMinute, subject: 'ada' };
	await fixture.budgets.takeBack(fixture.storage.db, [minute]);
	await fixture.spend(minute);
	for (let each = 0; each < 3; each += 1) {
		await fixture.budgets.takeBack(fixture.storage.db, [minute]);
	}
	expect([await fixture.spend(minute), await fixture.spend(minute)]).toEqual([0, 0]);
	expect(await fixture.spend(minute)).toBe(60);
});

test('what was taken back of a limit that is none was never counted', async () => {
	await using fixture = await createFixture();
	const large = { name: 'large', windowSeconds: 60 };
	await fixture.spend({ budget: { ...large, limit: 1000 }, subject: 'ada' });
	const [before] = await fixture.rows();
	await fixture.budgets.takeBack(fixture.storage.db, [
		{ budget: { ...large, limit: 1001 }, subject: 'ada' },
	]);
	expect(await fixture.rows()).toEqual([before]);
	await fixture.budgets.takeBack(fixture.storage.db, [
		{ budget: { ...large, limit: 1000 }, subject: 'ada' },
	]);
	expect((await fixture.rows())[0]?.uses).toBe('');
});

test('a budget is removed once nothing of it counts any more, and not a millisecond before', async () => {
	await using fixture = await createFixture();
	await fixture.spend({ budget: perMinute, subject: 'ada' });
	fixture.advance(60_000);
	expect(await fixture.budgets.removeExpired(10)).toBe(0);
	fixture.advance(1);
	expect(await fixture.budgets.removeExpired(10)).toBe(1);
	expect(await fixture.rows()).toEqual([]);
});

describe('while a key is replaced', () => {
	const hourly: Budget = { name: 'hour', limit: 6, windowSeconds: 3600 };
	const old = KEY;
	const both: Keys = [...OTHER_KEY, ...KEY];
	const next = OTHER_KEY;

	test.each([
		['the old key and both', old, both],
		['both and the old key', both, old],
		['both and the new key', both, next],
		['both, in either order', both, [...both].reverse() as unknown as Keys],
	])('processes with %s share one budget', async (_name, first, second) => {
		await using fixture = await createFixture();
		const { db } = fixture.storage;
		const one = fixture.budgetsOn(fixture.storage, first);
		const other = fixture.budgetsOn(fixture.storage, second);
		let counted = 0;
		for (let round = 0; round < 6; round += 1) {
			for (const budgets of [one, other]) {
				await db
					.transaction()
					.execute(async (trx) => {
						const wait = await budgets.spend(trx, [{ budget: hourly, subject: 'ada' }]);
						if (wait > 0) throw new Error('refused');
						counted += 1;
					})
					.catch(() => undefined);
			}
		}
		expect(counted).toBe(6);
	});

	test('the budget goes on under the new key when the old one is dropped', async () => {
		await using fixture = await createFixture();
		const { db } = fixture.storage;
		const spend = (keys: Keys) =>
			fixture.budgetsOn(fixture.storage, keys).spend(db, [{ budget: hourly, subject: 'ada' }]);
		for (let each = 0; each < 6; each += 1) expect(await spend(both)).toBe(0);
		expect(await spend(next)).toBe(3600);
	});

	test('many who spend the same under keys in another order never wait in a circle', async () => {
		await using fixture = await createFixture();
		const { db } = fixture.storage;
		const wide = { ...hourly, limit: 100 };
		const spendings = ['a', 'b', 'c'].map((name) => ({
			budget: { ...wide, name },
			subject: 'ada',
		}));
		const spend = (keys: Keys) =>
			db
				.transaction()
				.execute((trx) => fixture.budgetsOn(fixture.storage, keys).spend(trx, spendings));
		const reversed = [...both].reverse() as unknown as Keys;
		const waits = await Promise.all(
			Array.from({ length: 40 }, (_, at) => spend(at % 2 === 0 ? both : reversed)),
		);
		expect(waits).toEqual(waits.map(() => 0));
	});
});
