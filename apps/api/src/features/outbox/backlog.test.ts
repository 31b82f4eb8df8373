import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import { createOutboxStore } from './store.ts';

const NOW = 1_000_000;
const HOUR_MS = 3_600_000;

async function createFixture() {
	const database = await createTestDatabase();
	const store = createOutboxStore(database.storage);
	const put = (now: number) =>
		database.storage.db.transaction().execute((trx) =>
			store.insert(trx, {
				...{ id: randomUUID(), to: 'ada@example.com', template: 'sign-in', reference: 'one' },
				...{ sealedContent: 'sealed', messageId: '<one@example.com>' },
				...{ now, expiresAt: NOW + HOUR_MS },
			}),
		);
	return { database, store, put };
}

test('an empty outbox is behind with nothing', async () => {
	const { database, store } = await createFixture();
	await using _ = database;
	expect(await store.backlog(NOW)).toEqual({ first: 0, again: 0, lagMs: 0 });
});

test('mails are counted by lane, and the one that waits longest says how late it is', async () => {
	const { database, store, put } = await createFixture();
	await using _ = database;
	for (const age of [9000, 5000, 1000]) await put(NOW - age);
	const lease = { token: 'a lease', until: NOW + 60_000 };
	const [oldest] = await store.claim('first', 1, NOW, lease);
	if (oldest === undefined) throw new Error('nothing was claimed');
	await store.retry(oldest, NOW + HOUR_MS / 2, 'no answer');
	expect(await store.backlog(NOW)).toEqual({ first: 2, again: 1, lagMs: 5000 });
});

test('what has left or was called back waits no more', async () => {
	const { database, store, put } = await createFixture();
	await using _ = database;
	await put(NOW);
	await database.storage.db.transaction().execute((trx) => store.withdraw(trx, 'one', NOW));
	expect(await store.backlog(NOW)).toEqual({ first: 0, again: 0, lagMs: 0 });
});
