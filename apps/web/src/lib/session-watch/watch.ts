import { followStream, type StreamDeps, textIn } from './stream.ts';

/** What a look at the session found; `silent` is an answer about nobody. */
export type Look =
	| { readonly kind: 'good'; readonly state: unknown }
	| { readonly kind: 'over'; readonly reason: string | null }
	| { readonly kind: 'silent' };

/** What watching the session of this browser needs. */
export interface WatchDeps extends Pick<StreamDeps, 'open' | 'schedule'> {
	/** Looks once, which does not count as a use of the session. Never throws. */
	readonly look: () => Promise<Look>;
	/** Asks who is signed in, here and in the other tabs; false when nobody is. Never throws. */
	readonly check: () => Promise<boolean>;
	/** Waits; less long when the network or the person comes back. Ends with the signal. */
	readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly random: () => number;
}

const LOOK_EVERY_MS = 20_000;
/** How long it is looked now and then, until a stream is tried again. */
const HELD_MS = 5 * 60_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** The answer that brings this browser the new cookie may still be on its way. */
const COOKIE_MS = 1_000;

/**
 * Watches the session of this browser until it is over or the signal comes, and has it checked whenever
 * something has happened to it. By a stream of events; where none comes through, by a look every 20 s. Those
 * that break are opened again after 1 s, 2 s, 4 s … up to 30 s, each shortened by up to half at random.
 */
export async function watchSession(deps: WatchDeps, signal: AbortSignal): Promise<void> {
	let known: string | null = null;
	let failures = 0;
	const isStopped = (): boolean => signal.aborted;

	function compare(state: unknown): void {
		const seen = `${textIn(state, 'id') ?? ''} ${textIn(state, 'account') ?? ''}`;
		const isOther = known !== null && known !== seen;
		known = seen;
		if (isOther) void deps.check();
	}

	/** The API says that it is over; whether it is here, the cookie of now decides. */
	async function isStillIn(reason: string | null): Promise<boolean> {
		if (reason === 'replaced') await deps.pause(COOKIE_MS, signal);
		known = null;
		return isStopped() || (await deps.check());
	}

	/** Looks every 20 s for so long; false when it is over. */
	async function lookNowAndThen(forMs: number): Promise<boolean> {
		for (let left = forMs; left > 0; left -= LOOK_EVERY_MS) {
			await deps.pause(LOOK_EVERY_MS * (0.9 + deps.random() / 5), signal);
			if (isStopped()) return true;
			const look = await deps.look();
			if (look.kind === 'good') compare(look.state);
			if (look.kind === 'over' && !(await isStillIn(look.reason))) return false;
		}
		return true;
	}

	async function backOff(): Promise<boolean> {
		const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
		failures += 1;
		await deps.pause(longest * (1 - deps.random() / 2), signal);
		return true;
	}

	/** Follows a stream, and waits until the next may be opened; false when the session is over. */
	async function round(): Promise<boolean> {
		const end = await followStream({ ...deps, onSession: compare }, signal);
		if (isStopped()) return true;
		if (end.kind === 'held') return lookNowAndThen(HELD_MS);
		if (end.kind === 'bye' && end.retryMs > LOOK_EVERY_MS) return lookNowAndThen(end.retryMs);
		if (end.kind === 'bye') {
			await deps.pause(end.retryMs, signal);
			return true;
		}
		if (end.kind === 'over') return (await isStillIn(end.reason)) && backOff();
		if (end.wasHeard) failures = 0;
		return backOff();
	}

	while (!isStopped() && (await round()));
}
