import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHousekeeping } from './housekeeping.ts';

/** A sweep over so many dead rows. */
function sweepOf(count: number) {
	const batches: number[] = [];
	let left = count;
	const sweep = (limit: number) => {
		const removed = Math.min(left, limit);
		left -= removed;
		batches.push(removed);
		return Promise.resolve(removed);
	};
	return { sweep, batches, left: () => left };
}

const ignore = () => undefined;

describe('a round', () => {
	test('removes everything, in batches of at most 500', async () => {
		const rows = sweepOf(1234);
		await createHousekeeping({ sweeps: [rows.sweep], onError: ignore }).run();
		expect(rows.batches).toEqual([500, 500, 234]);
	});

	test('lets others work between two batches', async () => {
		const rows = sweepOf(5000);
		let turns = 0;
		const count = () => {
			turns += 1;
			if (rows.left() > 0) setImmediate(count);
		};
		setImmediate(count);
		await createHousekeeping({ sweeps: [rows.sweep], onError: ignore }).run();
		expect(turns).toBeGreaterThanOrEqual(9);
	});

	test('goes on with the next table when one fails, and tells', async () => {
		const errors: unknown[] = [];
		const rows = sweepOf(3);
		const failing = () => Promise.reject(new Error('locked'));
		const onError = (error: unknown) => void errors.push(error);
		await createHousekeeping({ sweeps: [failing, rows.sweep], onError }).run();
		expect(rows.left()).toBe(0);
		expect(errors).toEqual([new Error('locked')]);
	});

	test('ends between two batches when it is stopped', async () => {
		const rows = sweepOf(100_000);
		const housekeeping = createHousekeeping({ sweeps: [rows.sweep], onError: ignore });
		const round = housekeeping.run();
		setImmediate(housekeeping.stop);
		await round;
		expect(rows.left()).toBeGreaterThan(0);
	});
});

describe('the clock', () => {
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	test('starts a round every so often, also after one that failed', async () => {
		let rounds = 0;
		const sweep = () => {
			rounds += 1;
			return rounds === 1 ? Promise.reject(new Error('locked')) : Promise.resolve(0);
		};
		const housekeeping = createHousekeeping({ sweeps: [sweep], onError: ignore, everyMs: 1000 });
		housekeeping.start();
		expect(rounds).toBe(0);
		await vi.advanceTimersByTimeAsync(3500);
		expect(rounds).toBe(3);
		housekeeping.stop();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(rounds).toBe(3);
	});

	test('does not begin a round while one still runs', async () => {
		let running = 0;
		let most = 0;
		const sweep = async () => {
			running += 1;
			most = Math.max(most, running);
			await new Promise((resolve) => setTimeout(resolve, 5000));
			running -= 1;
			return 0;
		};
		const housekeeping = createHousekeeping({ sweeps: [sweep], onError: ignore, everyMs: 1000 });
		housekeeping.start();
		await vi.advanceTimersByTimeAsync(30_000);
		expect(most).toBe(1);
		housekeeping.stop();
	});
});
