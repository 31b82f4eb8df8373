import { describe, expect, test } from 'vitest';
import { createGate, createTestTime } from '../../../test/outbox.ts';
import { SECOND_MS } from '../../ports/clock.ts';
import { createPump } from './pump.ts';
import type { Random } from './timing.ts';

/** A pump whose rounds do what they are told, and are counted. */
function createFixture({ random = () => 0.5 }: { random?: Random } = {}) {
	const time = createTestTime();
	const errors: unknown[] = [];
	const startedAt: number[] = [];
	let act = () => Promise.resolve();
	const begin = time.clock();
	const pump = createPump({
		round: () => {
			startedAt.push(time.clock() - begin);
			return act();
		},
		onError: (error) => errors.push(error),
		random,
		schedule: time.schedule,
	});
	return {
		...time,
		pump,
		errors,
		startedAt,
		let: (round: () => Promise<void>) => {
			act = round;
		},
	};
}

const fail = () => Promise.reject(new Error('the database is down'));

describe('a round', () => {
	test('is done at the start, and then about once a second', async () => {
		const { pump, startedAt, advance } = createFixture();
		pump.start();
		expect(startedAt).toEqual([]);
		await advance(3 * SECOND_MS);
		expect(startedAt).toEqual([0, 1000, 2000, 3000]);
	});

	test.each([
		['half a second', 0, 500],
		['a second and a half', 0.999_999, 1500],
	])('comes after %s at the outermost chance', async (_name, chance, ms) => {
		const { pump, startedAt, advance } = createFixture({ random: () => chance });
		pump.start();
		await advance(0);
		await advance(1600);
		expect(startedAt[1]).toBe(ms);
	});

	test('is done once, however often it is woken in one turn', async () => {
		const { pump, startedAt, advance } = createFixture();
		pump.start();
		await advance(100);
		for (let each = 0; each < 1000; each += 1) pump.wake();
		await advance(100);
		expect(startedAt).toEqual([0, 100]);
	});

	test('follows at once on one during which it was woken, and only one', async () => {
		const fixture = createFixture();
		const { opened, open } = createGate();
		fixture.pump.start();
		fixture.let(() => opened);
		await fixture.advance(0);
		fixture.pump.wake();
		fixture.pump.wake();
		await fixture.advance(5 * SECOND_MS);
		expect(fixture.startedAt).toEqual([0]);
		open();
		await fixture.settled();
		expect(fixture.startedAt).toEqual([0, 5000]);
	});

	test('never begins while another runs, however long that takes', async () => {
		const fixture = createFixture();
		fixture.let(() => new Promise(() => undefined));
		fixture.pump.start();
		await fixture.advance(60 * SECOND_MS);
		expect(fixture.startedAt).toEqual([0]);
	});
});

describe('while rounds fail', () => {
	test('they come less and less often, and each is told', async () => {
		const fixture = createFixture();
		fixture.let(fail);
		fixture.pump.start();
		await fixture.advance(60 * SECOND_MS);
		expect(fixture.startedAt.slice(0, 6).map((ms) => ms / SECOND_MS)).toEqual([
			0, 2, 6, 14, 24, 34,
		]);
		expect(fixture.errors).toHaveLength(fixture.startedAt.length);
	});

	test('being woken leads to one, and does not make it spin', async () => {
		const fixture = createFixture();
		fixture.pump.start();
		await fixture.advance(0);
		fixture.let(() => {
			fixture.pump.wake();
			return fail();
		});
		await fixture.advance(10 * SECOND_MS);
		const before = fixture.startedAt.length;
		expect(before).toBeLessThan(6);
		fixture.pump.wake();
		await fixture.advance(0);
		expect(fixture.startedAt).toHaveLength(before + 1);
	});

	test('one that succeeds brings back the usual pace', async () => {
		const fixture = createFixture();
		fixture.let(fail);
		fixture.pump.start();
		await fixture.advance(20 * SECOND_MS);
		fixture.let(() => Promise.resolve());
		await fixture.advance(10 * SECOND_MS);
		const gaps = fixture.startedAt.map((ms, at) => ms - (fixture.startedAt[at - 1] ?? 0));
		expect(gaps.slice(-3)).toEqual([1000, 1000, 1000]);
	});
});

describe('after the stop', () => {
	test('no round begins, also when woken', async () => {
		const { pump, startedAt, advance } = createFixture();
		pump.start();
		await advance(0);
		await pump.stop();
		pump.wake();
		await advance(60 * SECOND_MS);
		expect(startedAt).toEqual([0]);
	});

	test('the round that ran has ended', async () => {
		const fixture = createFixture();
		const { opened, open } = createGate();
		fixture.let(() => opened);
		fixture.pump.start();
		await fixture.advance(0);
		let isStopped = false;
		const stopped = fixture.pump.stop().then(() => (isStopped = true));
		fixture.pump.wake();
		await fixture.settled();
		expect(isStopped).toBe(false);
		open();
		await stopped;
		await fixture.advance(60 * SECOND_MS);
		expect(fixture.startedAt).toEqual([0]);
	});
});

test('being woken before the start does nothing', async () => {
	const { pump, startedAt, advance } = createFixture();
	pump.wake();
	await advance(60 * SECOND_MS);
	expect(startedAt).toEqual([]);
});
