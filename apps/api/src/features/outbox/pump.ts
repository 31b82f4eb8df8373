import { SECOND_MS } from '../../ports/clock.ts';
import { jittered, type Random, type Schedule } from './timing.ts';

/** What a pump needs. */
export interface PumpDeps {
	/** Done again and again; may throw. */
	readonly round: () => Promise<void>;
	readonly onError: (error: unknown) => void;
	readonly random: Random;
	readonly schedule: Schedule;
}

const POLL_MS = SECOND_MS;
const LONGEST_PAUSE_MS = 10 * SECOND_MS;

/**
 * Does a round about once a second, and at once when woken; never two at a time, and less and less often
 * while rounds fail.
 */
export function createPump({ round, onError, random, schedule }: PumpDeps) {
	let isGoing = false;
	let isRunning = false;
	let isSoon = false;
	let current = Promise.resolve();
	let wakes = 0;
	let failures = 0;
	let cancel: () => void = () => undefined;

	function doAfter(ms: number): void {
		cancel();
		isSoon = ms === 0;
		cancel = schedule(ms, () => {
			isSoon = false;
			current = run();
		});
	}

	async function run(): Promise<void> {
		let seen: number;
		isRunning = true;
		do {
			seen = wakes;
			failures = await round().then(
				() => 0,
				(error: unknown) => {
					onError(error);
					return failures + 1;
				},
			);
		} while (isGoing && wakes !== seen && failures === 0);
		isRunning = false;
		if (isGoing) doAfter(pause());
	}

	const pause = () => jittered(Math.min(POLL_MS * 2 ** failures, LONGEST_PAUSE_MS), random);

	return {
		/** Begins; waits for nothing. */
		start(): void {
			isGoing = true;
			doAfter(0);
		},

		/** Asks for a round now; however often within one turn, it becomes one. */
		wake(): void {
			if (!isGoing) return;
			wakes += 1;
			if (!isSoon && !isRunning) doAfter(0);
		},

		/** Begins no round any more, and waits for the one that runs. */
		async stop(): Promise<void> {
			isGoing = false;
			cancel();
			await current;
		},
	};
}
