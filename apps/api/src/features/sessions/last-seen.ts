import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import type { SessionStore } from './store.ts';
import type { SessionFacts } from './verdict.ts';

/** What noting use of sessions needs. */
export interface LastSeenDeps {
	readonly store: Pick<SessionStore, 'markSeen'>;
	readonly onError: (error: unknown) => void;
	readonly idleSeconds: number;
}

const FLUSH_MS = 1000;
const NOTES_PER_IDLE_LIFE = 4;
const BATCH_MAX = 500;

/**
 * Notes that sessions were used, off the path of the request: at most once a minute a session, many in
 * one statement. A note that is lost costs a session a minute of its idle life, nothing else.
 */
export function createLastSeen({ store, onError, idleSeconds }: LastSeenDeps) {
	// Far more often than a session may idle, however short that is set.
	const everyMs = Math.min(MINUTE_MS, (idleSeconds * SECOND_MS) / NOTES_PER_IDLE_LIFE);
	const waiting = new Set<string>();
	let latest = 0;
	let timer: NodeJS.Timeout | undefined;

	async function flush(): Promise<void> {
		clearTimeout(timer);
		timer = undefined;
		const hashes = [...waiting];
		const seenAt = latest;
		waiting.clear();
		try {
			for (let from = 0; from < hashes.length; from += BATCH_MAX) {
				await store.markSeen(hashes.slice(from, from + BATCH_MAX), seenAt);
			}
		} catch (error) {
			onError(error);
		}
	}

	return {
		note(facts: Pick<SessionFacts, 'token_hash' | 'last_seen_at'>, now: number): void {
			if (now - facts.last_seen_at < everyMs) return;
			waiting.add(facts.token_hash);
			latest = now;
			timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
		},
		/** Writes what waits; for the end of the process, and for tests. */
		flush,
	};
}

export type LastSeen = ReturnType<typeof createLastSeen>;
