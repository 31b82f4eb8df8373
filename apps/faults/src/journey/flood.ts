import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Much of one kind, all at once or at a pace. */
export interface FloodOptions {
	readonly port: number;
	readonly kind: 'wrong password' | 'right password' | 'who am I';
	readonly seconds: number;
	/** So many wait for an answer at the same time, at most. */
	readonly atOnce: number;
	/** At this pace, however slow the answers; unset asks again as soon as there is one. */
	readonly perSecond?: number;
	/** E-mail addresses with the password of the journeys, for right passwords. */
	readonly emails?: readonly string[];
	/** Cookie headers, for those who look who they are. */
	readonly cookies?: readonly string[];
}

/** What came of it. */
export interface Flooded {
	readonly seconds: number;
	/** Requests sent. */
	readonly sent: number;
	/** Requests that were due while too many were waiting, and were not sent. */
	readonly unsent: number;
	/** How often each status came, or each error where no answer did. */
	readonly answers: Readonly<Record<string, number>>;
	/** Answers of 429 or 503 that do not say when to come again. */
	readonly withoutRetryAfter: number;
}

/** Floods from a thread of its own, so that who measures beside it is not slowed down by it. */
export async function flood(options: FloodOptions): Promise<Flooded> {
	const worker = new Worker(new URL('flood-worker.ts', import.meta.url), { workerData: options });
	const [flooded] = (await once(worker, 'message')) as [Flooded];
	await worker.terminate();
	return flooded;
}

/** The answers in a line: `503 ×120, 401 ×7`. */
export const describeAnswers = ({ answers }: Pick<Flooded, 'answers'>): string =>
	Object.entries(answers)
		.map(([what, count]) => `${what} ×${String(count)}`)
		.join(', ');
