import type { Clock } from '../../ports/clock.ts';

/** What is read, and how often at most. */
export interface ReadingOptions<T> {
	readonly read: () => Promise<T>;
	readonly everyMs: number;
	readonly clock: Clock;
}

/**
 * Something that cannot be read while somebody waits for it: each call gives what was read last, and has
 * it read anew behind the scenes when that was long enough ago. However many ask, it is read once in that
 * time; when nobody asks, never. What cannot be read is undefined, and not what it was an hour ago.
 */
export function createReading<T>({ read, everyMs, clock }: ReadingOptions<T>): () => T | undefined {
	let latest: T | undefined;
	let readAt = Number.NEGATIVE_INFINITY;
	let isReading = false;

	async function refresh(): Promise<void> {
		isReading = true;
		readAt = clock();
		try {
			latest = await read();
		} catch {
			latest = undefined;
		}
		isReading = false;
	}

	return () => {
		if (!isReading && clock() - readAt >= everyMs) void refresh();
		return latest;
	};
}
