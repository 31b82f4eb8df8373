import { randomUUID } from 'node:crypto';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Watch } from '../../ports/watch.ts';
import { type AttemptDeps, createAttempt } from './attempt.ts';
import { createPump } from './pump.ts';
import { type OutboxLog, report } from './report.ts';
import { createSettle } from './settle.ts';
import type { ClaimedMail, Lane as LaneName, OutboxStore } from './store.ts';
import { random, type Random, schedule, type Schedule } from './timing.ts';

/** What delivering mails needs. */
export interface OutboxWorkerDeps extends Pick<
	AttemptDeps,
	'mailer' | 'write' | 'sealKeys' | 'clock'
> {
	readonly store: Omit<OutboxStore, 'insert' | 'withdraw' | 'removeFinishedBefore' | 'backlog'>;
	readonly logger: OutboxLog;
	/** Told when the database fails; the worker goes on. */
	readonly onError: (error: unknown) => void;
	readonly watch?: Pick<Watch, 'mail' | 'mailsExpired'> | undefined;
	readonly random?: Random;
	readonly schedule?: Schedule;
	readonly options?: Partial<OutboxWorkerOptions>;
}

/** How much and how long; times in milliseconds. */
export interface OutboxWorkerOptions {
	/** Mails tried for the first time that are in the mailer's hands at once. */
	readonly firstAtOnce: number;
	/** Mails tried again that are in the mailer's hands at once. */
	readonly againAtOnce: number;
	/** How long the mailer may take. */
	readonly attemptMs: number;
	/** When another worker may take a mail that was claimed: well after the mailer's time is over. */
	readonly leaseMs: number;
	/** Attempts until a mail that would live on is parked. */
	readonly attemptsMax: number;
	/** How long stopping waits for the mailer. */
	readonly stopMs: number;
}

interface Lane {
	readonly name: LaneName;
	readonly atOnce: number;
	readonly running: Set<Promise<void>>;
	/** Whether more may be waiting than there was room for. */
	isBehind: boolean;
}

const DEFAULTS: OutboxWorkerOptions = {
	firstAtOnce: 4,
	againAtOnce: 2,
	attemptMs: 15 * SECOND_MS,
	leaseMs: 60 * SECOND_MS,
	attemptsMax: 300,
	stopMs: 5 * SECOND_MS,
};
const EXPIRED_BATCH = 500;

/**
 * Delivers what is in the outbox, at least once: a mail is marked as sent when the mailer has taken it
 * over, and comes back after the lease when a worker dies before that, under the same `Message-ID`. Any
 * number of workers share a database.
 */
export function createOutboxWorker(deps: OutboxWorkerDeps) {
	const options = { ...DEFAULTS, ...deps.options };
	const inner = { random, schedule, ...deps, ...options };
	const { store, clock, logger, onError, watch } = inner;
	const attempt = createAttempt(inner);
	const settle = createSettle(inner);
	const pump = createPump({ ...inner, round });
	const lanes = [
		createLane('first', options.firstAtOnce),
		createLane('again', options.againAtOnce),
	];
	const outOfTime = new AbortController();
	let stopped: Promise<void> | undefined;

	async function round(): Promise<void> {
		const due = await store.dueLanes(clock());
		if (due.length === 0) return;
		const expired = await store.expire(EXPIRED_BATCH, clock());
		if (expired > 0) logger.warn({ count: expired }, 'mails expired before they could be sent');
		watch?.mailsExpired(expired);
		for (const lane of lanes) if (due.includes(lane.name)) await fill(lane);
	}

	async function fill(lane: Lane): Promise<void> {
		const room = lane.atOnce - lane.running.size;
		lane.isBehind = true;
		if (room === 0 || stopped) return;
		const now = clock();
		const lease = { token: randomUUID(), until: now + options.leaseMs };
		const mails = await store.claim(lane.name, room, now, lease);
		lane.isBehind = mails.length === room;
		for (const mail of mails) {
			const work = deliver(mail).then(() => {
				lane.running.delete(work);
				if (lane.isBehind) pump.wake();
			});
			lane.running.add(work);
		}
	}

	async function deliver(mail: ClaimedMail): Promise<void> {
		try {
			// Claimed while stopping: it goes back untried.
			const outcome = await attempt(mail, stopped ? AbortSignal.abort() : outOfTime.signal);
			const isHeld = await settle(mail, outcome, outOfTime.signal);
			report(logger, mail, outcome, clock());
			if (outcome.kind !== 'released') watch?.mail(outcome.kind, clock() - mail.createdAt);
			if (!isHeld) logger.info({ mailId: mail.id }, 'mail withdrawn or taken over meanwhile');
		} catch (error) {
			onError(error);
		}
	}

	async function stop(): Promise<void> {
		const cancel = inner.schedule(options.stopMs, () => outOfTime.abort());
		await pump.stop();
		await Promise.all(lanes.flatMap(({ running }) => [...running]));
		cancel();
	}

	return {
		/** Begins to deliver; neither database nor mailer need be there yet. */
		start: pump.start,
		/** Says that a mail was committed. Costs nothing; however often within one turn, it is one look. */
		wake: pump.wake,
		/**
		 * Claims no more and waits for what the mailer has in hand; what takes too long is broken off and
		 * given back, so that another process can go on at once.
		 */
		stop: (): Promise<void> => (stopped ??= stop()),
	};
}

export type OutboxWorker = ReturnType<typeof createOutboxWorker>;

function createLane(name: LaneName, atOnce: number): Lane {
	return { name, atOnce, running: new Set(), isBehind: false };
}
