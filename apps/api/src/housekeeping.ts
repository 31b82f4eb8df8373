/** Removes up to `limit` rows that are no longer needed; answers how many there were. */
export type Sweep = (limit: number) => Promise<number>;

/** What sweeping needs. */
export interface HousekeepingDeps {
	readonly sweeps: readonly Sweep[];
	readonly onError: (error: unknown) => void;
	/** Milliseconds between rounds. */
	readonly everyMs?: number;
}

const EVERY_MS = 5 * 60 * 1000;
const BATCH = 500;

/**
 * Removes dead rows in small batches, with a turn of the event loop between them, so that no request
 * waits for more than one batch.
 */
export function createHousekeeping({ sweeps, onError, everyMs = EVERY_MS }: HousekeepingDeps) {
	let isStopped = false;
	let timer: NodeJS.Timeout | undefined;

	async function drain(sweep: Sweep): Promise<void> {
		while (!isStopped && (await sweep(BATCH)) === BATCH) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** One round over everything. */
	async function run(): Promise<void> {
		for (const sweep of sweeps) await drain(sweep).catch(onError);
	}

	function schedule(): void {
		timer = setTimeout(() => void run().then(() => (isStopped ? undefined : schedule())), everyMs);
		timer.unref();
	}

	return {
		start: schedule,
		run,
		stop(): void {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}
