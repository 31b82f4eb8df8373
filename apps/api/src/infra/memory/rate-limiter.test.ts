import { describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from './rate-limiter.ts';

const START = Date.UTC(2030, 0, 1);

function setUp(options: { limit?: number; keysMax?: number } = {}) {
	let now = START;
	const limiter = createMemoryRateLimiter({
		limit: 10,
		windowSeconds: 60,
		clock: () => now,
		...options,
	});
	return { limiter, moveTo: (seconds: number) => void (now = START + seconds * 1000) };
}

describe('a budget', () => {
	test('lets exactly as many pass as it says, and counts down to nothing', () => {
		const { limiter } = setUp({ limit: 3 });
		const uses = Array.from({ length: 5 }, () => limiter.use('a'));
		expect(uses.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false]);
		expect(uses.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
	});

	test('is each key’s own', () => {
		const { limiter } = setUp({ limit: 1 });
		expect(limiter.use('a').allowed).toBe(true);
		expect(limiter.use('b').allowed).toBe(true);
		expect(limiter.use('a').allowed).toBe(false);
	});

	test('is whole again when the window ends, and says in how many seconds that is', () => {
		const { limiter, moveTo } = setUp({ limit: 1 });
		expect(limiter.use('a')).toEqual({ allowed: true, remaining: 0, resetSeconds: 60 });
		moveTo(59.001);
		expect(limiter.use('a')).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 });
		moveTo(60);
		expect(limiter.use('a')).toEqual({ allowed: true, remaining: 0, resetSeconds: 60 });
	});

	test('never says 0 seconds', () => {
		const { limiter, moveTo } = setUp({ limit: 1 });
		for (let millisecond = 0; millisecond < 120_000; millisecond += 777) {
			moveTo(millisecond / 1000);
			const { resetSeconds } = limiter.use('a');
			expect(resetSeconds).toBeGreaterThanOrEqual(1);
			expect(resetSeconds).toBeLessThanOrEqual(60);
		}
	});

	test('is not locked for years by a clock that was wrong and is set back', () => {
		const { limiter, moveTo } = setUp({ limit: 1 });
		moveTo(10 * 365 * 24 * 3600);
		limiter.use('a');
		moveTo(0);
		expect(limiter.use('a')).toEqual({ allowed: true, remaining: 0, resetSeconds: 60 });
	});
});

describe('a flood of keys', () => {
	test('does not push out a counter that is spent', () => {
		const { limiter } = setUp({ limit: 2, keysMax: 100 });
		for (let use = 0; use < 3; use += 1) limiter.use('victim');
		for (let key = 0; key < 6000; key += 1) limiter.use(`flood-${String(key)}`);
		expect(limiter.use('victim').allowed).toBe(false);
	});

	test('leaves a counter that is known its own budget', () => {
		const { limiter } = setUp({ limit: 10, keysMax: 100 });
		limiter.use('regular');
		for (let key = 0; key < 6000; key += 1) limiter.use(`flood-${String(key)}`);
		expect(limiter.use('regular')).toMatchObject({ allowed: true, remaining: 8 });
	});

	test('shares one budget beyond the bound, and is not let through without one', () => {
		const { limiter } = setUp({ limit: 5, keysMax: 10 });
		for (let key = 0; key < 10; key += 1) limiter.use(`known-${String(key)}`);
		const passed = Array.from({ length: 100 }, (_, key) => limiter.use(`new-${String(key)}`));
		expect(passed.filter(({ allowed }) => allowed)).toHaveLength(5);
	});

	test('cannot grow the memory', () => {
		const { limiter } = setUp();
		const before = process.memoryUsage().heapUsed;
		for (let key = 0; key < 1_000_000; key += 1) limiter.use(`2001:db8:${key.toString(16)}::/64`);
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
	});
});

test('whatever the order of keys and times, no key passes more often in a window than its limit', () => {
	let seed = 20_261_121;
	const random = (below: number) => {
		seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
		return Math.floor((seed / 2 ** 32) * below);
	};
	for (let round = 0; round < 200; round += 1) {
		const limit = 1 + random(6);
		const { limiter, moveTo } = setUp({ limit, keysMax: 1 + random(5) });
		const passed = new Map<string, number>();
		let seconds = 0;
		for (let step = 0; step < 200; step += 1) {
			seconds += random(4) / 2;
			moveTo(seconds);
			const key = `key-${String(random(8))}`;
			const place = `${key} in window ${String(Math.floor(seconds / 60))}`;
			const { allowed, remaining } = limiter.use(key);
			if (allowed) passed.set(place, (passed.get(place) ?? 0) + 1);
			expect(passed.get(place) ?? 0).toBeLessThanOrEqual(limit);
			expect(remaining).toBeGreaterThanOrEqual(0);
			if (remaining > 0) expect(allowed).toBe(true);
		}
	}
});
