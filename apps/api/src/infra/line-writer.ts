import { write } from 'node:fs';

const FLUSH_MS = 200;
const BLOCK_LENGTH = 256 * 1024;
const WAITING_LENGTH_MAX = 16 * 1024 * 1024;
const AGAIN_MS = 20;

/** Takes lines at once and writes them in blocks, a moment later. */
export interface LineWriter {
	write(line: string): void;
	/** Resolves when everything that waits is written; for the end of the process. */
	flush(): Promise<void>;
}

/**
 * Writes lines to a file descriptor in blocks, on the thread pool: the request that is logged pays for
 * putting its line into a list. (pino's own destination measures its buffer anew for each line.) When the
 * reader hangs, lines are dropped and counted before the memory runs out.
 */
export function createLineWriter(descriptor: number): LineWriter {
	let waiting: string[] = [];
	let length = 0;
	let dropped = 0;
	let writing: Promise<void> | undefined;
	let timer: NodeJS.Timeout | undefined;

	function take(): Buffer {
		if (dropped > 0)
			waiting.push(`{"level":"warn","msg":"${String(dropped)} log lines were dropped"}\n`);
		const block = Buffer.from(waiting.join(''));
		waiting = [];
		length = 0;
		dropped = 0;
		return block;
	}

	async function drain(): Promise<void> {
		while (waiting.length > 0) await writeBlock(descriptor, take());
		writing = undefined;
	}

	function begin(): Promise<void> {
		clearTimeout(timer);
		timer = undefined;
		// With nothing to wait for, draining would be over before it is noted down, and seem to go on for ever.
		if (waiting.length === 0) return writing ?? Promise.resolve();
		return (writing ??= drain());
	}

	return {
		write(line) {
			if (length > WAITING_LENGTH_MAX) {
				dropped += 1;
				return;
			}
			waiting.push(line);
			length += line.length;
			if (length >= BLOCK_LENGTH) void begin();
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
