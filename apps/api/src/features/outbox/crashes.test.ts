/** What dies, hangs, comes back or is stopped in the middle: nothing is lost, and what is doubled is known. */
import { describe, expect, test } from 'vitest';
import {
	createGate,
	createTestMailer,
	createTestOutbox,
	hang,
	LIFE_MS,
} from '../../../test/outbox.ts';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { createOutboxStore } from './index.ts';
import type { OutboxStore } from './store.ts';

type Bench = Awaited<ReturnType<typeof createTestOutbox>>;
type Method = keyof OutboxStore;

const LEASE_MS = MINUTE_MS;
const STOP_MS = 5 * SECOND_MS;
const ADA = 'ada@example.com';
const never = <T>() => new Promise<T>(() => undefined);

/** A store on its own opening of the database, with something between it and its caller. */
function storeWith(
	bench: Bench,
	between: (name: Method, call: () => Promise<unknown>) => Promise<unknown>,
): OutboxStore {
	const store = bench.watch(createOutboxStore(bench.database.open()));
	return new Proxy(store, {
		get: (target, name: Method) => {
			const method = target[name] as (...args: unknown[]) => Promise<unknown>;
			return (...args: unknown[]) => between(name, () => method(...args));
		},
	});
}

/** A worker in a process that can be killed: no timer of it fires then, and no answer reaches it. */
function createMortalWorker(bench: Bench, options: { diesAfter?: Method } = {}) {
	let isDead = false;
	const kill = () => {
		isDead = true;
	};
	const orNever = <T>(answer: T) => (isDead ? never<T>() : answer);
	const store = storeWith(bench, async (name, call) => {
		await orNever(null);
		const answer = await call();
		if (name === options.diesAfter) kill();
		return orNever(answer);
	});
	const mailer = createTestMailer();
	const worker = bench.createWorker(mailer, {
		store,
		schedule: (ms, work) =>
			bench.schedule(ms, () => {
				if (!isDead) work();
			}),
	});
	return { worker, mailer, kill };
}

describe('a worker that is killed', () => {
	test.each([
		['after it claimed', 'claim', 0],
		['after it marked the mail as sent', 'finish', 1],
	] as const)('%s loses nothing and doubles nothing', async (_name, diesAfter, tookOver) => {
		await using bench = await createTestOutbox();
		const { worker, mailer } = createMortalWorker(bench, { diesAfter });
		const survivor = createTestMailer();
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		expect(mailer.taken).toHaveLength(tookOver);
		bench.createWorker(survivor).start();
		await bench.advance(LEASE_MS - 1);
		expect(survivor.taken).toEqual([]);
		await bench.advance(2 * SECOND_MS);
		expect([...mailer.taken, ...survivor.taken]).toHaveLength(1);
		expect((await bench.row(ADA)).state).toBe('sent');
	});

	test('while the mailer works on it loses nothing', async () => {
		await using bench = await createTestOutbox();
		const { worker, mailer, kill } = createMortalWorker(bench);
		mailer.behave = hang;
		const survivor = createTestMailer();
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		kill();
		bench.createWorker(survivor).start();
		await bench.advance(LEASE_MS + 2 * SECOND_MS);
		expect(survivor.taken).toHaveLength(1);
	});

	test('between the mailer and the mark doubles one mail, under the same Message-ID', async () => {
		await using bench = await createTestOutbox();
		const { worker, mailer, kill } = createMortalWorker(bench);
		mailer.behave = async () => kill();
		const survivor = createTestMailer();
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		bench.createWorker(survivor).start();
		await bench.advance(LEASE_MS + 2 * SECOND_MS);
		expect(mailer.taken).toHaveLength(1);
		expect(survivor.taken).toEqual(mailer.taken);
		expect(await bench.row(ADA)).toMatchObject({ state: 'sent', attempts: 2 });
	});

	test('each time a mail is tried is stopped by the mail’s last attempt', async () => {
		await using bench = await createTestOutbox();
		await bench.put(ADA, { expiresAt: bench.clock() + 1000 * LIFE_MS });
		for (let round = 0; round < 3; round += 1) {
			createMortalWorker(bench, { diesAfter: 'claim' }).worker.start();
			await bench.advance(LEASE_MS + 2 * SECOND_MS);
		}
		const fail = () => Promise.reject(new Error('still broken'));
		bench.createWorker(createTestMailer(fail), { options: { attemptsMax: 4 } }).start();
		await bench.advance(SECOND_MS);
		expect(await bench.row(ADA)).toMatchObject({ state: 'parked', attempts: 4 });
	});
});

describe('a worker that was asleep with a mail in its hands', () => {
	test('does not send it when another may have it by now', async () => {
		await using bench = await createTestOutbox();
		const { opened, open } = createGate();
		const sleepy = createTestMailer();
		const store = storeWith(bench, async (name, call) => {
			const answer = await call();
			if (name === 'claim') await opened;
			return answer;
		});
		await bench.put(ADA);
		bench.createWorker(sleepy, { store }).start();
		await bench.advance(0);
		const other = createTestMailer();
		bench.createWorker(other).start();
		await bench.advance(LEASE_MS + 2 * SECOND_MS);
		expect(other.taken).toHaveLength(1);
		open();
		await bench.advance(LIFE_MS);
		expect(sleepy.taken).toEqual([]);
		expect(await bench.row(ADA)).toMatchObject({ state: 'sent', attempts: 2 });
	});

	test('changes nothing of what another has made of it', async () => {
		await using bench = await createTestOutbox();
		const { opened, open } = createGate();
		let isAsleep = false;
		const store = storeWith(bench, async (name, call) => {
			if (name === 'dueLanes' && isAsleep) return [];
			if (name === 'finish') {
				isAsleep = true;
				await opened;
			}
			return call();
		});
		await bench.put(ADA);
		bench.createWorker(createTestMailer(), { store }).start();
		await bench.advance(0);
		bench.createWorker(createTestMailer()).start();
		await bench.advance(LEASE_MS + 2 * SECOND_MS);
		const before = await bench.row(ADA);
		open();
		await bench.settled();
		expect(before.state).toBe('sent');
		expect(await bench.row(ADA)).toEqual(before);
		expect(bench.lines.at(-1)?.message).toBe('mail withdrawn or taken over meanwhile');
	});
});

/** A store whose database goes away and comes back. */
function createShakyStore(bench: Bench, isDown: (name: Method) => boolean) {
	const calls: Method[] = [];
	const store = storeWith(bench, (name, call) => {
		calls.push(name);
		return isDown(name) ? Promise.reject(new Error('the database is down')) : call();
	});
	return { store, calls };
}

describe('a database that is down', () => {
	test('is asked less and less often, and everything goes on when it is back', async () => {
		await using bench = await createTestOutbox();
		let isDown = true;
		const { store, calls } = createShakyStore(bench, () => isDown);
		const mailer = createTestMailer();
		bench.createWorker(mailer, { store }).start();
		await bench.put(ADA);
		await bench.advance(MINUTE_MS);
		expect(calls.length).toBeLessThan(12);
		expect(bench.errors).toHaveLength(calls.length);
		isDown = false;
		await bench.advance(15 * SECOND_MS);
		expect(mailer.taken).toHaveLength(1);
	});

	test('when a mail is to be marked as sent does not double it, while the lease holds', async () => {
		await using bench = await createTestOutbox();
		let isDown = true;
		const { store } = createShakyStore(bench, (name) => isDown && name === 'finish');
		const mailers = [createTestMailer(), createTestMailer()] as const;
		await bench.put(ADA);
		bench.createWorker(mailers[0], { store }).start();
		await bench.advance(0);
		bench.createWorker(mailers[1]).start();
		await bench.advance(40 * SECOND_MS);
		isDown = false;
		await bench.advance(LIFE_MS);
		expect(mailers.map(({ taken }) => taken.length)).toEqual([1, 0]);
		expect(await bench.row(ADA)).toMatchObject({ state: 'sent', attempts: 1 });
	});

	test('for longer than that doubles one mail, tells so, and takes no place away', async () => {
		await using bench = await createTestOutbox();
		const { store } = createShakyStore(bench, (name) => name === 'finish');
		const [shaky, other] = [createTestMailer(), createTestMailer()];
		await bench.put(ADA);
		const options = { firstAtOnce: 1 };
		bench.createWorker(shaky, { store, options }).start();
		await bench.advance(LEASE_MS);
		bench.createWorker(other).start();
		await bench.advance(2 * SECOND_MS);
		expect(bench.errors).toEqual([new Error('the database is down')]);
		expect([...shaky.taken, ...other.taken].map(({ messageId }) => messageId)).toHaveLength(2);
		expect((await bench.row(ADA)).state).toBe('sent');
	});
});

describe('stopping', () => {
	test('waits for what the mailer has in hand, and claims no more', async () => {
		await using bench = await createTestOutbox();
		const { opened, open } = createGate();
		const mailer = createTestMailer(() => opened);
		const worker = bench.createWorker(mailer, { options: { firstAtOnce: 1 } });
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		await bench.put('grace@example.com');
		let isStopped = false;
		const stopped = worker.stop().then(() => (isStopped = true));
		worker.wake();
		await bench.advance(STOP_MS - 1);
		expect(isStopped).toBe(false);
		open();
		await stopped;
		await bench.advance(MINUTE_MS);
		expect(mailer.taken.map(({ to }) => to)).toEqual([ADA]);
		expect((await bench.row(ADA)).state).toBe('sent');
		expect(await bench.row('grace@example.com')).toMatchObject({ attempts: 0, lease_token: null });
	});

	test('gives back what takes too long, so that another sends it at once', async () => {
		await using bench = await createTestOutbox();
		const signals: AbortSignal[] = [];
		const worker = bench.createWorker({
			send: (mail, signal) => {
				signals.push(signal);
				return hang(mail, signal);
			},
		});
		for (let each = 0; each < 4; each += 1) await bench.put(`${each}@example.com`);
		worker.start();
		await bench.advance(0);
		const stopped = worker.stop();
		await bench.advance(STOP_MS);
		await stopped;
		expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
		const other = createTestMailer();
		bench.createWorker(other).start();
		await bench.advance(0);
		expect(other.taken).toHaveLength(4);
		expect((await bench.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
	});

	test('gives back untried what is claimed at that moment', async () => {
		await using bench = await createTestOutbox();
		const { opened, open } = createGate();
		const store = storeWith(bench, async (name, call) => {
			const answer = await call();
			if (name === 'claim') await opened;
			return answer;
		});
		const mailer = createTestMailer();
		const worker = bench.createWorker(mailer, { store });
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		const stopped = worker.stop();
		open();
		await stopped;
		expect(mailer.taken).toEqual([]);
		expect(await bench.row(ADA)).toMatchObject({ attempts: 0, lease_token: null });
	});

	test('does not wait for a database that is down', async () => {
		await using bench = await createTestOutbox();
		const { store } = createShakyStore(bench, (name) => name === 'finish');
		const worker = bench.createWorker(createTestMailer(), { store });
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		const stopped = worker.stop();
		await bench.advance(STOP_MS);
		await stopped;
		expect(bench.errors).toHaveLength(1);
	});

	test('is one end, however often it is asked for, and may come before the start', async () => {
		await using bench = await createTestOutbox();
		const worker = bench.createWorker(createTestMailer());
		await Promise.all([worker.stop(), worker.stop()]);
		await worker.stop();
	});
});
