import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine } from '../../../test/database.ts';
import type { Storage } from '../../ports/storage.ts';
import { createOutboxStore, type Lane, type NewMail, type OutboxStore } from './store.ts';

const NOW = 1_000_000;
const LEASE_MS = 60_000;

const leaseFrom = (now: number) => ({ token: randomUUID(), until: now + LEASE_MS });

const newMail = (mail: Partial<NewMail> = {}): NewMail => ({
	id: randomUUID(),
	to: 'ada@example.com',
	template: 'sign-in',
	reference: randomUUID(),
	sealedContent: 'sealed',
	messageId: '<one@example.com>',
	now: NOW,
	expiresAt: NOW + 600_000,
	...mail,
});

async function createFixture(mails: Partial<NewMail>[] = []) {
	const database = await createTestDatabase();
	const { storage } = database;
	const store = createOutboxStore(storage);
	const put = async (mail: Partial<NewMail> = {}) => {
		const whole = newMail(mail);
		await storage.db.transaction().execute((trx) => store.insert(trx, whole));
		return whole.id;
	};
	for (const mail of mails) await put(mail);
	return {
		database,
		storage,
		store,
		put,
		claim: (lane: Lane = 'first', now = NOW, limit = 100) =>
			store.claim(lane, limit, now, leaseFrom(now)),
		row: (id: string) => rowOf(storage, id),
	};
}

const rowOf = ({ db }: Storage, id: string) =>
	db.selectFrom('outbox_mail').selectAll().where('id', '=', id).executeTakeFirst();

const first = <T>([one]: readonly T[]): T => {
	if (one === undefined) throw new Error('there is none');
	return one;
};

describe('claiming', () => {
	test('gives the longest waiting first, no more than asked for, with everything in it', async () => {
		const { database, put, claim } = await createFixture();
		await using _ = database;
		for (const now of [NOW, NOW - 2, NOW - 1]) await put({ now, to: `at${now}@example.com` });
		const claimed = await claim('first', NOW, 2);
		expect(claimed.map(({ to }) => to).sort()).toEqual([
			`at${NOW - 2}@example.com`,
			`at${NOW - 1}@example.com`,
		]);
		expect(claimed.find(({ createdAt }) => createdAt === NOW - 2)).toEqual({
			id: expect.any(String) as string,
			to: `at${NOW - 2}@example.com`,
			template: 'sign-in',
			sealedContent: 'sealed',
			messageId: '<one@example.com>',
			attempts: 1,
			createdAt: NOW - 2,
			expiresAt: NOW + 600_000,
			lease: { token: expect.any(String) as string, until: NOW + LEASE_MS },
		});
	});

	test('gives nothing twice while the lease holds, and gives it again when it has ended', async () => {
		const { database, claim } = await createFixture([{}]);
		await using _ = database;
		const [once] = await claim();
		for (const lane of ['first', 'again'] as const) {
			expect(await claim(lane, NOW + LEASE_MS - 1)).toEqual([]);
		}
		// Whoever died over it may do so again, so it is no first attempt any more.
		expect(await claim('first', NOW + LEASE_MS)).toEqual([]);
		const [again] = await claim('again', NOW + LEASE_MS);
		expect(again).toMatchObject({ id: once?.id, attempts: 2 });
	});

	test('gives no mail that has expired, not even in that very millisecond', async () => {
		const { database, claim } = await createFixture([{ expiresAt: NOW }, { expiresAt: NOW + 1 }]);
		await using _ = database;
		const claimed = await claim();
		expect(claimed.map(({ expiresAt }) => expiresAt)).toEqual([NOW + 1]);
	});

	test('gives a mail to be tried again only in its lane, and not before its time', async () => {
		const { database, store, claim } = await createFixture([{}]);
		await using _ = database;
		await store.retry(first(await claim()), NOW + 5000, 'later');
		expect(await claim('first', NOW + 5000)).toEqual([]);
		expect(await claim('again', NOW + 4999)).toEqual([]);
		expect(await claim('again', NOW + 5000)).toMatchObject([{ attempts: 2 }]);
	});

	test.each(['sent', 'expired', 'withdrawn', 'parked'] as const)(
		'never gives a mail that is %s',
		async (state) => {
			const { database, store, claim } = await createFixture([{}]);
			await using _ = database;
			await store.finish(first(await claim()), state, NOW, null);
			for (const lane of ['first', 'again'] as const) {
				expect(await claim(lane, NOW + LEASE_MS)).toEqual([]);
			}
		},
	);
});

/** Claims until nothing is left, like a worker in a hurry. */
async function claimAll(store: OutboxStore, lane: Lane, batch: number): Promise<string[]> {
	const ids: string[] = [];
	for (;;) {
		const claimed = await store.claim(lane, batch, NOW, leaseFrom(NOW));
		if (claimed.length === 0) return ids;
		ids.push(...claimed.map(({ id }) => id));
	}
}

// kratos #1024: two workers took the same mail from the queue.
describe('of workers who claim at the same time', () => {
	test.each([2, 3, 4])(
		'each of %i gets mails that no other gets, and none is left',
		async (count) => {
			const { database, storage, put } = await createFixture();
			await using _ = database;
			const ids: string[] = [];
			for (let each = 0; each < 120; each += 1) ids.push(await put());
			const stores = Array.from({ length: count }, () => createOutboxStore(database.open()));
			const got = await Promise.all(stores.map((store) => claimAll(store, 'first', 3)));
			expect(got.flat().sort()).toEqual(ids.sort());
			const rows = await storage.db.selectFrom('outbox_mail').select('attempts').execute();
			expect(rows.every(({ attempts }) => attempts === 1)).toBe(true);
		},
	);

	test('one gets a single mail, in each of a hundred rounds', async () => {
		const { database, put } = await createFixture();
		await using _ = database;
		const stores = Array.from({ length: 4 }, () => createOutboxStore(database.open()));
		for (let round = 0; round < 100; round += 1) {
			const id = await put();
			const got = await Promise.all(
				stores.map((store) => store.claim('first', 4, NOW, leaseFrom(NOW))),
			);
			expect(got.flat().map((mail) => mail.id)).toEqual([id]);
		}
	});

	// On SQLite one transaction writes at a time, and everybody waits for it.
	test.runIf(engine === 'postgres')(
		'none waits for a transaction that is just withdrawing a mail, nor gets that mail',
		async () => {
			const mails = ['one', 'two'].map((reference) => ({ reference }));
			const { database, storage, store, claim } = await createFixture(mails);
			await using _ = database;
			await storage.db.transaction().execute(async (trx) => {
				await store.withdraw(trx, 'one', NOW);
				expect(await claim()).toHaveLength(1);
				expect(await store.expire(100, NOW + 600_000)).toBe(1);
			});
			expect(await claim('again', NOW + LEASE_MS)).toEqual([]);
		},
	);

	test('one gets a mail whose lease has ended', async () => {
		const { database, claim } = await createFixture(Array.from({ length: 30 }, () => ({})));
		await using _ = database;
		await claim();
		const later = NOW + LEASE_MS;
		const stores = Array.from({ length: 4 }, () => createOutboxStore(database.open()));
		const got = await Promise.all(
			stores.map((store) => store.claim('again', 100, later, leaseFrom(later))),
		);
		const ids = got.flat().map(({ id }) => id);
		expect(ids).toHaveLength(new Set(ids).size);
	});
});

describe('a worker that has lost its lease', () => {
	test.each([
		['finish', (store: OutboxStore, mail: Claimed) => store.finish(mail, 'sent', NOW, null)],
		['retry', (store: OutboxStore, mail: Claimed) => store.retry(mail, NOW + 1, 'later')],
		['release', (store: OutboxStore, mail: Claimed) => store.release(mail, NOW)],
	] as const)('changes nothing by %s', async (_name, change) => {
		const { database, store, claim, row } = await createFixture([{}]);
		await using _ = database;
		const lost = first(await claim());
		const held = first(await claim('again', NOW + LEASE_MS));
		const before = await row(held.id);
		expect(await change(store, lost)).toBe(false);
		expect(await row(held.id)).toEqual(before);
		expect(await store.finish(held, 'sent', NOW, null)).toBe(true);
		expect(await change(store, held)).toBe(false);
		expect(await row(held.id)).toMatchObject({ state: 'sent', content: null });
	});

	test('changes nothing when the mail was withdrawn', async () => {
		const { database, storage, store, claim, row } = await createFixture([{ reference: 'one' }]);
		await using _ = database;
		const mail = first(await claim());
		await store.withdraw(storage.db, 'one', NOW);
		expect(await store.retry(mail, NOW, 'later')).toBe(false);
		expect(await row(mail.id)).toMatchObject({ state: 'withdrawn', content: null });
	});
});

type Claimed = Awaited<ReturnType<OutboxStore['claim']>>[number];

describe('withdrawing', () => {
	test('ends what waits and what is in work, and no mail that has left or is about something else', async () => {
		const { database, storage, store, put, claim, row } = await createFixture();
		await using _ = database;
		const sent = await put({ reference: 'one' });
		await store.finish(first(await claim()), 'sent', NOW, null);
		const working = await put({ reference: 'one' });
		await claim();
		const waiting = await put({ reference: 'one' });
		const other = await put({ reference: 'two' });
		await store.withdraw(storage.db, 'one', NOW + 1);
		const states = await Promise.all([sent, working, waiting, other].map(row));
		expect(states.map((each) => each?.state)).toEqual([
			'sent',
			'withdrawn',
			'withdrawn',
			'waiting',
		]);
		expect(states.map((each) => each?.content)).toEqual([null, null, null, 'sealed']);
		expect(states.map((each) => each?.finished_at)).toEqual([NOW, NOW + 1, NOW + 1, null]);
	});

	test('is undone with its transaction', async () => {
		const { database, storage, store, put, row } = await createFixture();
		await using _ = database;
		const id = await put({ reference: 'one' });
		const failing = storage.db.transaction().execute(async (trx) => {
			await store.withdraw(trx, 'one', NOW);
			throw new Error('undone');
		});
		await expect(failing).rejects.toThrow('undone');
		expect(await row(id)).toMatchObject({ state: 'waiting', content: 'sealed' });
	});
});

describe('expiring', () => {
	test('ends what has expired in any lane, and nothing in work', async () => {
		const { database, store, put, claim, row } = await createFixture();
		await using _ = database;
		const working = await put({ expiresAt: NOW + 10 });
		await claim();
		const again = await put({ expiresAt: NOW + 10 });
		await store.retry(first(await claim()), NOW + 5, 'later');
		const waiting = await put({ expiresAt: NOW + 10 });
		const living = await put({ expiresAt: NOW + 11 });
		expect(await store.expire(100, NOW + 9)).toBe(0);
		expect(await store.expire(100, NOW + 10)).toBe(2);
		const rows = await Promise.all([working, again, waiting, living].map(row));
		expect(rows.map((each) => each?.state)).toEqual(['waiting', 'expired', 'expired', 'waiting']);
		expect(rows.map((each) => each?.content)).toEqual(['sealed', null, null, 'sealed']);
		// Its worker died, and the lease is over.
		expect(await store.expire(100, NOW + LEASE_MS)).toBe(2);
		expect((await row(working))?.state).toBe('expired');
	});

	test('ends no more than asked for, and each once, whoever does it at the same time', async () => {
		const mails = Array.from({ length: 50 }, () => ({ expiresAt: NOW }));
		const { database, store } = await createFixture(mails);
		await using _ = database;
		expect(await store.expire(20, NOW)).toBe(20);
		const stores = Array.from({ length: 3 }, () => createOutboxStore(database.open()));
		const counts = await Promise.all(stores.map((each) => each.expire(100, NOW)));
		const rest = await store.expire(100, NOW);
		expect(counts.reduce((sum, count) => sum + count, rest)).toBe(30);
	});
});

test('something is due in a lane when it can be claimed or has expired, and only then', async () => {
	const { database, store, put, claim } = await createFixture();
	await using _ = database;
	expect(await store.dueLanes(NOW)).toEqual([]);
	await put();
	expect(await store.dueLanes(NOW - 1)).toEqual([]);
	expect(await store.dueLanes(NOW)).toEqual(['first']);
	expect(await store.dueLanes(NOW + 600_000)).toEqual(['first']);
	await store.retry(first(await claim()), NOW + 5, 'later');
	expect(await store.dueLanes(NOW)).toEqual([]);
	await put();
	expect(await store.dueLanes(NOW + 5)).toEqual(['first', 'again']);
	await store.expire(100, NOW + 600_000);
	expect(await store.dueLanes(NOW + 600_000)).toEqual([]);
});

test('a mail that is released is as if nobody had claimed it', async () => {
	const { database, store, claim } = await createFixture([{}]);
	await using _ = database;
	const claimed = first(await claim());
	await store.release(claimed, NOW + 1);
	const [again] = await claim('first', NOW + 1);
	expect(again).toMatchObject({ id: claimed.id, attempts: 1 });
});

test('finished mails are removed in batches, and none that waits', async () => {
	const { database, store, put, claim } = await createFixture(
		Array.from({ length: 5 }, () => ({})),
	);
	await using _ = database;
	for (const mail of await claim()) await store.finish(mail, 'sent', NOW, null);
	const waiting = await put();
	expect(await store.removeFinishedBefore(NOW, 100)).toBe(0);
	expect(await store.removeFinishedBefore(NOW + 1, 2)).toBe(2);
	expect(await store.removeFinishedBefore(NOW + 1, 100)).toBe(3);
	expect((await claim()).map(({ id }) => id)).toEqual([waiting]);
});
