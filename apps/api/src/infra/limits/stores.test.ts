import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitStores } from '../../../test/limit-stores.ts';
import type { TakenUse, WantedUse } from '../../ports/rate-limiter.ts';
import { createSlidingWindow } from '../memory/sliding-window.ts';

const START = Date.UTC(2030, 0, 1, 12);
const WINDOW_MS = 60_000;
type Take = (wanted: WantedUse) => TakenUse | Promise<TakenUse>;
type Step = { readonly limit: number } | { readonly ms: number };

const limits = fc.integer({ min: 1, max: 6 });
const uses = fc
	.tuple(limits, fc.integer({ min: 1, max: 8 }))
	.map(([limit, times]): Step[] => Array.from({ length: times }, () => ({ limit })));
const moves = fc
	.oneof(fc.integer({ min: 0, max: WINDOW_MS }), fc.constantFrom(0, 1, WINDOW_MS - 1, WINDOW_MS))
	.map((ms): Step[] => [{ ms }]);
const steps = fc.array(fc.oneof(uses, moves), { maxLength: 20 }).map((all) => all.flat());

/** Follows a list of every time that was counted, as plainly as can be. */
async function follow(take: Take, given: readonly Step[]): Promise<void> {
	const key = randomUUID();
	const counted: number[] = [];
	let now = START;
	for (const step of given) {
		if ('ms' in step) {
			now += step.ms;
			continue;
		}
		const { limit } = step;
		const within = counted.filter((time) => time > now - WINDOW_MS);
		const isAllowed = within.length < limit;
		if (isAllowed) counted.push(now);
		const those = isAllowed ? [...within, now] : within;
		const oldest = those[Math.max(0, those.length - limit)] ?? now;
		const taken = await take({ key, limit, windowMs: WINDOW_MS, now });
		expect(taken).toEqual({
			isCounted: isAllowed,
			used: those.length,
			freeAt: oldest + WINDOW_MS,
		});
	}
}

const wanted = (more: Partial<WantedUse> = {}): WantedUse => ({
	...{ key: 'ada', limit: 10, windowMs: WINDOW_MS, now: START },
	...more,
});

/** No stretch of a window's length may hold more than the budget. */
async function expectNoEdge(take: Take): Promise<void> {
	const counted: number[] = [];
	for (let now = START; now < START + 5 * WINDOW_MS; now += 700) {
		if ((await take(wanted({ now }))).isCounted) counted.push(now);
	}
	for (const from of counted) {
		const within = counted.filter((time) => time >= from && time < from + WINDOW_MS);
		expect(within.length).toBeLessThanOrEqual(10);
	}
	expect(counted.length).toBeGreaterThanOrEqual(40);
}

/** A clock that was years ahead and is set back must not lock anybody out. */
async function expectNoLockAfterClock(take: Take): Promise<void> {
	const future = START + 10 * 365 * 24 * 3600 * 1000;
	for (let each = 0; each < 3; each += 1) await take(wanted({ limit: 2, now: future }));
	expect((await take(wanted({ limit: 2 }))).isCounted).toBe(true);
	expect((await take(wanted({ limit: 2 }))).isCounted).toBe(true);
	expect((await take(wanted({ limit: 2 }))).isCounted).toBe(false);
}

describe('in the memory of a process', () => {
	test('a window does what a plain list of times would do', async () => {
		await fc.assert(fc.asyncProperty(steps, (given) => follow(createSlidingWindow().take, given)));
	});

	test('a window has no edge around which twice the budget would pass', () =>
		expectNoEdge(createSlidingWindow().take));

	test('a clock that was years ahead and is set back locks nobody out', () =>
		expectNoLockAfterClock(createSlidingWindow().take));

	test('a use that is given back may be taken again, and no other', () => {
		const { take, giveBack } = createSlidingWindow();
		take(wanted({ limit: 1 }));
		giveBack(wanted({ limit: 1, key: 'grace' }));
		giveBack(wanted({ limit: 1, now: START - 1 }));
		expect(take(wanted({ limit: 1 })).isCounted).toBe(false);
		giveBack(wanted({ limit: 1 }));
		expect(take(wanted({ limit: 1 })).isCounted).toBe(true);
	});

	test('a flood of keys neither grows it, nor pushes out who is known, nor passes without a budget', () => {
		const { take } = createSlidingWindow(100);
		for (let use = 0; use < 3; use += 1) take(wanted({ key: 'victim', limit: 2 }));
		const passed = Array.from({ length: 5000 }, (_, each) =>
			take(wanted({ key: `flood-${String(each)}`, limit: 5 })),
		).filter(({ isCounted }) => isCounted);
		expect(passed.length).toBe(99 + 5);
		expect(take(wanted({ key: 'victim', limit: 2 })).isCounted).toBe(false);
	});

	test('a window after a flood each new key has its own budget again, also after a wrong clock', () => {
		const { take } = createSlidingWindow(100);
		const passedAt = (now: number) =>
			Array.from({ length: 99 }, (_, each) =>
				take(wanted({ key: `${String(now)}-${String(each)}`, limit: 1, now })),
			).filter(({ isCounted }) => isCounted).length;
		const ahead = START + 10 * 365 * 24 * 3600 * 1000;
		expect(passedAt(ahead)).toBe(99);
		for (const from of [START, START + WINDOW_MS, START + 2 * WINDOW_MS]) {
			expect(passedAt(from)).toBe(99);
		}
	});
});

test.skipIf(limitStores.length > 0)(
	'neither Postgres nor Redis is here to count in',
	() => undefined,
);

describe.each(limitStores)('on %s', (_name, start) => {
	test('a window does what a plain list of times would do', { timeout: 120_000 }, async () => {
		await using shared = await start();
		const { take } = shared.open();
		await fc.assert(
			fc.asyncProperty(steps, (given) => follow(take, given)),
			{ numRuns: 60 },
		);
	});

	test('a window has no edge around which twice the budget would pass', async () => {
		await using shared = await start();
		await expectNoEdge(shared.open().take);
	});

	test('a clock that was years ahead and is set back locks nobody out', async () => {
		await using shared = await start();
		await expectNoLockAfterClock(shared.open().take);
	});

	/** better-auth #9993: parallel requests slipped past the limit. */
	test('of a hundred uses at the same time, over three processes, exactly ten are counted', async () => {
		await using shared = await start();
		const stores = [shared.open(), shared.open(), shared.open()];
		for (let round = 0; round < 20; round += 1) {
			const attempts = Array.from({ length: 100 }, (_, each) =>
				Promise.resolve(stores[each % stores.length]?.take(wanted({ key: String(round) }))),
			);
			const counted = (await Promise.all(attempts)).filter((taken) => taken?.isCounted);
			expect(counted).toHaveLength(10);
		}
	});

	test('a counter holds what all processes have added, each window for itself', async () => {
		await using shared = await start();
		const [one, two] = [shared.open(), shared.open()];
		const windowEnds = Date.now() + WINDOW_MS;
		const add = (key: string, count: number, ends = windowEnds) => ({
			...{ key, uses: count, windowEnds: ends },
		});
		expect(await one.add([add('ada', 3), add('grace', 1)])).toEqual([3, 1]);
		expect(await two.add([add('grace', 4), add('ada', 2)])).toEqual([5, 5]);
		expect(await two.add([add('ada', 1, windowEnds + WINDOW_MS)])).toEqual([1]);
		const rounds = Array.from({ length: 40 }, (_, each) =>
			(each % 2 === 0 ? one : two).add(
				(each % 3 === 0 ? ['x', 'y', 'z'] : ['z', 'y', 'x']).map((key) => add(key, 1)),
			),
		);
		await Promise.all(rounds);
		expect(await one.add([add('x', 0), add('y', 0), add('z', 0)])).toEqual([40, 40, 40]);
	});

	test('nothing that is kept names a client', async () => {
		await using shared = await start();
		const store = shared.open();
		await store.take(wanted({ key: '203.0.113.77', now: Date.now() }));
		await store.add([{ key: '203.0.113.77', uses: 1, windowEnds: Date.now() + WINDOW_MS }]);
		const dump = await shared.dump();
		expect(dump).not.toBe('');
		expect(dump).not.toContain('203.0.113');
	});
});
