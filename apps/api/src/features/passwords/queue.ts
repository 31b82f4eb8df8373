/** Thrown when the queue holds as much as it may. */
export class QueueFullError extends Error {
	override readonly name = 'QueueFullError';
}

/** How much runs at once, and how much may wait. */
export interface QueueBounds {
	readonly atOnce: number;
	readonly waitingMax: number;
}

/** How much runs at the moment, and how much waits. */
export interface QueueLoad {
	readonly running: number;
	readonly waiting: number;
}

/**
 * Runs expensive work a few at a time and refuses what could only wait for minutes: a flood of sign-ins
 * must cost the flood, not everybody. Work whose caller has left gives up its place at once.
 */
export function createBoundedQueue({ atOnce, waitingMax }: QueueBounds) {
	const waiting = new Set<() => void>();
	let running = 0;

	function wait(signal: AbortSignal | undefined): Promise<void> {
		if (waiting.size >= waitingMax) return Promise.reject(new QueueFullError());
		return new Promise((resolve, reject) => {
			const leave = () => {
				waiting.delete(start);
				reject(signal?.reason as Error);
			};
			const start = () => {
				signal?.removeEventListener('abort', leave);
				resolve();
			};
			signal?.addEventListener('abort', leave, { once: true });
			waiting.add(start);
		});
	}

	/** Hands the place that was freed to whoever waits longest. */
	function leavePlace(): void {
		const [longest] = waiting;
		if (longest === undefined) {
			running -= 1;
			return;
		}
		waiting.delete(longest);
		longest();
	}

	/**
	 * @throws {QueueFullError} when too much waits already
	 * @throws the signal's reason when the caller left before its turn
	 */
	async function enqueue<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		signal?.throwIfAborted();
		if (running < atOnce) running += 1;
		else await wait(signal);
		try {
			return await work();
		} finally {
			leavePlace();
		}
	}

	return Object.assign(enqueue, {
		/** How much runs, and how much waits. */
		load: (): QueueLoad => ({ running, waiting: waiting.size }),
	});
}
