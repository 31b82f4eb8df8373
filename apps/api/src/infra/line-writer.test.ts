import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLineWriter } from './line-writer.ts';

const SOON_MS = 200;
/** Blocks in the hands of the operating system, and what came of those it took. */
let pending: (() => void)[] = [];
let written: string[] = [];

vi.mock('node:fs', () => ({
	write: (
		_descriptor: number,
		block: Buffer,
		start: number,
		done: (error: null, length: number) => void,
	) => {
		pending.push(() => {
			written.push(block.subarray(start).toString());
			done(null, block.length - start);
		});
	},
}));

beforeEach(() => {
	vi.useFakeTimers();
	pending = [];
	written = [];
});

afterEach(() => {
	vi.useRealTimers();
});

/** The reader takes one block. */
async function take(): Promise<void> {
	pending.shift()?.();
	await vi.advanceTimersByTimeAsync(0);
}

test('lines leave together a moment later, in their order', async () => {
	const writer = createLineWriter(1);
	writer.write('one\n');
	writer.write('two\n');
	expect(pending).toHaveLength(0);
	await vi.advanceTimersByTimeAsync(SOON_MS);
	await take();
	expect(written).toEqual(['one\ntwo\n']);
});

test('a line that left with the block before its own moment does not stop the ones after it', async () => {
	const writer = createLineWriter(1);
	writer.write('one\n');
	await vi.advanceTimersByTimeAsync(SOON_MS);
	writer.write('two\n');
	await take();
	await take();
	// The moment of the second line comes with nothing left to write.
	await vi.advanceTimersByTimeAsync(SOON_MS);
	writer.write('three\n');
	await vi.advanceTimersByTimeAsync(SOON_MS);
	await take();
	expect(written).toEqual(['one\n', 'two\n', 'three\n']);
});

test('flushing resolves when all that waits is written, at once when nothing does, and again later', async () => {
	const writer = createLineWriter(1);
	await writer.flush();
	writer.write('one\n');
	const flushed = writer.flush();
	await take();
	await flushed;
	expect(written).toEqual(['one\n']);
});
