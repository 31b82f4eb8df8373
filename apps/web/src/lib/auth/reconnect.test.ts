import { expect, test } from 'vitest';
import { settle } from '../../../test/fakes.ts';
import { createReconnect } from './reconnect.ts';

function createWorld(random = 0) {
	const delays: number[] = [];
	const world = { works: false, attempts: 0, run: (): void => undefined };
	const reconnect = createReconnect({
		attempt: () => {
			world.attempts += 1;
			return Promise.resolve(world.works);
		},
		schedule: (run, delayMs) => {
			delays.push(delayMs);
			world.run = run;
			return () => (world.run = () => undefined);
		},
		random: () => random,
	});
	return { delays, reconnect, world };
}

test('waits longer after each failure, up to 30 s', async () => {
	const { delays, reconnect, world } = createWorld();
	reconnect.start();
	for (let tries = 0; tries < 7; tries += 1) {
		world.run();
		await settle();
	}
	expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('shortens each wait by up to half at random', () => {
	const { delays, reconnect } = createWorld(1);
	reconnect.start();
	expect(delays).toEqual([500]);
});

test('stops by itself when it works, and starts over with a short wait', async () => {
	const { delays, reconnect, world } = createWorld();
	reconnect.start();
	world.works = true;
	world.run();
	await settle();
	expect(world.attempts).toBe(1);
	reconnect.start();
	expect(delays).toEqual([1_000, 1_000]);
});

test('tries at once when woken, and only while there is need', async () => {
	const { reconnect, world } = createWorld();
	reconnect.wake();
	expect(world.attempts).toBe(0);
	reconnect.start();
	reconnect.wake();
	reconnect.wake();
	await settle();
	expect(world.attempts).toBe(1);
	reconnect.stop();
	reconnect.wake();
	world.run();
	expect(world.attempts).toBe(1);
});
