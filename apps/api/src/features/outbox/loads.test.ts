/** Many mails: two workers on them at once, and a provider that is away for five minutes. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTestMailer, createTestOutbox, LIFE_MS, signInMail } from '../../../test/outbox.ts';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { random, schedule } from './timing.ts';

const MAILS = 2000;

// kratos #1024: two workers took the same mail from the queue.
test('of 2,000 mails and two workers, every mail leaves once', { timeout: 60_000 }, async () => {
	await using bench = await createTestOutbox();
	await bench.storage.db.transaction().execute(async (trx) => {
		for (let each = 0; each < MAILS; each += 1) {
			await bench.outbox.put(trx, {
				to: `${each}@example.com`,
				content: signInMail(),
				expiresAt: bench.clock() + LIFE_MS,
				reference: String(each),
			});
		}
	});
	const mailers = [createTestMailer(() => nextTurn()), createTestMailer(() => nextTurn())];
	const workers = mailers.map((mailer) => bench.createWorker(mailer, { schedule, random }));
	for (const worker of workers) worker.start();
	const taken = () => mailers.flatMap((mailer) => mailer.taken);
	await expect.poll(() => taken().length, { timeout: 50_000 }).toBeGreaterThanOrEqual(MAILS);
	await Promise.all(workers.map((worker) => worker.stop()));
	expect(taken()).toHaveLength(MAILS);
	expect(new Set(taken().map(({ messageId }) => messageId)).size).toBe(MAILS);
	expect(mailers.every((mailer) => mailer.taken.length > 0)).toBe(true);
	const rows = await bench.rows();
	expect(rows.every((row) => row.state === 'sent' && row.attempts === 1)).toBe(true);
	expect(bench.errors).toEqual([]);
});

test(
	'after five minutes without a provider nothing is lost, what expired is dropped, and the rest leaves within a minute',
	{ timeout: 60_000 },
	async () => {
		await using bench = await createTestOutbox();
		let isDown = true;
		const down = () => Promise.reject(new Error('connect ECONNREFUSED'));
		const mailer = createTestMailer(() => (isDown ? down() : Promise.resolve()));
		bench.createWorker(mailer, { random }).start();
		const begin = bench.clock();
		for (let each = 0; each < 60; each += 1) {
			await bench.put(`long${each}@example.com`);
			await bench.put(`short${each}@example.com`, { expiresAt: bench.clock() + MINUTE_MS });
			await bench.advance(5 * SECOND_MS);
		}
		expect(bench.clock() - begin).toBe(5 * MINUTE_MS);
		expect(mailer.taken).toEqual([]);
		isDown = false;
		await bench.advance(MINUTE_MS + 2 * SECOND_MS);

		const rows = await bench.rows();
		const long = rows.filter((row) => row.to_address.startsWith('long'));
		expect(long.map(({ state }) => state)).toEqual(long.map(() => 'sent'));
		expect(new Set(mailer.taken.map(({ to }) => to)).size).toBe(mailer.taken.length);
		const late = rows.filter((row) => row.expires_at <= begin + 5 * MINUTE_MS);
		expect(late.length).toBeGreaterThan(40);
		expect(late.map(({ state }) => state)).toEqual(late.map(() => 'expired'));
		expect(rows.filter(({ state }) => state === 'waiting' || state === 'parked')).toEqual([]);
		expect(bench.errors).toEqual([]);
	},
);

test('while the provider is down, a mail is tried twenty times or so in its ten minutes', async () => {
	await using bench = await createTestOutbox();
	const down = () => Promise.reject(new Error('connect ECONNREFUSED'));
	bench.createWorker(createTestMailer(down), { random }).start();
	await bench.put('ada@example.com');
	// A round looks about once a second, and less often while the last ones failed.
	await bench.advance(LIFE_MS + 15 * SECOND_MS);
	const { attempts, state } = await bench.row('ada@example.com');
	expect(state).toBe('expired');
	expect(attempts).toBeGreaterThan(10);
	expect(attempts).toBeLessThan(40);
});
