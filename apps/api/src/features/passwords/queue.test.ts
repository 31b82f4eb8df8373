import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBoundedQueue, QueueFullError } from './queue.ts';

/** Work that goes on until it is told to end. */
function createGate() {
	const gate = Promise.withResolvers<undefined>();
	return {
		work: () => gate.promise,
		open: () => {
			gate.resolve(undefined);
		},
	};
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('two run, thirty-two wait, and the next is refused at once', async () => {
	const enqueue = createBoundedQueue({ atOnce: 2, waitingMax: 32 });
	const gate = createGate();
	let running = 0;
	const accepted = Array.from({ length: 34 }, () =>
		enqueue(() => {
			running += 1;
			return gate.work();
		}),
	);
	await nextTurn();
	expect(running).toBe(2);
	await expect(enqueue(gate.work)).rejects.toThrow(QueueFullError);
	gate.open();
	await Promise.all(accepted);
	expect(running).toBe(34);
	await expect(enqueue(() => Promise.resolve('again'))).resolves.toBe('again');
});

test('it tells how much runs and how much waits', async () => {
	const enqueue = createBoundedQueue({ atOnce: 2, waitingMax: 32 });
	expect(enqueue.load()).toEqual({ running: 0, waiting: 0 });
	const gate = createGate();
	const done = Promise.all([1, 2, 3, 4, 5].map(() => enqueue(gate.work)));
	await nextTurn();
	expect(enqueue.load()).toEqual({ running: 2, waiting: 3 });
	gate.open();
	await done;
	expect(enqueue.load()).toEqual({ running: 0, waiting: 0 });
});

test('whoever has had their turn is not listened to any more', async () => {
	const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 10 });
	const { signal } = new AbortController();
	const gate = createGate();
	const first = enqueue(gate.work);
	const second = enqueue(() => Promise.resolve(), signal);
	expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	gate.open();
	await Promise.all([first, second]);
	expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('those who wait are served in the order they came', async () => {
	const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 10 });
	const gate = createGate();
	const order: number[] = [];
	const first = enqueue(gate.work);
	const waiting = Array.from({ length: 10 }, (_, index) =>
		enqueue(() => Promise.resolve(order.push(index))),
	);
	gate.open();
	await Promise.all([first, ...waiting]);
	expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('work that throws or rejects frees its place', async () => {
	const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 1 });
	for (let each = 0; each < 3; each += 1) {
		await expect(enqueue(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
		await expect(
			enqueue(() => {
				throw new Error('at once');
			}),
		).rejects.toThrow('at once');
	}
	await expect(enqueue(() => Promise.resolve('still usable'))).resolves.toBe('still usable');
});

describe('a caller who leaves', () => {
	test('gives up its place at once and its work is never done', async () => {
		const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 1 });
		const gate = createGate();
		const first = enqueue(gate.work);
		const leaver = new AbortController();
		let isDone = false;
		const left = enqueue(() => Promise.resolve((isDone = true)), leaver.signal);
		await expect(enqueue(gate.work)).rejects.toThrow(QueueFullError);
		leaver.abort(new Error('left'));
		await expect(left).rejects.toThrow('left');
		const next = enqueue(() => Promise.resolve('took the place'));
		gate.open();
		await first;
		await expect(next).resolves.toBe('took the place');
		expect(isDone).toBe(false);
	});

	test('before it came does not enter', async () => {
		const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 1 });
		let isDone = false;
		const gone = AbortSignal.abort(new Error('gone'));
		await expect(enqueue(() => Promise.resolve((isDone = true)), gone)).rejects.toThrow('gone');
		expect(isDone).toBe(false);
		await expect(enqueue(() => Promise.resolve('free'))).resolves.toBe('free');
	});

	test('while its work runs does not break it off', async () => {
		const enqueue = createBoundedQueue({ atOnce: 1, waitingMax: 1 });
		const gate = createGate();
		const leaver = new AbortController();
		const running = enqueue(() => gate.work().then(() => 'done'), leaver.signal);
		leaver.abort();
		gate.open();
		await expect(running).resolves.toBe('done');
	});
});

test('a hundred callers who leave leave an empty queue that works', async () => {
	const enqueue = createBoundedQueue({ atOnce: 2, waitingMax: 100 });
	const gate = createGate();
	const running = [enqueue(gate.work), enqueue(gate.work)];
	const leaver = new AbortController();
	let done = 0;
	const left = Array.from({ length: 100 }, () =>
		enqueue(() => Promise.resolve((done += 1)), leaver.signal),
	);
	leaver.abort(new Error('left'));
	const outcomes = await Promise.allSettled(left);
	expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
	const refilled = Array.from({ length: 100 }, () => enqueue(() => Promise.resolve('served')));
	gate.open();
	await Promise.all(running);
	expect(new Set(await Promise.all(refilled))).toEqual(new Set(['served']));
	expect(done).toBe(0);
});

interface Step {
	readonly kind: 'enter' | 'enter-gone' | 'finish' | 'fail' | 'leave';
	/** Which of those it could be. */
	readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.constantFrom('enter', 'enter', 'enter', 'enter-gone', 'finish', 'fail', 'leave'),
	pick: fc.nat(100),
});

/** A queue under test beside the simplest thing that could be right: two lists. */
function createModel(atOnce: number, waitingMax: number) {
	const enqueue = createBoundedQueue({ atOnce, waitingMax });
	const ends = new Map<number, { finish: () => void; fail: () => void }>();
	const leavers = new Map<number, AbortController>();
	const settled = new Map<number, string>();
	const expected = {
		running: [] as number[],
		waiting: [] as number[],
		settled: new Map<number, string>(),
	};
	let count = 0;

	function enter(signal = new AbortController()): number {
		const id = count;
		count += 1;
		leavers.set(id, signal);
		const work = () =>
			new Promise<string>((resolve, reject) => {
				ends.set(id, {
					finish: () => {
						resolve('finished');
					},
					fail: () => {
						reject(new Error('failed'));
					},
				});
			});
		enqueue(work, signal.signal).then(
			(outcome) => settled.set(id, outcome),
			(error: unknown) =>
				settled.set(id, error instanceof QueueFullError ? 'full' : (error as Error).message),
		);
		return id;
	}

	function end(pick: number, outcome: 'finished' | 'failed'): void {
		const [id] = expected.running.splice(pick % Math.max(1, expected.running.length), 1);
		if (id === undefined) return;
		ends.get(id)?.[outcome === 'finished' ? 'finish' : 'fail']();
		expected.settled.set(id, outcome);
		const next = expected.waiting.shift();
		if (next !== undefined) expected.running.push(next);
	}

	return {
		settled,
		expected,
		begun: ends,
		apply(each: Step): void {
			if (each.kind === 'enter') {
				const id = enter();
				if (expected.running.length < atOnce) expected.running.push(id);
				else if (expected.waiting.length < waitingMax) expected.waiting.push(id);
				else expected.settled.set(id, 'full');
			} else if (each.kind === 'enter-gone') {
				const gone = new AbortController();
				gone.abort(new Error('left'));
				expected.settled.set(enter(gone), 'left');
			} else if (each.kind === 'leave') {
				const [id] = expected.waiting.splice(each.pick % Math.max(1, expected.waiting.length), 1);
				if (id === undefined) return;
				leavers.get(id)?.abort(new Error('left'));
				expected.settled.set(id, 'left');
			} else end(each.pick, each.kind === 'finish' ? 'finished' : 'failed');
		},
	};
}

test('whatever comes, goes and fails, the queue does what two lists would do', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 4 }),
			fc.integer({ min: 0, max: 5 }),
			fc.array(step, { maxLength: 60 }),
			async (atOnce, waitingMax, steps) => {
				const model = createModel(atOnce, waitingMax);
				for (const each of steps) {
					model.apply(each);
					await nextTurn();
					expect(Object.fromEntries(model.settled)).toEqual(
						Object.fromEntries(model.expected.settled),
					);
					const running = [...model.begun.keys()].filter((id) => !model.settled.has(id));
					expect(running.sort()).toEqual([...model.expected.running].sort());
				}
			},
		),
		{ numRuns: 200 },
	);
});
