import { expect, test } from 'vitest';
import { createReading } from './reading.ts';

const EVERY_MS = 1000;

function createSource() {
	let now = 0;
	let reads = 0;
	let isBroken = false;
	const latest = createReading({
		everyMs: EVERY_MS,
		clock: () => now,
		read: () => {
			reads += 1;
			return isBroken ? Promise.reject(new Error('gone')) : Promise.resolve(reads);
		},
	});
	return {
		latest,
		reads: () => reads,
		advance: (ms: number) => void (now += ms),
		break: () => void (isBroken = true),
	};
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('nothing is read before somebody asks, and then once, however many ask', async () => {
	const source = createSource();
	await settled();
	expect(source.reads()).toBe(0);
	for (let asker = 0; asker < 100; asker += 1) expect(source.latest()).toBeUndefined();
	await settled();
	for (let asker = 0; asker < 100; asker += 1) expect(source.latest()).toBe(1);
	expect(source.reads()).toBe(1);
});

test('it is read again once that is long enough ago', async () => {
	const source = createSource();
	source.latest();
	await settled();
	source.advance(EVERY_MS);
	expect(source.latest()).toBe(1);
	await settled();
	expect(source.latest()).toBe(2);
});

test('what cannot be read is not what it was before', async () => {
	const source = createSource();
	source.latest();
	await settled();
	source.break();
	source.advance(EVERY_MS);
	source.latest();
	await settled();
	expect(source.latest()).toBeUndefined();
});
