import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LimitStore } from '../../ports/rate-limiter.ts';
import { createMemoryRateLimiter } from '../memory/rate-limiter.ts';
import { createSharing } from './sharing.ts';

const GATHER_MS = 100;
const START = Date.UTC(2030, 0, 1, 12);

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** Counts as a server would. */
function createStore() {
	const totals = new Map<string, number>();
	const asked: number[] = [];
	const state = { isUp: true, asked, forget: () => totals.clear() };
	const store: Pick<LimitStore, 'add'> = {
		add: (counted) => {
			asked.push(counted.length);
			if (!state.isUp) return Promise.reject(new Error('down'));
			return Promise.resolve(
				counted.map(({ key, uses, windowEnds }) => {
					const name = `${String(windowEnds)} ${key}`;
					totals.set(name, (totals.get(name) ?? 0) + uses);
					return totals.get(name) ?? 0;
				}),
			);
		},
	};
	return Object.assign(state, { store });
}

function processes(count: number, limit: number, store: Pick<LimitStore, 'add'>) {
	return Array.from({ length: count }, () =>
		createMemoryRateLimiter({
			...{ limit, windowSeconds: 60, clock: Date.now },
			sharing: createSharing({ limit, store }),
		}),
	);
}

/** One request after the other, to each process in turn; how many passed. */
async function spread(
	limiters: ReturnType<typeof processes>,
	requests: number,
	everyMs: number,
	key = 'ada',
): Promise<number> {
	let passed = 0;
	for (let each = 0; each < requests; each += 1) {
		if (limiters[each % limiters.length]?.use(key).allowed) passed += 1;
		await vi.advanceTimersByTimeAsync(everyMs);
	}
	return passed;
}

test.each([1, 2, 3, 10])(
	'%i processes together allow the budget, and a twentieth more for each of them at most',
	async (count) => {
		const limiters = processes(count, 600, createStore().store);
		const passed = await spread(limiters, 2000, 20);
		expect(passed).toBeGreaterThanOrEqual(600);
		// What arrives while they gather comes on top.
		expect(passed).toBeLessThanOrEqual(600 + count * 30 + GATHER_MS / 20);
	},
);

test('a flood within one instant passes once for each process, and not in the next one', async () => {
	const limiters = processes(3, 600, createStore().store);
	expect(await spread(limiters, 6000, 0)).toBe(3 * 600);
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	expect(await spread(limiters, 6000, 0)).toBe(0);
});

test('what is left is said with what the others have counted', async () => {
	const [one, two] = processes(2, 100, createStore().store);
	for (let use = 0; use < 50; use += 1) one?.use('ada');
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	for (let use = 0; use < 5; use += 1) two?.use('ada');
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	expect(two?.use('ada').remaining).toBe(100 - 50 - 6);
});

test('each client is counted for itself, and each window', async () => {
	const limiters = processes(2, 20, createStore().store);
	expect(await spread(limiters, 200, 10)).toBeLessThanOrEqual(20 + 2 + 10);
	expect(await spread(limiters, 4, 10, 'grace')).toBe(4);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(await spread(limiters, 10, 10)).toBe(10);
});

test('who uses little costs the store nothing, and a flood ten questions a second', async () => {
	const { store, asked } = createStore();
	const limiters = processes(1, 600, store);
	for (let client = 0; client < 500; client += 1) await spread(limiters, 29, 0, String(client));
	await vi.advanceTimersByTimeAsync(1000);
	expect(asked).toEqual([]);
	await spread(limiters, 500, 2);
	expect(asked.length).toBeLessThanOrEqual(10);
	expect(asked.length).toBeGreaterThan(0);
});

test('a store that is down leaves each process its own count, and hears of it when it is back', async () => {
	const state = createStore();
	const limiters = processes(2, 100, state.store);
	state.isUp = false;
	for (let use = 0; use < 60; use += 1) limiters[0]?.use('ada');
	await vi.advanceTimersByTimeAsync(10 * GATHER_MS);
	expect(limiters[0]?.use('ada')).toMatchObject({ allowed: true, remaining: 39 });
	state.isUp = true;
	limiters[0]?.use('ada');
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	for (let use = 0; use < 5; use += 1) limiters[1]?.use('ada');
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	expect(limiters[1]?.use('ada').remaining).toBe(100 - 62 - 6);
});

test('a store that forgets gives nobody back what was heard of them', async () => {
	const state = createStore();
	const limiters = processes(2, 100, state.store);
	await spread(limiters, 200, 10);
	state.forget();
	expect(await spread(limiters, 200, 10)).toBe(0);
});

test('many clients that are due at once are told in batches', async () => {
	const { store, asked } = createStore();
	const [limiter] = processes(1, 1, store);
	for (let client = 0; client < 1201; client += 1) limiter?.use(String(client));
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	expect(asked).toEqual([500, 500, 201]);
	await vi.advanceTimersByTimeAsync(60_000);
	for (let client = 0; client < 1000; client += 1) limiter?.use(String(client));
	await vi.advanceTimersByTimeAsync(GATHER_MS);
	expect(asked.slice(3)).toEqual([500, 500]);
});

test('what is told is told once: of one client, of one window, and as much as it used', async () => {
	const { store } = createStore();
	const [one, two] = processes(2, 100, store);
	const learn = async (key: string) => {
		for (let use = 0; use < 5; use += 1) two?.use(key);
		await vi.advanceTimersByTimeAsync(GATHER_MS);
		return two?.use(key).remaining;
	};
	for (let each = 0; each < 3; each += 1) {
		for (let use = 0; use < 10; use += 1) one?.use('ada');
		await vi.advanceTimersByTimeAsync(GATHER_MS);
	}
	expect(await learn('ada')).toBe(100 - 30 - 6);
	expect(await learn('grace')).toBe(100 - 6);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(await learn('ada')).toBe(100 - 6);
});

test('the store is asked again after another twentieth, and not before', async () => {
	const { store, asked } = createStore();
	const [limiter] = processes(1, 100, store);
	const use = async (times: number) => {
		for (let each = 0; each < times; each += 1) limiter?.use('ada');
		await vi.advanceTimersByTimeAsync(10 * GATHER_MS);
		return asked;
	};
	expect(await use(5)).toEqual([1]);
	expect(await use(4)).toEqual([1]);
	expect(await use(1)).toEqual([1, 1]);
});

test('what is due while the store is being asked is told next, without another use', async () => {
	const { store, asked } = createStore();
	const slow: typeof store = {
		add: async (counted) => {
			const totals = await store.add(counted);
			await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
			return totals;
		},
	};
	const [limiter] = processes(1, 20, slow);
	limiter?.use('ada');
	await vi.advanceTimersByTimeAsync(GATHER_MS + 1);
	limiter?.use('grace');
	limiter?.use('mary');
	await vi.advanceTimersByTimeAsync(10 * GATHER_MS);
	expect(asked).toEqual([1, 2]);
});
