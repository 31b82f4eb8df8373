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

test('a full block leaves at once, and no line is torn between two', async () => {
	const writer = createLineWriter(1);
	const line = `${'ä€𝄞'.repeat(5000)}\n`;
	for (let each = 0; each < 20; each += 1) writer.write(line);
	expect(pending).toHaveLength(1);
	const flushed = writer.flush();
	for (let each = 0; each < 5; each += 1) await take();
	await flushed;
	expect(written.join('')).toBe(line.repeat(20));
	for (const block of written) expect(block.length % line.length).toBe(0);
});

test('a line longer than a block leaves whole, in its place', async () => {
	const writer = createLineWriter(1);
	const long = `${'€'.repeat(200_000)}\n`;
	for (const line of ['one\n', long, 'two\n']) writer.write(line);
	const flushed = writer.flush();
	for (let each = 0; each < 5; each += 1) await take();
	await flushed;
	expect(written.join('')).toBe(`one\n${long}two\n`);
});

test('lines that nobody reads are dropped before the memory runs out, and counted', async () => {
	const writer = createLineWriter(1);
	const line = `${'x'.repeat(80_000)}\n`;
	const LINES = 1000;
	for (let each = 0; each < LINES; each += 1) writer.write(line);
	const flushed = writer.flush();
	for (let each = 0; each < LINES && pending.length > 0; each += 1) await take();
	await flushed;
	const text = written.join('');
	const kept = text.split(line).length - 1;
	expect(kept).toBeGreaterThan(50);
	expect(kept).toBeLessThan(400);
	expect(text).toContain(`"${String(LINES - kept)} log lines were dropped"`);
});
