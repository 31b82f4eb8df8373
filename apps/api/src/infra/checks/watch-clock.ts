import type { FastifyBaseLogger } from 'fastify';
import { lineOf } from '../../deployment/finding.ts';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import { checkClock, type LookedAt } from './database.ts';

/** What watching the clock needs. */
export interface WatchClockOptions {
	readonly storage: LookedAt;
	readonly clock: Clock;
	readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
	readonly everyMs?: number;
}

const EVERY_MS = 30 * SECOND_MS;
const LEVELS = { good: 'info', warning: 'warn', refused: 'error' } as const;

/**
 * Compares the clocks while the process runs, twice a minute: one that is set wrong later would keep it from starting
 * again, and nobody would know before. It is said when the verdict changes, and once more when all is well. The
 * process goes on all the same: it may be the database's clock that is wrong, and then every process would stop.
 * A database that does not answer is not its business.
 */
export function watchClock({
	storage,
	clock,
	logger,
	everyMs = EVERY_MS,
}: WatchClockOptions): void {
	let said: keyof typeof LEVELS = 'good';
	let isLooking = false;

	async function look(): Promise<void> {
		if (isLooking) return;
		isLooking = true;
		try {
			for (const finding of await checkClock(storage, clock)) {
				if (finding.verdict === said) continue;
				said = finding.verdict;
				logger[LEVELS[said]]({ setting: finding.setting }, lineOf(finding));
			}
		} finally {
			isLooking = false;
		}
	}

	// A file has no clock of its own.
	if (storage.engine === 'sqlite') return;
	setInterval(() => {
		look().catch(() => undefined);
	}, everyMs).unref();
}
