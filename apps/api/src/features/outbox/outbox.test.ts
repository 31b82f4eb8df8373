/** Putting in, calling back, and what may be read in the table. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { CODE, createTestMailer, createTestOutbox, LIFE_MS, LINK } from '../../../test/outbox.ts';
import { DAY_MS } from '../../ports/clock.ts';
import { MailRefused } from '../../ports/mailer.ts';

type Bench = Awaited<ReturnType<typeof createTestOutbox>>;

describe('a mail that is put in', () => {
	test('waits, with its own Message-ID, for an end that is still to come', async () => {
		await using bench = await createTestOutbox();
		await bench.put('ada@example.com', { reference: 'one' });
		const row = await bench.row('ada@example.com');
		expect(row).toEqual({
			id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
			to_address: 'ada@example.com',
			template: 'sign-in',
			reference: 'one',
			content: expect.any(String) as string,
			message_id: `<${row.id}@example.com>`,
			state: 'waiting',
			attempts: 0,
			next_attempt_at: bench.clock(),
			lease_token: null,
			created_at: bench.clock(),
			expires_at: bench.clock() + LIFE_MS,
			finished_at: null,
			last_error: null,
		});
	});

	test('is there with its transaction, or not at all', async () => {
		await using bench = await createTestOutbox();
		const letter = {
			to: 'ada@example.com',
			content: { template: 'account-disabled', locale: 'en', data: {} },
			expiresAt: bench.clock() + LIFE_MS,
			reference: 'one',
		} as const;
		const failing = bench.storage.db.transaction().execute(async (trx) => {
			await bench.outbox.put(trx, letter);
			throw new Error('undone');
		});
		await expect(failing).rejects.toThrow('undone');
		expect(await bench.rows()).toEqual([]);
	});

	test('does not leave before its transaction has committed', async () => {
		await using bench = await createTestOutbox();
		const mailer = createTestMailer();
		const worker = bench.createWorker(mailer);
		worker.start();
		await bench.storage.db.transaction().execute(async (trx) => {
			await bench.outbox.put(trx, {
				to: 'ada@example.com',
				content: { template: 'account-disabled', locale: 'en', data: {} },
				expiresAt: bench.clock() + LIFE_MS,
				reference: 'one',
			});
			await bench.advance(5000);
			expect(mailer.taken).toEqual([]);
		});
		await bench.advance(2000);
		expect(mailer.taken).toHaveLength(1);
	});
});

/** Every byte a thief of the database holds: of each column, and on SQLite of the files as well. */
async function everythingStored({ storage, database }: Bench): Promise<string> {
	const { rows } = await sql<Record<string, unknown>>`select * from outbox_mail`.execute(
		storage.db,
	);
	const sealed = rows.map(({ content }) => Buffer.from(String(content), 'base64url'));
	const folder = database.settings['DATA_DIR'];
	const files =
		folder === undefined
			? []
			: await Promise.all(
					['postern.sqlite', 'postern.sqlite-wal'].map((name) => readFile(join(folder, name))),
				);
	return [
		JSON.stringify(rows),
		...[...sealed, ...files].map((each) => each.toString('latin1')),
	].join('\n');
}

function leaksIn(text: string): string[] {
	const secrets = [LINK, LINK.split('#t=')[1] ?? '', 'Canary', CODE, 'isNewAccount', 'Sign in'];
	const forms = (secret: string) => [
		secret,
		...(['base64', 'base64url', 'hex'] as const).map((encoding) =>
			Buffer.from(secret).toString(encoding).replace(/=+$/, ''),
		),
	];
	return secrets.filter((secret) => forms(secret).some((form) => text.includes(form)));
}

test('neither link nor code nor subject can be read in the table or the file, before or after any end', async () => {
	await using bench = await createTestOutbox();
	const answers: Record<string, () => Promise<void>> = {
		'sent@example.com': () => Promise.resolve(),
		'parked@example.com': () => Promise.reject(new MailRefused(`554 listed: ${LINK} ${CODE}`)),
		'again@example.com': () => Promise.reject(new Error(`451 ${CODE} again: ${LINK}`)),
	};
	const mailer = createTestMailer(({ to }) => answers[to]?.() ?? Promise.resolve());
	const worker = bench.createWorker(mailer);
	await bench.put('withdrawn@example.com', { reference: 'one' });
	await bench.outbox.withdraw(bench.storage.db, 'one');
	await bench.put('expired@example.com', { expiresAt: bench.clock() });
	for (const to of Object.keys(answers)) await bench.put(to);
	const before = await everythingStored(bench);
	// What is looked for is what could be there: the addresses are, and are found.
	expect(before).toContain('again@example.com');
	expect(leaksIn(before)).toEqual([]);
	worker.start();
	await bench.advance(1000);
	expect(mailer.takenBy('sent@example.com')[0]?.text).toContain(CODE);
	const states = (await bench.rows()).map((row) => `${row.to_address.split('@')[0]}: ${row.state}`);
	expect(states.sort()).toEqual([
		'again: waiting',
		'expired: expired',
		'parked: parked',
		'sent: sent',
		'withdrawn: withdrawn',
	]);
	expect(leaksIn(await everythingStored(bench))).toEqual([]);
	expect(leaksIn(JSON.stringify([bench.lines, bench.errors]))).toEqual([]);
});

test('what was in a mail is gone with its end, whichever', async () => {
	await using bench = await createTestOutbox();
	const mailer = createTestMailer(({ to }) =>
		to.startsWith('parked') ? Promise.reject(new MailRefused('550')) : Promise.resolve(),
	);
	await bench.put('sent@example.com');
	await bench.put('parked@example.com');
	await bench.put('expired@example.com', { expiresAt: bench.clock() });
	await bench.put('withdrawn@example.com', { reference: 'one' });
	await bench.outbox.withdraw(bench.storage.db, 'one');
	const worker = bench.createWorker(mailer);
	worker.start();
	await bench.advance(1000);
	const rows = await bench.rows();
	expect(new Set(rows.map(({ state }) => state)).size).toBe(4);
	for (const row of rows) {
		expect(row).toMatchObject({ content: null, lease_token: null });
		expect(row.finished_at).not.toBeNull();
	}
});

test('a mail that is withdrawn before it left never leaves; a newer one does', async () => {
	await using bench = await createTestOutbox();
	const mailer = createTestMailer();
	const worker = bench.createWorker(mailer);
	await bench.put('old@example.com', { reference: 'one' });
	await bench.storage.db.transaction().execute(async (trx) => {
		await bench.outbox.withdraw(trx, 'one');
		await bench.outbox.put(trx, {
			to: 'new@example.com',
			content: { template: 'account-disabled', locale: 'en', data: {} },
			expiresAt: bench.clock() + LIFE_MS,
			reference: 'one',
		});
	});
	worker.start();
	await bench.advance(LIFE_MS);
	expect(mailer.taken.map(({ to }) => to)).toEqual(['new@example.com']);
});

test('a mail that has left stays as it is when it is withdrawn', async () => {
	await using bench = await createTestOutbox();
	const worker = bench.createWorker(createTestMailer());
	await bench.put('ada@example.com', { reference: 'one' });
	worker.start();
	await bench.advance(0);
	const before = await bench.row('ada@example.com');
	await bench.outbox.withdraw(bench.storage.db, 'one');
	expect(before.state).toBe('sent');
	expect(await bench.row('ada@example.com')).toEqual(before);
});

test('finished mails are removed a day after their end, and what waits never', async () => {
	await using bench = await createTestOutbox();
	const worker = bench.createWorker(createTestMailer());
	await bench.put('sent@example.com');
	worker.start();
	await bench.advance(0);
	await worker.stop();
	await bench.put('waiting@example.com');
	await bench.advance(DAY_MS);
	expect(await bench.outbox.removeOld(100)).toBe(0);
	await bench.advance(1);
	expect(await bench.outbox.removeOld(100)).toBe(1);
	expect((await bench.rows()).map((row) => row.to_address)).toEqual(['waiting@example.com']);
});

test('a key that is too short is refused before anything is sealed with it', async () => {
	await using bench = await createTestOutbox();
	expect(() => bench.createWorker(createTestMailer(), { sealKeys: [Buffer.alloc(16)] })).toThrow(
		RangeError,
	);
});
