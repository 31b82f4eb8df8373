import { expect, test } from 'vitest';
import type { LimitStore, TakenUse } from '../../ports/rate-limiter.ts';
import { createSlidingWindow } from '../memory/sliding-window.ts';
import { createAskedLimiter } from './asked-limiter.ts';

const START = Date.UTC(2030, 0, 1, 12);

/** A store that can be down, slow, and asked how often it was asked. */
function createStore() {
	const { take } = createSlidingWindow();
	const state = { isUp: true, asked: 0 };
	const store: Pick<LimitStore, 'take'> = {
		take: async (wanted) => {
			state.asked += 1;
			await Promise.resolve();
			if (!state.isUp) throw new Error('down');
			return take(wanted);
		},
	};
	return Object.assign(state, store);
}

type Store = Pick<LimitStore, 'take'>;

function limiterOn(stores: readonly Store[], limit = 10) {
	let now = START;
	const limiter = createAskedLimiter({ limit, windowSeconds: 60, clock: () => now, stores });
	return { use: (key = 'ada') => limiter.use(key), advance: (ms: number) => void (now += ms) };
}

/** How many of so many uses at the same time are allowed; a store that is down allows none. */
async function allowedOf(
	uses: number,
	...limiters: ReturnType<typeof limiterOn>[]
): Promise<number> {
	const all = Array.from({ length: uses }, async (_, each) =>
		limiters[each % limiters.length]?.use(),
	);
	const settled = await Promise.allSettled(all);
	return settled.filter((one) => one.status === 'fulfilled' && one.value?.allowed).length;
}

test('without a store a process counts for itself, and answers at once', () => {
	const { use, advance } = limiterOn([], 2);
	expect(use()).toEqual({ allowed: true, remaining: 1, resetSeconds: 60 });
	advance(10_000);
	expect(use()).toEqual({ allowed: true, remaining: 0, resetSeconds: 50 });
	expect(use()).toEqual({ allowed: false, remaining: 0, resetSeconds: 50 });
	advance(49_999);
	expect(use()).toMatchObject({ allowed: false, resetSeconds: 1 });
	advance(1);
	expect(use()).toEqual({ allowed: true, remaining: 0, resetSeconds: 10 });
});

test('over three processes the budget is the budget', async () => {
	const store = createStore();
	const limiters = [limiterOn([store]), limiterOn([store]), limiterOn([store])];
	expect(await allowedOf(300, ...limiters)).toBe(10);
	expect(await allowedOf(300, ...limiters)).toBe(0);
});

test('says what is left with what the others have used', async () => {
	const store = createStore();
	const [one, two] = [limiterOn([store]), limiterOn([store])];
	for (let use = 0; use < 4; use += 1) await one.use();
	expect(await two.use()).toEqual({ allowed: true, remaining: 5, resetSeconds: 60 });
});

test('a flood costs the store no more questions than the budget', async () => {
	const store = createStore();
	const [one, two] = [limiterOn([store]), limiterOn([store])];
	expect(await allowedOf(10, one)).toBe(10);
	expect(await allowedOf(500, two)).toBe(0);
	expect(await allowedOf(500, two)).toBe(0);
	expect(store.asked).toBe(20);
	two.advance(60_000);
	expect(await allowedOf(1, two)).toBe(1);
});

test('what is refused without asking says when to come back, as the store did', async () => {
	const store = createStore();
	const [one, two] = [limiterOn([store]), limiterOn([store])];
	await allowedOf(10, one);
	two.advance(20_000);
	const refused = { allowed: false, remaining: 0, resetSeconds: 40 };
	expect(await two.use()).toEqual(refused);
	expect(await two.use()).toEqual(refused);
	expect(store.asked).toBe(11);
});

test('what the store refused does not count against the process that asked', async () => {
	const store = createStore();
	const [one, two] = [limiterOn([store]), limiterOn([store])];
	await allowedOf(10, one);
	two.advance(30_000);
	expect(await allowedOf(10, two)).toBe(0);
	two.advance(30_000);
	expect(await allowedOf(10, two)).toBe(10);
});

test('the next store counts while one is down, and no process allows more than the budget', async () => {
	const [redis, postgres] = [createStore(), createStore()];
	const limiters = [limiterOn([redis, postgres]), limiterOn([redis, postgres])];
	expect(await allowedOf(6, ...limiters)).toBe(6);
	redis.isUp = false;
	// Three were counted in each of them before.
	expect(await allowedOf(100, limiters[0] ?? limiterOn([]))).toBe(7);
	expect(await allowedOf(100, ...limiters)).toBe(3);
	expect(await allowedOf(100, ...limiters)).toBe(0);
	expect(postgres.asked).toBeLessThanOrEqual(14);
});

test('nothing is allowed while no store answers, and nothing of that counts', async () => {
	const [redis, postgres] = [createStore(), createStore()];
	const limiter = limiterOn([redis, postgres]);
	redis.isUp = postgres.isUp = false;
	await expect(limiter.use()).rejects.toMatchObject({ message: 'down' });
	expect(await allowedOf(50, limiter)).toBe(0);
	redis.isUp = true;
	expect(await allowedOf(50, limiter)).toBe(10);
});

test('a store that says something impossible locks nobody out for longer than a window', async () => {
	const far: TakenUse = { isCounted: false, used: 10, freeAt: START + 10 * 365 * 24 * 3600 * 1000 };
	let asked = 0;
	const limiter = limiterOn([{ take: () => Promise.resolve({ ...far, asked: (asked += 1) }) }]);
	expect(await limiter.use()).toMatchObject({ allowed: false });
	await limiter.use();
	expect(asked).toBe(2);
});
