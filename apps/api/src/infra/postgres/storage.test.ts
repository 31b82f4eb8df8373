import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine } from '../../../test/database.ts';
import { startRelay } from '../../../test/relay.ts';
import type { Db } from '../../ports/storage.ts';
import { openPostgres } from './storage.ts';

const terminateOthers = sql`
	select pg_terminate_backend(pid) from pg_stat_activity
	where datname = current_database() and pid <> pg_backend_pid()`;

async function setUp({ connectionsMax = 2 } = {}) {
	const database = await createTestDatabase();
	const errors: Error[] = [];
	const url = new URL(database.settings['DATABASE_URL'] ?? '');
	const network = await startRelay({ host: url.hostname, port: Number(url.port || 5432) });
	url.host = `127.0.0.1:${String(network.port)}`;
	const storage = openPostgres({
		url: url.href,
		connectionsMax,
		onError: (error) => errors.push(error),
	});
	return {
		database,
		network,
		storage,
		errors,
		/** Soon, not at once: the next request may still meet the broken connection, and hears 503. */
		recovers: () =>
			expect
				.poll(() =>
					storage.ping().then(
						() => 'answers',
						() => 'not yet',
					),
				)
				.toBe('answers'),
		terminate: () => terminateOthers.execute(database.storage.db),
		async [Symbol.asyncDispose]() {
			await storage.close();
			await network[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		},
	};
}

describe.runIf(engine === 'postgres')('a connection that Postgres ends', () => {
	test('while it is idle is told once and replaced', async () => {
		await using api = await setUp();
		await api.storage.ping();
		await api.terminate();
		await expect.poll(() => api.errors.length).toBe(1);
		await api.recovers();
	});

	test('between two statements of a transaction fails the transaction, not the process', async () => {
		await using api = await setUp();
		const running = api.storage.db.transaction().execute(async (trx) => {
			await sql`select 1`.execute(trx);
			await api.terminate();
			await expect.poll(() => api.errors.length).toBeGreaterThan(0);
			await sql`select 2`.execute(trx);
		});
		await expect(running).rejects.toThrow();
		await api.recovers();
	});

	test('in the middle of a statement is a database that is unavailable', async () => {
		await using api = await setUp();
		const running = sql`select pg_sleep(1)`.execute(api.storage.db);
		const outcome = running.then(
			() => undefined,
			(error: unknown) => error,
		);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await api.terminate();
		expect(api.storage.isUnavailable(await outcome)).toBe(true);
		await api.recovers();
	});
});

describe.runIf(engine === 'postgres')('a network that swallows packets', () => {
	test('costs one request its patience, and not the next once it is over', async () => {
		await using api = await setUp();
		await api.storage.ping();
		api.network.swallow();
		const outcome = await api.storage.ping().catch((error: unknown) => error);
		expect(api.storage.isUnavailable(outcome)).toBe(true);
		api.network.recover();
		// Every connection of the pool: none of those that lost their packets is used again.
		await Promise.all([api.storage.ping(), api.storage.ping()]);
	});

	test('leaves no transaction open around what comes next', async () => {
		await using api = await setUp({ connectionsMax: 1 });
		await api.storage.ping();
		api.network.hold();
		const work = api.storage.db.transaction().execute((trx) => sql`select 1`.execute(trx));
		await expect(work).rejects.toThrow();
		// What was held arrives after all: `begin` among it.
		api.network.release();
		await sql`create table kept (id int)`.execute(api.storage.db);
		const { rows } = await sql<{ found: string | null }>`
			select to_regclass('kept')::text as found`.execute(api.database.storage.db);
		expect(rows).toEqual([{ found: 'kept' }]);
	});
});

describe.runIf(engine === 'postgres')('a request', () => {
	test('waits once, for a connection and for its answer together', async () => {
		await using api = await setUp({ connectionsMax: 1 });
		await api.storage.ping();
		const sleepFor = () => sql`select pg_sleep(1.2)`.execute(api.storage.db);
		const [first, second] = await Promise.allSettled([sleepFor(), sleepFor()]);
		// Each alone is quick enough; the second has waited for the first as well.
		expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
		await api.recovers();
	});

	test('asks for its session however many transactions are open and wait', async () => {
		await using api = await setUp({ connectionsMax: 4 });
		const find = api.storage.lookup<{ id: string }>('id', (matches) =>
			api.storage.db.selectFrom('user').select('id').where(matches('id')),
		);
		const { promise: isOver, resolve: end } = Promise.withResolvers<undefined>();
		const open = Array.from({ length: 20 }, () =>
			api.storage.db.transaction().execute(async (trx) => {
				await sql`select 1`.execute(trx);
				await isOver;
			}),
		);
		const all = Promise.allSettled(open);
		try {
			await expect.poll(() => api.storage.connections?.().awaited).toBeGreaterThan(15);
			expect(await find(['nobody'])).toEqual([undefined]);
		} finally {
			end(undefined);
			await all;
		}
	});
});

describe.runIf(engine === 'postgres')('a migration', () => {
	test('that finds a table locked tries again until it is free', async () => {
		await using api = await setUp();
		const { db } = api.database.storage;
		let isDone = false;
		const done = await db.transaction().execute(async (trx) => {
			await sql`lock table kysely_migration in access exclusive mode`.execute(trx);
			const migrating = api.storage.migrate().then(() => (isDone = true));
			await expect.poll(() => waitingForLocks(trx), { timeout: 5000 }).toBe(1);
			// It has given up once, and lets those through who wait behind it.
			await expect.poll(() => waitingForLocks(trx), { timeout: 5000, interval: 50 }).toBe(0);
			expect(isDone).toBe(false);
			return { migrating };
		});
		await done.migrating;
	});
});

async function waitingForLocks(db: Db): Promise<number> {
	const { rows } = await sql<{ pid: number }>`
		select pid from pg_locks where not granted and database = (
			select oid from pg_database where datname = current_database())`.execute(db);
	return rows.length;
}
