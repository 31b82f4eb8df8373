/** What people see when something breaks: a problem with nothing of the inside, and the log the rest. */
import { mintToken } from '@postern/session-token';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openPostgres } from '../src/infra/postgres/storage.ts';
import type { Storage } from '../src/ports/storage.ts';
import { createTestApp } from './app.ts';
import { createTestDatabase, engine } from './database.ts';
import { expectProblem } from './problem.ts';

const cookie = `session=${mintToken()}`;
const NOBODY_LISTENS = 'postgres://postern:sesame@127.0.0.1:1/postern';

/** A database that does not answer: a port nobody listens on, or a disk that fails. */
async function createDeadStorage(): Promise<AsyncDisposable & { storage: Storage }> {
	if (engine === 'postgres') {
		const storage = openPostgres({
			url: NOBODY_LISTENS,
			connectionsMax: 2,
			onError: () => undefined,
		});
		return { storage, [Symbol.asyncDispose]: () => storage.close() };
	}
	const database = await createTestDatabase();
	const fail = () => {
		throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 266 });
	};
	return {
		storage: {
			...database.storage,
			lookup: () => fail,
			ping: () => Promise.resolve().then(fail),
		},
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

describe('a mistake of the API', () => {
	test('is a 500 that shows no statement, table, path or stack, and is logged with all of it', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await sql`drop table session`.execute(api.storage.db);

		const read = await api.send({ url: '/users/me', cookie: ada.cookie });
		const { email, password } = ada;
		const write = await api.send({
			method: 'POST',
			url: '/auth/login',
			payload: { email, password },
		});

		for (const response of [read, write]) {
			expectProblem(response, 500, 'internal_error');
			expect(Object.keys(response.json<object>()).sort()).toEqual([
				'code',
				'requestId',
				'status',
				'title',
				'type',
			]);
			const told = JSON.stringify(response.headers) + response.body;
			expect(told).not.toMatch(
				/session[^-]|select|insert|sqlite|postgres|table|\.ts|node_modules|stack/i,
			);
			const { requestId } = response.json<{ requestId: string }>();
			expect(api.logLines()).toContainEqual(
				expect.objectContaining({
					requestId,
					msg: 'internal_error',
					err: expect.objectContaining({
						stack: expect.stringContaining('session') as string,
					}) as object,
				}),
			);
		}
	});

	test('does not end the process or the session store of others', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await sql`drop table todo`.execute(api.storage.db);
		expectProblem(await api.send({ url: '/todos', cookie: ada.cookie }), 500, 'internal_error');
		expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
	});

	test('that is thrown as no error at all is a 500, too', async () => {
		await using dead = await createDeadStorage();
		const storage: Storage = {
			...dead.storage,
			lookup: () => () => {
				// eslint-disable-next-line @typescript-eslint/only-throw-error -- that is the case
				throw 'a string';
			},
		};
		await using api = await createTestApp({}, { storage });
		const response = await api.app.inject({ url: '/users/me', headers: { cookie } });
		expectProblem(response, 500, 'internal_error');
		expect(response.body).not.toContain('a string');
	});
});

describe('a database that does not answer', () => {
	test('is a 503 that says when to try again, and never a 401', async () => {
		await using dead = await createDeadStorage();
		await using api = await createTestApp({}, { storage: dead.storage });
		for (const url of ['/users/me', '/todos']) {
			const response = await api.send({ url, cookie });
			expectProblem(response, 503, 'unavailable');
			expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
			expect(response.body).not.toMatch(/127\.0\.0\.1|ECONN|disk|sesame/);
		}
	});

	test('makes the process not ready, but leaves it alive', async () => {
		await using dead = await createDeadStorage();
		await using api = await createTestApp({}, { storage: dead.storage });
		const ready = await api.send({ url: '/health/ready' });
		expectProblem(ready, 503, 'not_ready');
		expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0);
		expect((await api.send({ url: '/health/live' })).json()).toEqual({ status: 'ok' });
		expectProblem(await api.send({ url: '/users/me' }), 401, 'no_session');
	});

	test('is logged without the password of the database', async () => {
		await using dead = await createDeadStorage();
		await using api = await createTestApp({}, { storage: dead.storage });
		await api.send({ url: '/users/me', cookie });
		expect(api.logLines().map(({ msg }) => msg)).toContain('unavailable');
		expect(JSON.stringify(api.logLines())).not.toContain('sesame');
	});

	test.runIf(engine === 'postgres')(
		'answers a sign-in with 503, within the 2 s it may wait',
		async () => {
			await using dead = await createDeadStorage();
			await using api = await createTestApp({}, { storage: dead.storage });
			const started = performance.now();
			const response = await api.send({
				method: 'POST',
				url: '/auth/login',
				payload: { email: 'ada@example.com', password: 'x' },
			});
			expectProblem(response, 503, 'unavailable');
			expect(performance.now() - started).toBeLessThan(2500);
		},
	);
});

test('an address that does not decode gets a problem with its id in header and body', async () => {
	await using api = await createTestApp();
	for (const url of ['/%ff', '/todos/%zz', '/users/%', `/todos/${'a'.repeat(300)}`]) {
		expectProblem(await api.app.inject({ url }), 400, 'malformed_request');
	}
});

test('every request has an id of its own, whatever id it came with', async () => {
	await using api = await createTestApp();
	const ids = new Set<unknown>();
	for (let index = 0; index < 20; index += 1) {
		const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
		const response = await api.app.inject({ url: '/nowhere', headers });
		expectProblem(response, 404, 'not_found');
		ids.add(response.headers['x-request-id']);
	}
	expect(ids.size).toBe(20);
	expect(ids).not.toContain('mine');
});
