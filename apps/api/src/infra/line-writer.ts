import { write } from 'node:fs';

const FLUSH_MS = 200;
const BLOCK_BYTES = 256 * 1024;
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
const AGAIN_MS = 20;
/** The most bytes that a unit of a string becomes in UTF-8. */
const UTF8_BYTES_MAX = 3;

/** Takes lines at once and writes them in blocks, a moment later. */
export interface LineWriter {
	write(line: string): void;
	/** Resolves when everything that waits is written; for the end of the process. */
	flush(): Promise<void>;
}

/**
 * Writes lines to a file descriptor in blocks, on the thread pool: the request that is logged pays for
 * copying its line into the block. (pino's own destination measures its buffer anew for each line, and lines
 * that waited as strings would keep the garbage collector at work.) When the reader hangs, lines are
 * dropped and counted before the memory runs out.
 */
export function createLineWriter(descriptor: number): LineWriter {
	let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
	let used = 0;
	/** Blocks that are full. */
	let full: Buffer[] = [];
	let dropped = 0;
	let writing: Promise<void> | undefined;
	let timer: NodeJS.Timeout | undefined;

	function endBlock(): void {
		if (used === 0) return;
		full.push(block.subarray(0, used));
		block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
		used = 0;
	}

	function take(): Buffer[] {
		if (dropped > 0) {
			const count = dropped;
			dropped = 0;
			append(`{"level":"warn","msg":"${String(count)} log lines were dropped"}\n`);
		}
		endBlock();
		const taken = full;
		full = [];
		return taken;
	}

	async function drain(): Promise<void> {
		while (used > 0 || full.length > 0 || dropped > 0) {
			for (const each of take()) await writeBlock(descriptor, each);
		}
		writing = undefined;
	}

	function begin(): Promise<void> {
		clearTimeout(timer);
		timer = undefined;
		// With nothing to wait for, draining would be over before it is noted down, and seem to go on for ever.
		if (used === 0 && full.length === 0) return writing ?? Promise.resolve();
		return (writing ??= drain());
	}

	function append(line: string): void {
		if (used + line.length * UTF8_BYTES_MAX > BLOCK_BYTES) {
			endBlock();
			if (line.length * UTF8_BYTES_MAX > BLOCK_BYTES) {
				full.push(Buffer.from(line));
				return;
			}
		}
		used += block.write(line, used);
	}

	return {
		write(line) {
			if (full.length * BLOCK_BYTES > WAITING_BYTES_MAX) {
				dropped += 1;
				return;
			}
			append(line);
			if (full.length > 0) void begin();
			else timer ??= setTimeout(() => void begin(), FLUSH_MS).unref();
		},
		flush: begin,
	};
}

/** Writes a whole block. A closed pipe has no reader to tell, so nothing is thrown. */
function writeBlock(descriptor: number, block: Buffer): Promise<void> {
	return new Promise((resolve) => {
		const writeFrom = (start: number) => {
			write(descriptor, block, start, (error, written) => {
				const next = start + (error === null ? written : 0);
				if (error?.code === 'EAGAIN') setTimeout(writeFrom, AGAIN_MS, start);
				else if (error === null && next < block.length) writeFrom(next);
				else resolve();
			});
		};
		writeFrom(0);
	});
}
