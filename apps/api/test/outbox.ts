import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
	createOutbox,
	createOutboxStore,
	createOutboxWorker,
	type Outbox,
	type OutboxWorker,
} from '../src/features/outbox/index.ts';
import type { MailContent, WrittenMail } from '../src/features/mails/index.ts';
import type { Mailer, OutgoingMail } from '../src/ports/mailer.ts';
import type { Keys } from '../src/ports/keys.ts';
import type { Storage } from '../src/ports/storage.ts';
import { createTestDatabase } from './database.ts';

/** What in a mail must stay out of the table and the log. */
export const LINK = 'http://localhost:5173/link#t=Wombat-7f3c-Canary-abcdefghijklmnopqrstuvwx';
export const CODE = '918273';

/** Ten minutes, the life of a sign-in mail. */
export const LIFE_MS = 600_000;
const SEAL_KEYS: Keys = [Buffer.alloc(32, 7)];
const QUIET_TURNS = 3;
const STOP_MS = 60_000;

type WorkerDeps = Parameters<typeof createOutboxWorker>[0];
type Send = Mailer['send'];

/** A mail with a link and a code. */
export const signInMail = (): MailContent => ({
	template: 'sign-in',
	locale: 'en',
	data: { link: LINK, code: CODE, minutes: 10, isSameBrowser: true, isNewAccount: false },
});

/** Writes a mail out as plainly as can be. */
export function writePlainly({ data }: MailContent): WrittenMail {
	return { subject: 'Sign in', text: JSON.stringify(data), html: '<p>Sign in</p>' };
}

/** A mailer that keeps what it is given, and does with it what it is told. */
export function createTestMailer(behave: Send = () => Promise.resolve()) {
	const taken: OutgoingMail[] = [];
	const mailer = {
		behave,
		send: async (mail: OutgoingMail, signal: AbortSignal): Promise<void> => {
			await mailer.behave(mail, signal);
			taken.push(mail);
		},
		/** What was taken over, in this order. */
		taken,
		takenBy: (to: string) => taken.filter((mail) => mail.to === to),
	};
	return mailer;
}

/** A promise and its end. */
export function createGate() {
	let open: () => void = () => undefined;
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open };
}

/** Never settles. */
export const hang: Send = () => new Promise(() => undefined);

/** An outbox on an empty database, workers for it, and a time that moves when it is told. */
export async function createTestOutbox() {
	const database = await createTestDatabase();
	const { storage } = database;
	const time = createTestTime();
	const outbox = createOutbox({
		store: createOutboxStore(storage),
		clock: time.clock,
		sealKeys: SEAL_KEYS,
		domain: 'example.com',
	});
	const lines: { level: string; facts: object; message: string }[] = [];
	const errors: unknown[] = [];
	const workers: OutboxWorker[] = [];
	const logTo = (level: string) => (facts: object, message: string) =>
		void lines.push({ level, facts, message });

	return {
		database,
		storage,
		outbox,
		...time,
		/** What the workers logged. */
		lines,
		/** What they reported. */
		errors,
		put: (to: string, letter: Partial<Parameters<Outbox['put']>[1]> = {}): Promise<void> =>
			storage.db.transaction().execute((trx) =>
				outbox.put(trx, {
					to,
					content: signInMail(),
					expiresAt: time.clock() + LIFE_MS,
					reference: randomUUID(),
					...letter,
				}),
			),
		/** A worker as another process would run it, on its own opening of the database; stopped with the test. */
		createWorker(mailer: Pick<Mailer, 'send'>, deps: Partial<WorkerDeps> = {}): OutboxWorker {
			const worker = createOutboxWorker({
				store: time.watch(createOutboxStore(database.open())),
				mailer,
				write: writePlainly,
				sealKeys: SEAL_KEYS,
				clock: time.clock,
				random: () => 0.5,
				schedule: time.schedule,
				logger: { info: logTo('info'), warn: logTo('warn') },
				onError: (error) => errors.push(error),
				...deps,
			});
			workers.push(worker);
			return worker;
		},
		rows: () =>
			storage.db
				.selectFrom('outbox_mail')
				.selectAll()
				.orderBy('created_at')
				.orderBy('id')
				.execute(),
		row: (to: string) => rowOf(storage, to),
		async [Symbol.asyncDispose]() {
			// Not waited for: one that a test has killed never stops.
			for (const worker of workers) void worker.stop();
			await time.advance(STOP_MS);
			await database[Symbol.asyncDispose]();
		},
	};
}

function rowOf({ db }: Storage, to: string) {
	return db
		.selectFrom('outbox_mail')
		.selectAll()
		.where('to_address', '=', to)
		.executeTakeFirstOrThrow();
}

/** A clock and its timers; both stand still until they are moved. */
export function createTestTime() {
	let now = Date.UTC(2030, 0, 1, 12);
	let outstanding = 0;
	const timers = new Set<{ at: number; work: () => void }>();

	/** Waits until nobody waits for a watched store, and nothing follows from its last answer. */
	async function settled(): Promise<void> {
		for (let quiet = 0; quiet < QUIET_TURNS;) {
			await nextTurn();
			quiet = outstanding === 0 ? quiet + 1 : 0;
		}
	}

	return {
		clock: () => now,
		schedule: (ms: number, work: () => void) => {
			const timer = { at: now + ms, work };
			timers.add(timer);
			return () => void timers.delete(timer);
		},
		settled,
		/** Lets time pass, with everything that happens on the way, one timer after the other. */
		async advance(ms: number): Promise<void> {
			const end = now + ms;
			for (;;) {
				const next = [...timers].reduce<{ at: number; work: () => void } | undefined>(
					(first, timer) => (first && first.at <= timer.at ? first : timer),
					undefined,
				);
				if (next === undefined || next.at > end) break;
				timers.delete(next);
				now = Math.max(now, next.at);
				next.work();
				await settled();
			}
			now = end;
			await settled();
		},
		/** The same store; `settled` waits for its answers. */
		watch: <T extends object>(store: T): T =>
			new Proxy(store, {
				get(target, name, receiver) {
					const member: unknown = Reflect.get(target, name, receiver);
					if (typeof member !== 'function') return member;
					return async (...args: unknown[]) => {
						outstanding += 1;
						try {
							return (await member.apply(target, args)) as unknown;
						} finally {
							outstanding -= 1;
						}
					};
				},
			}),
	};
}
