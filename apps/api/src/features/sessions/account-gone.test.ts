import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { createTestDatabase, engine } from '../../../test/database.ts';

/** Statements of this database that wait for a row. */
const waiting = sql`
	select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

const where = { client: '127.0.0.1', userAgent: null, requestId: 'a request' };

test('a session of an account that is gone is not started, and nobody is told that it is disabled', async () => {
	await using api = await createTestApp();
	const start = api.services.sessions.start({
		...{ userId: 'nobody', method: 'password', replacesTokenHash: null, where },
		visitor: { browser: null, language: 'en' },
	});
	await expect(start).rejects.toMatchObject({
		kind: { code: 'unavailable', status: 503 },
		retryAfterSeconds: 1,
	});
});

// On SQLite the removal and the sign-in take turns, and neither sees the other half done.
test.runIf(engine === 'postgres')(
	'a sign-in in the instant in which its account is removed is asked to try again, and then knows no such account',
	async () => {
		await using database = await createTestDatabase();
		await using api = await createTestApp({}, { storage: database.storage });
		const { email, password, userId } = await api.createPerson();
		const signIn = () =>
			api.send({ method: 'POST', url: '/auth/login', payload: { email, password } });
		const other = database.open();
		let answer: ReturnType<typeof signIn> | undefined;
		await other.db.transaction().execute(async (trx) => {
			await trx.selectFrom('user').select('id').where('id', '=', userId).forUpdate().execute();
			answer = signIn();
			await expect
				.poll(async () => (await waiting.execute(other.db)).rows.length)
				.toBeGreaterThan(0);
			await trx.deleteFrom('user').where('id', '=', userId).execute();
		});
		const refused = await answer;
		expect(refused?.statusCode).toBe(503);
		expect(refused?.headers['retry-after']).toBe('1');
		expect((await signIn()).json()).toMatchObject({ code: 'invalid_credentials' });
	},
);
