import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine, type TestDatabase } from '../../../test/database.ts';
import type { Storage } from '../../ports/storage.ts';
import { createBudgetStore } from './index.ts';

const START = Date.UTC(2030, 0, 1, 12);
const WINDOW_MS = 60_000;

const inTransaction = <T>({ db }: Storage, work: (trx: Storage['db']) => Promise<T>) =>
	db.transaction().execute(work);

/** As many openings as processes would have; SQLite's would only wait for each other within this one. */
function openings(database: TestDatabase): readonly Storage[] {
	return engine === 'sqlite' ? [database.storage] : [database.storage, database.open()];
}

type Step =
	| { readonly kind: 'use'; readonly limit: number }
	| { readonly kind: 'move'; readonly ms: number }
	| { readonly kind: 'sweep' };

const use = fc.integer({ min: 1, max: 60 }).map((limit): Step => ({ kind: 'use', limit }));
const uses = fc
	.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 12 }))
	.map(([limit, times]): Step[] => Array.from({ length: times }, () => ({ kind: 'use', limit })));
const forward = fc
	.oneof(
		fc.integer({ min: 0, max: 2 * WINDOW_MS }),
		fc.constantFrom(0, 1, WINDOW_MS - 1, WINDOW_MS),
	)
	.map((ms): Step => ({ kind: 'move', ms }));
const back = fc
	.oneof(fc.integer({ min: 1, max: 3 * WINDOW_MS }), fc.constantFrom(1, WINDOW_MS, 1_000_000_000))
	.map((ms): Step => ({ kind: 'move', ms: -ms }));
const sweep = fc.constant<Step>({ kind: 'sweep' });

/** A sliding window as plainly as can be: every use that was counted, and nothing forgotten. */
function createModel() {
	let now = START;
	let latest = now;
	const counted: number[] = [];
	const isAllowed = (limit: number, at: number) => {
		const decisive = counted.at(-limit);
		// One beyond the next window was written by a clock that was wrong.
		return decisive === undefined || decisive <= at - WINDOW_MS || decisive > at + WINDOW_MS;
	};
	return {
		now: () => now,
		counted,
		move: (ms: number) => {
			now += ms;
			latest = Math.max(latest, now);
		},
		isAllowed,
		/** The same by counting, which holds as long as the clock was never set back. */
		isAllowedByCount: (limit: number) =>
			counted.filter((time) => time > now - WINDOW_MS).length < limit,
		isMonotonic: () => now === latest,
	};
}

type Model = ReturnType<typeof createModel>;
type Budgets = ReturnType<typeof createBudgetStore>;

async function take(storage: Storage, store: Budgets, model: Model, key: string, limit: number) {
	const now = model.now();
	const wanted = { key, limit, windowMs: WINDOW_MS, now };
	const expected = model.isAllowed(limit, now);
	const { isCounted, freeAt } = await inTransaction(storage, async (trx) => ({
		isCounted: await store.use(trx, wanted),
		freeAt: await store.freeAt(trx, wanted),
	}));
	expect(isCounted).toBe(expected);
	if (isCounted) {
		model.counted.push(now);
		return;
	}
	// A true answer: then, and not a millisecond before.
	expect(freeAt).toBeGreaterThan(now);
	expect(freeAt).toBeLessThanOrEqual(now + 2 * WINDOW_MS);
	expect(model.isAllowed(limit, freeAt)).toBe(true);
	expect(model.isAllowed(limit, freeAt - 1)).toBe(false);
}

async function follow(storage: Storage, steps: readonly Step[], isAlwaysForward: boolean) {
	const store = createBudgetStore(storage);
	const model = createModel();
	const key = randomUUID();
	for (const step of steps) {
		if (step.kind === 'move') model.move(step.ms);
		else if (step.kind === 'sweep') {
			await store.removeExpired(model.now(), 1000);
			// Only what counts no more may go, and then the model may forget it, too.
			const isThere = await storage.db
				.selectFrom('budget')
				.select('key')
				.where('key', '=', key)
				.executeTakeFirst();
			if (isThere === undefined) {
				const last = model.counted.at(-1) ?? 0;
				expect(last).toBeLessThan(model.now() - WINDOW_MS);
				model.counted.length = 0;
			}
		} else {
			if (isAlwaysForward) {
				expect(model.isAllowed(step.limit, model.now())).toBe(model.isAllowedByCount(step.limit));
			}
			await take(storage, store, model, key, step.limit);
		}
	}
	await storage.db.deleteFrom('budget').execute();
}

const oneOrMany = (...arbitraries: fc.Arbitrary<Step>[]) =>
	fc
		.array(fc.oneof(uses, ...arbitraries.map((each) => each.map((step) => [step]))), {
			maxLength: 25,
		})
		.map((steps) => steps.flat());

describe('a budget does what a plain list of times would do', () => {
	test('while time goes forward, whatever the limit becomes', { timeout: 120_000 }, async () => {
		await using database = await createTestDatabase();
		await fc.assert(
			fc.asyncProperty(oneOrMany(use, forward, sweep), (steps) =>
				follow(database.storage, steps, true),
			),
			{ numRuns: 150 },
		);
	});

	test('and when the clock is set back', { timeout: 120_000 }, async () => {
		await using database = await createTestDatabase();
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 60 })),
				oneOrMany(use, forward, back),
				(limit, steps) =>
					follow(
						database.storage,
						steps.map((step) => (step.kind === 'use' ? { ...step, limit } : step)),
						false,
					),
			),
			{ numRuns: 150 },
		);
	});
});

const limitOf = (limit: number, now = START) => ({ key: 'key', limit, windowMs: WINDOW_MS, now });

test('a window has no edge around which twice the budget would pass', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createBudgetStore(storage);
	const counted: number[] = [];
	for (let now = START; now < START + 5 * WINDOW_MS; now += 500) {
		if (await store.use(storage.db, limitOf(10, now))) counted.push(now);
	}
	for (const from of counted) {
		const within = counted.filter((time) => time >= from && time < from + WINDOW_MS);
		expect(within.length).toBeLessThanOrEqual(10);
	}
	expect(counted).toHaveLength(50);
});

test('a clock that was years ahead and is set back locks nobody out', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createBudgetStore(storage);
	const future = START + 10 * 365 * 24 * 60 * WINDOW_MS;
	for (const now of [future, future, START, START]) {
		expect(await store.use(storage.db, limitOf(2, now))).toBe(true);
	}
	expect(await store.use(storage.db, limitOf(2))).toBe(false);
});

// A machine without a clock of its own begins there: times have few digits, and the first window begins before zero.
test('in the first minutes of 1970 a budget of two has two uses in each window, and no third', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createBudgetStore(storage);
	for (const [now, isCounted] of [
		[0, true],
		[WINDOW_MS - 1, true],
		[WINDOW_MS - 1, false],
		[WINDOW_MS, true],
		[2 * WINDOW_MS - 2, false],
	] as const) {
		expect(await store.use(storage.db, limitOf(2, now))).toBe(isCounted);
	}
});

test('a budget never keeps more times than it needs', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createBudgetStore(storage);
	const kept = async () =>
		(await storage.db.selectFrom('budget').select('uses').executeTakeFirstOrThrow()).uses.length;
	for (let each = 0; each < 30; each += 1) {
		await store.use(storage.db, limitOf(5, START + each * WINDOW_MS));
	}
	expect(await kept()).toBe(5 * 13);
	await store.use(storage.db, limitOf(2, START + 40 * WINDOW_MS));
	expect(await kept()).toBe(2 * 13);
});

/** better-auth #9993: parallel requests slipped past the limit. */
test(
	'of a hundred uses at the same time, over two processes, exactly ten are counted',
	{ timeout: 60_000 },
	async () => {
		await using database = await createTestDatabase();
		const storages = openings(database);
		const stores = storages.map((storage) => createBudgetStore(storage));
		for (let round = 0; round < 20; round += 1) {
			const wanted = { ...limitOf(10), key: String(round) };
			const attempts = Array.from({ length: 100 }, (_, each) => {
				const at = each % storages.length;
				const [storage, store] = [storages[at] as Storage, stores[at] as Budgets];
				return inTransaction(storage, (trx) => store.use(trx, wanted));
			});
			expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(10);
		}
	},
);

test('a use whose transaction fails was none', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const store = createBudgetStore(storage);
	for (let each = 0; each < 5; each += 1) {
		const failing = inTransaction(storage, async (trx) => {
			expect(await store.use(trx, limitOf(1))).toBe(true);
			throw new Error('on purpose');
		});
		await expect(failing).rejects.toThrow('on purpose');
	}
	expect(await store.use(storage.db, limitOf(1))).toBe(true);
	expect(await store.use(storage.db, limitOf(1))).toBe(false);
});

describe('the sweep', () => {
	test('removes what counts no more, up to its limit, and nothing else', async () => {
		await using database = await createTestDatabase();
		const { storage } = database;
		const store = createBudgetStore(storage);
		for (const key of ['a', 'b', 'c']) {
			await store.use(storage.db, { ...limitOf(1), key });
		}
		await store.use(storage.db, { ...limitOf(1, START + 1), key: 'later' });
		expect(await store.removeExpired(START + WINDOW_MS, 10)).toBe(0);
		expect(await store.removeExpired(START + WINDOW_MS + 1, 2)).toBe(2);
		expect(await store.removeExpired(START + WINDOW_MS + 1, 2)).toBe(1);
		expect(await storage.db.selectFrom('budget').select('key').execute()).toEqual([
			{ key: 'later' },
		]);
	});

	// One transaction holds `first` and then wants the others; the sweep must not hold them and want `first`.
	test.runIf(engine === 'postgres')('never stands in the way of who spends', async () => {
		await using database = await createTestDatabase();
		const { storage } = database;
		const [store, sweeper] = [storage, database.open()].map((each) => createBudgetStore(each)) as [
			Budgets,
			Budgets,
		];
		const keys = Array.from({ length: 40 }, (_, each) => String(each));
		for (const first of [keys[0] ?? '', keys[20] ?? '', keys[39] ?? '']) {
			for (const key of keys) await store.use(storage.db, { ...limitOf(2), key });
			const now = START + 10 * WINDOW_MS;
			await inTransaction(storage, async (trx) => {
				expect(await store.use(trx, { ...limitOf(2, now), key: first })).toBe(true);
				// It waits for nobody: this transaction is still open.
				expect(await sweeper.removeExpired(now, 1000)).toBe(keys.length - 1);
				for (const key of keys) await store.use(trx, { ...limitOf(2, now), key });
			});
			expect(await storage.db.selectFrom('budget').select('key').execute()).toHaveLength(
				keys.length,
			);
			await storage.db.deleteFrom('budget').execute();
		}
	});
});
