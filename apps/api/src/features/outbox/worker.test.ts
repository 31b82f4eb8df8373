import { describe, expect, test } from 'vitest';
import {
	createGate,
	createTestMailer,
	createTestOutbox,
	hang,
	LIFE_MS,
	signInMail,
	writePlainly,
} from '../../../test/outbox.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { MailRefused, type Mailer } from '../../ports/mailer.ts';
import { createOutboxStore } from './index.ts';

const ATTEMPT_MS = 15 * SECOND_MS;
const LEASE_MS = MINUTE_MS;
const ADA = 'ada@example.com';

const refuse: Mailer['send'] = () => Promise.reject(new MailRefused('550 5.1.1 no such user'));
const fail: Mailer['send'] = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:25'));

describe('a mail', () => {
	test('is handed to the mailer as it was written, and is sent', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer();
		const worker = bench.createWorker(mailer);
		const writtenAt = bench.clock();
		await bench.put(ADA);
		await bench.advance(700);
		worker.start();
		await bench.advance(0);
		const row = await bench.row(ADA);
		expect(mailer.taken).toEqual([
			{ to: ADA, messageId: row.message_id, writtenAt, ...writePlainly(signInMail()) },
		]);
		expect(row).toMatchObject({ state: 'sent', attempts: 1, finished_at: bench.clock() });
		expect(bench.lines).toEqual([
			{
				level: 'info',
				facts: { mailId: row.id, template: 'sign-in', attempt: 1, ms: 700 },
				message: 'mail delivered',
			},
		]);
		await bench.advance(LIFE_MS);
		expect(mailer.taken).toHaveLength(1);
	});

	test('leaves at once when the worker is woken, and within two seconds when it is not', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer();
		const worker = bench.createWorker(mailer);
		worker.start();
		await bench.advance(100);
		await bench.put('woken@example.com');
		worker.wake();
		await bench.advance(0);
		expect(mailer.taken).toHaveLength(1);
		await bench.put('not@example.com');
		await bench.advance(2 * SECOND_MS);
		expect(mailer.taken).toHaveLength(2);
	});

	test('is not sent while the mailer has not settled', async () => {
		await using bench = await createTestOutbox();
		const { opened, open } = createGate();
		const worker = bench.createWorker(createTestMailer(() => opened));
		await bench.put(ADA);
		worker.start();
		await bench.advance(5 * SECOND_MS);
		expect(await bench.row(ADA)).toMatchObject({ state: 'waiting', finished_at: null });
		open();
		await bench.settled();
		expect(await bench.row(ADA)).toMatchObject({ state: 'sent' });
	});

	test('that fails for now is tried less and less often under one Message-ID, until it leaves', async () => {
		await using bench = await createTestOutbox();
		const triedAt: number[] = [];
		const ids = new Set<string>();
		const begin = bench.clock();
		const mailer = createTestMailer((mail, signal) => {
			triedAt.push(bench.clock() - begin);
			ids.add(mail.messageId);
			return triedAt.length < 5 ? fail(mail, signal) : Promise.resolve();
		});
		const worker = bench.createWorker(mailer);
		await bench.put(ADA, { expiresAt: begin + DAY_MS });
		worker.start();
		await bench.advance(MINUTE_MS);
		// 2, 4, 8, 16 seconds and up to a second's poll between them.
		const gaps = triedAt.slice(1).map((ms, at) => ms - (triedAt[at] ?? 0));
		expect(gaps.map((ms) => Math.floor(ms / SECOND_MS))).toEqual([2, 4, 8, 16]);
		expect(ids.size).toBe(1);
		expect(await bench.row(ADA)).toMatchObject({ state: 'sent', attempts: 5 });
		expect(bench.lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn', 'info']);
		expect(bench.lines[3]).toMatchObject({
			message: 'mail not delivered, to be tried again',
			facts: { attempt: 4, reason: 'connect ECONNREFUSED 127.0.0.1:25' },
		});
	});

	test('that is refused is parked, and not tried again', async () => {
		await using bench = await createTestOutbox();
		let tries = 0;
		const mailer = createTestMailer((mail, signal) => {
			tries += 1;
			return refuse(mail, signal);
		});
		const worker = bench.createWorker(mailer);
		await bench.put(ADA);
		worker.start();
		await bench.advance(LIFE_MS);
		expect(tries).toBe(1);
		expect(await bench.row(ADA)).toMatchObject({
			state: 'parked',
			last_error: '550 5.1.1 no such user',
		});
		expect(bench.lines).toMatchObject([
			{ level: 'warn', message: 'mail not delivered, given up', facts: { attempt: 1 } },
		]);
	});

	test('that keeps failing is parked after so many attempts', async () => {
		await using bench = await createTestOutbox();
		const worker = bench.createWorker(createTestMailer(fail), { options: { attemptsMax: 3 } });
		await bench.put(ADA);
		worker.start();
		await bench.advance(MINUTE_MS);
		expect(await bench.row(ADA)).toMatchObject({ state: 'parked', attempts: 3 });
	});

	test('is given up as soon as there will be no attempt before it expires', async () => {
		await using bench = await createTestOutbox();
		const worker = bench.createWorker(createTestMailer(fail));
		await bench.put(ADA, { expiresAt: bench.clock() + LIFE_MS });
		worker.start();
		await bench.advance(LIFE_MS - 1);
		const row = await bench.row(ADA);
		expect(row).toMatchObject({ state: 'expired', content: null });
		expect(row.last_error).toContain('ECONNREFUSED');
		expect(bench.lines.at(-1)?.message).toBe('mail not delivered in time');
	});

	test('that has expired is never sent, and is counted in the log', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer();
		const worker = bench.createWorker(mailer);
		for (const to of [ADA, 'grace@example.com']) await bench.put(to);
		await bench.advance(LIFE_MS);
		worker.start();
		await bench.advance(MINUTE_MS);
		expect(mailer.taken).toEqual([]);
		expect((await bench.rows()).map(({ state }) => state)).toEqual(['expired', 'expired']);
		expect(bench.lines).toEqual([
			{ level: 'warn', facts: { count: 2 }, message: 'mails expired before they could be sent' },
		]);
	});

	test('that was sealed with another key waits for who has it, and says so', async () => {
		await using bench = await createTestOutbox();
		const without = bench.createWorker(createTestMailer(), { sealKeys: [Buffer.alloc(32, 8)] });
		await bench.put(ADA);
		without.start();
		await bench.advance(0);
		const row = await bench.row(ADA);
		expect(row).toMatchObject({ state: 'waiting', content: expect.any(String) as string });
		expect(row.last_error).toMatch(/SECRET_KEY/);
		expect(bench.lines).toMatchObject([{ level: 'warn', facts: { reason: row.last_error } }]);
		await without.stop();
		const mailer = createTestMailer();
		bench.createWorker(mailer).start();
		await bench.advance(MINUTE_MS);
		expect(mailer.taken).toHaveLength(1);
	});

	test('that cannot be written is parked, without a word of what was in it', async () => {
		await using bench = await createTestOutbox();
		const worker = bench.createWorker(createTestMailer(), {
			write: (content) => {
				throw new TypeError(`Invalid URL ${JSON.stringify(content)}`);
			},
		});
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		expect(await bench.row(ADA)).toMatchObject({
			state: 'parked',
			last_error: 'the mail cannot be written (TypeError)',
		});
	});
});

describe('no line of the log', () => {
	test('names an address', async () => {
		await using bench = await createTestOutbox();
		const behaviours: Record<string, Mailer['send']> = {
			'refused@example.com': ({ to }) => Promise.reject(new MailRefused(`550 <${to}> unknown`)),
			'failing@example.com': ({ to }) => Promise.reject(new Error(`451 <${to}> is busy`)),
		};
		const mailer = createTestMailer(
			(mail, signal) => behaviours[mail.to]?.(mail, signal) ?? Promise.resolve(),
		);
		const worker = bench.createWorker(mailer);
		for (const to of ['good@example.com', ...Object.keys(behaviours)]) await bench.put(to);
		worker.start();
		await bench.advance(LIFE_MS);
		expect(bench.lines.length).toBeGreaterThan(3);
		expect(JSON.stringify(bench.lines)).not.toContain('@');
	});
});

describe('mails that hang or fail', () => {
	test('hold up no good mail between them', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer((mail, signal) => {
			if (mail.to.startsWith('hanging')) return hang(mail, signal);
			return mail.to.startsWith('failing') ? fail(mail, signal) : Promise.resolve();
		});
		const worker = bench.createWorker(mailer);
		for (let each = 0; each < 60; each += 1) {
			const kind = each % 20 === 0 ? 'hanging' : each % 4 === 0 ? 'failing' : 'good';
			await bench.put(`${kind}${each}@example.com`);
		}
		worker.start();
		// Three hang at once, and one place is left for all the others.
		await bench.advance(0);
		expect(mailer.taken.every(({ to }) => to.startsWith('good'))).toBe(true);
		expect(mailer.taken).toHaveLength(45);
	});

	test('hold up no mail that was just written, however many of them are tried again', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer((mail, signal) =>
			mail.to.startsWith('good') ? Promise.resolve() : hang(mail, signal),
		);
		const worker = bench.createWorker(mailer);
		for (let each = 0; each < 20; each += 1) await bench.put(`hanging${each}@example.com`);
		worker.start();
		await bench.advance(2 * MINUTE_MS);
		// All of the twenty wait in the other lane by now, which is full.
		for (let each = 0; each < 10; each += 1) {
			await bench.put(`good${each}@example.com`);
			worker.wake();
			await bench.advance(0);
			expect(mailer.taken).toHaveLength(each + 1);
		}
	});

	test('are broken off, though the mailer does not hear the signal', async () => {
		await using bench = await createTestOutbox();
		const signals: AbortSignal[] = [];
		const mailer = createTestMailer((mail, signal) => {
			signals.push(signal);
			return hang(mail, signal);
		});
		const worker = bench.createWorker(mailer);
		await bench.put(ADA);
		worker.start();
		await bench.advance(ATTEMPT_MS - 1);
		expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
		await bench.advance(1);
		expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
		expect(await bench.row(ADA)).toMatchObject({
			lease_token: null,
			last_error: 'no answer within 15 s',
		});
	});

	test('are broken off before another worker may take them', async () => {
		await using bench = await createTestOutbox();
		let inHand = 0;
		let most = 0;
		const send: Mailer['send'] = (_mail, signal) =>
			new Promise((_resolve, reject) => {
				inHand += 1;
				most = Math.max(most, inHand);
				signal.addEventListener('abort', () => {
					inHand -= 1;
					reject(new Error('broken off'));
				});
			});
		const workers = [1, 2, 3].map(() => bench.createWorker(createTestMailer(send)));
		await bench.put(ADA);
		for (const worker of workers) worker.start();
		await bench.advance(LIFE_MS);
		expect(most).toBe(1);
	});

	test('throw what they like: the worker goes on', async () => {
		await using bench = await createTestOutbox();
		const throwing: Mailer['send'] = ({ to }) => {
			if (to === ADA) throw Object.create(null) as Error;
			return Promise.resolve();
		};
		const mailer = createTestMailer(throwing);
		const worker = bench.createWorker({ send: throwing });
		const other = bench.createWorker(mailer);
		await bench.put(ADA);
		worker.start();
		await bench.advance(0);
		expect(await bench.row(ADA)).toMatchObject({ last_error: 'no reason was given' });
		await worker.stop();
		other.start();
		await bench.put('grace@example.com');
		await bench.advance(2 * SECOND_MS);
		expect(mailer.takenBy('grace@example.com')).toHaveLength(1);
	});
});

describe('a mailer that is not there', () => {
	test('keeps neither the worker from starting nor a mail from being put in', async () => {
		await using bench = await createTestOutbox();
		const worker = bench.createWorker(createTestMailer(hang));
		worker.start();
		for (let each = 0; each < 20; each += 1) {
			await bench.put(`${each}@example.com`);
			worker.wake();
		}
		expect(await bench.rows()).toHaveLength(20);
		await bench.advance(0);
	});
});

test('an outbox in which nothing is due costs one query a second', async () => {
	await using bench = await createTestOutbox();
	const calls: string[] = [];
	const store = new Proxy(createOutboxStore(bench.storage), {
		get(target, name, receiver) {
			calls.push(String(name));
			return Reflect.get(target, name, receiver) as unknown;
		},
	});
	const worker = bench.createWorker(createTestMailer(), { store: bench.watch(store) });
	worker.start();
	await bench.advance(0);
	calls.length = 0;
	await bench.advance(60 * SECOND_MS);
	expect(new Set(calls)).toEqual(new Set(['dueLanes']));
	expect(calls).toHaveLength(60);
});

test('a lane that was full goes on by itself until nothing is left, without another poll', async () => {
	await using bench = await createTestOutbox();
	const mailer = createTestMailer();
	const worker = bench.createWorker(mailer);
	for (let each = 0; each < 50; each += 1) await bench.put(`${each}@example.com`);
	worker.start();
	await bench.advance(0);
	expect(mailer.taken).toHaveLength(50);
	expect(LEASE_MS).toBeGreaterThan(ATTEMPT_MS);
});
