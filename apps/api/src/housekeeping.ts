/** Removes up to `limit` rows that are no longer needed; answers how many there were. */
export type Sweep = (limit: number) => Promise<number>;

/** What sweeping needs. */
export interface HousekeepingDeps {
	readonly sweeps: readonly Sweep[];
	readonly onError: (error: unknown) => void;
	/** Milliseconds between rounds. */
	readonly everyMs?: number;
	/** Lets one process at a time sweep what all of them share; unset where there is but one. */
	readonly turn?: SweepTurn;
	/** Told how a round came out. */
	readonly onRound?: (round: SweptRound) => void;
}

/** The right to sweep. */
export interface SweepTurn {
	take(): Promise<boolean>;
	keep(): Promise<boolean>;
	pass(): Promise<void>;
}

/** What a round removed, and how long it took. */
export interface SweptRound {
	readonly rows: number;
	readonly ms: number;
}

/** Milliseconds between the rounds of one process. */
export const SWEEP_EVERY_MS = 5 * 60 * 1000;
const BATCH = 200;

/** Nobody else is there. */
const ALONE: SweepTurn = {
	take: () => Promise.resolve(true),
	keep: () => Promise.resolve(true),
	pass: () => Promise.resolve(),
};

/**
 * Removes dead rows in small batches, with a turn of the event loop between them, so that no request
 * waits for more than one batch.
 */
export function createHousekeeping(deps: HousekeepingDeps) {
	const { sweeps, onError, everyMs = SWEEP_EVERY_MS, turn = ALONE, onRound } = deps;
	let isStopped = false;
	let timer: NodeJS.Timeout | undefined;

	async function drain(sweep: Sweep, mayGoOn: () => Promise<boolean>): Promise<number> {
		let rows = 0;
		while (!isStopped && (await mayGoOn())) {
			const removed = await sweep(BATCH);
			rows += removed;
			if (removed < BATCH) break;
			await new Promise((resolve) => setImmediate(resolve));
		}
		return rows;
	}

	async function sweepAll(mayGoOn: () => Promise<boolean>): Promise<void> {
		const started = performance.now();
		let rows = 0;
		for (const sweep of sweeps) {
			await drain(sweep, mayGoOn).then((removed) => (rows += removed), onError);
		}
		onRound?.({ rows, ms: Math.round(performance.now() - started) });
	}

	/** A round, if it is this process's turn. */
	async function runInTurn(): Promise<void> {
		try {
			if (!(await turn.take())) return;
			await sweepAll(() => turn.keep());
			// Stopped in the middle: another process goes on once the turn has run out.
			if (!isStopped) await turn.pass();
		} catch (error) {
			onError(error);
		}
	}

	function schedule(): void {
		timer = setTimeout(() => {
			void runInTurn().then(() => (isStopped ? undefined : schedule()));
		}, everyMs);
		timer.unref();
	}

	return {
		start: schedule,
		/** One round over everything, whoever's turn it is. */
		run: (): Promise<void> => sweepAll(ALONE.keep),
		runInTurn,
		stop(): void {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}
