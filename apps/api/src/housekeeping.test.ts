import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../test/database.ts';
import { createLeases, createLeaseStore } from './features/leases/index.ts';
import { createHousekeeping, type Sweep } from './housekeeping.ts';
import type { Storage } from './ports/storage.ts';

const START = Date.UTC(2030, 0, 1, 12);
const PAUSE_MS = 150_000;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

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
	test('removes everything, in batches of at most 200', async () => {
		const rows = sweepOf(1234);
		await createHousekeeping({ sweeps: [rows.sweep], onError: ignore }).run();
		expect(rows.batches).toEqual([200, 200, 200, 200, 200, 200, 34]);
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

describe('a round in turn', () => {
	/** Two processes with one thing to sweep between them. */
	async function createPair() {
		const database = await createTestDatabase();
		let now = START;
		const rounds: number[] = [];
		const processOf = (storage: Storage, sweeps: readonly Sweep[]) => {
			const leases = createLeases({ store: createLeaseStore(storage.db), clock: () => now });
			return createHousekeeping({
				sweeps,
				onError: (error) => {
					throw error;
				},
				turn: leases.turn('housekeeping', PAUSE_MS),
				onRound: ({ rows }) => void rounds.push(rows),
			});
		};
		return {
			rounds,
			one: (...sweeps: Sweep[]) => processOf(database.storage, sweeps),
			other: (...sweeps: Sweep[]) => processOf(database.open(), sweeps),
			advance: (ms: number) => void (now += ms),
			setBack: (ms: number) => void (now -= ms),
			[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
		};
	}

	test('is made by one process at a time, and not again before its time', async () => {
		await using pair = await createPair();
		const rows = sweepOf(1200);
		const processes = [pair.one(rows.sweep), pair.other(rows.sweep)];
		await Promise.all(processes.map((each) => each.runInTurn()));
		expect(pair.rounds).toEqual([1200]);
		for (const each of processes) await each.runInTurn();
		expect(pair.rounds).toHaveLength(1);
		pair.advance(PAUSE_MS);
		for (const each of processes) await each.runInTurn();
		expect(pair.rounds).toEqual([1200, 0]);
	});

	test('is taken over a minute after the process that made it died', async () => {
		await using pair = await createPair();
		await new Promise<void>((resolve) => {
			const dying = () => {
				resolve();
				return new Promise<number>(() => undefined);
			};
			void pair.one(dying).runInTurn();
		});
		const rows = sweepOf(3);
		const heir = pair.other(rows.sweep);
		await heir.runInTurn();
		expect(rows.left()).toBe(3);
		pair.advance(59_999);
		await heir.runInTurn();
		expect(rows.left()).toBe(3);
		pair.advance(1);
		await heir.runInTurn();
		expect(rows.left()).toBe(0);
	});

	test('lasts as long as it takes, and ends when another has taken it over', async () => {
		await using pair = await createPair();
		let batches = 0;
		const slow = (limit: number) => {
			batches += 1;
			pair.advance(31_000);
			return Promise.resolve(batches < 5 ? limit : 0);
		};
		const other = sweepOf(7);
		const heir = pair.other(other.sweep);
		const meanwhile = async (limit: number) => {
			await heir.runInTurn();
			return slow(limit);
		};
		await pair.one(meanwhile).runInTurn();
		expect([batches, other.left()]).toEqual([5, 7]);

		pair.advance(PAUSE_MS);
		const frozen = async (limit: number) => {
			batches += 1;
			pair.advance(60_000);
			await heir.runInTurn();
			return limit;
		};
		await pair.one(frozen).runInTurn();
		expect([batches, other.left()]).toEqual([6, 0]);
	});

	test('is not kept from everybody by a clock that was a year ahead', async () => {
		await using pair = await createPair();
		pair.advance(YEAR_MS);
		await pair.one(sweepOf(1).sweep).runInTurn();
		pair.setBack(YEAR_MS);
		const rows = sweepOf(1);
		await pair.other(rows.sweep).runInTurn();
		expect(rows.left()).toBe(0);
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
