const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

export interface ReconnectDeps {
	/** Tries once; true when there is no more need to try. */
	readonly attempt: () => Promise<boolean>;
	readonly schedule: (run: () => void, delayMs: number) => () => void;
	readonly random: () => number;
}

export interface Reconnect {
	/** Starts trying, unless it does already. */
	start(): void;
	/** Tries now: the network or the person is back. */
	wake(): void;
	stop(): void;
}

/**
 * Tries until it works: after 1 s, 2 s, 4 s … up to 30 s, each shortened by up to half at random so that
 * the tabs of a whole company do not knock in step at a server that has just come back.
 */
export function createReconnect({ attempt, schedule, random }: ReconnectDeps): Reconnect {
	let failures = 0;
	let isRunning = false;
	let isTrying = false;
	let cancel = (): void => undefined;

	async function run(): Promise<void> {
		cancel();
		if (!isRunning || isTrying) return;
		isTrying = true;
		const isDone = await attempt().catch(() => false);
		isTrying = false;
		if (isDone) isRunning = false;
		else wait();
	}

	function wait(): void {
		if (!isRunning) return;
		const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
		failures += 1;
		cancel = schedule(() => void run(), longest * (1 - random() / 2));
	}

	return {
		start() {
			if (isRunning) return;
			isRunning = true;
			failures = 0;
			if (!isTrying) wait();
		},
		wake: () => void run(),
		stop() {
			isRunning = false;
			cancel();
		},
	};
}
