import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine } from '../../../test/database.ts';
import { openPostgres } from './storage.ts';

const terminateOthers = sql`
	select pg_terminate_backend(pid) from pg_stat_activity
	where datname = current_database() and pid <> pg_backend_pid()`;

async function setUp() {
	const database = await createTestDatabase();
	const errors: Error[] = [];
	const storage = openPostgres({
		url: database.settings['DATABASE_URL'] ?? '',
		connectionsMax: 2,
		onError: (error) => errors.push(error),
	});
	return {
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
