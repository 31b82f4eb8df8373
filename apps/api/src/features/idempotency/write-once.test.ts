import type { LightMyRequestResponse as Response } from 'fastify';
import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { DAY_MS } from '../../ports/clock.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A write of a person under a key. */
function writerOf(api: TestApp, { cookie }: Person) {
	return (key: string, method: Method, url: string, payload?: object) =>
		api.send({
			method,
			url,
			cookie,
			headers: { 'idempotency-key': key },
			...(payload === undefined ? {} : { payload }),
		});
}

async function withAda() {
	const api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	const ada = await api.signIn('ada@example.com');
	const write = writerOf(api, ada);
	const add = async (title: string) =>
		(
			await api.send({ method: 'POST', url: '/todos', cookie: ada.cookie, payload: { title } })
		).json<{ id: string }>().id;
	const { db } = api.storage;
	const todos = () => db.selectFrom('todo').selectAll().orderBy('created_at').execute();
	const keys = () => db.selectFrom('idempotency_key').selectAll().execute();
	return { api, ada, write, add, todos, keys };
}

function expectReplay(first: Response, second: Response): void {
	expect(second.statusCode).toBe(first.statusCode);
	expect(second.body).toBe(first.body);
	expect(second.headers['content-type']).toBe(first.headers['content-type']);
	expect(first.headers).not.toHaveProperty('idempotency-replayed');
	expect(second.headers['idempotency-replayed']).toBe('true');
}

test('a to-do that is sent twice under one key is added once', async () => {
	const { api, write, todos } = await withAda();
	await using _ = api;
	const first = await write('key', 'POST', '/todos', { title: 'once' });
	expect(first.statusCode).toBe(201);
	api.clock.advance(1000);
	for (let each = 0; each < 3; each += 1) {
		expectReplay(first, await write('key', 'POST', '/todos', { title: 'once' }));
	}
	expect(await todos()).toHaveLength(1);
});

test('without a key, and under another, the same to-do is added again', async () => {
	const { api, ada, write, todos } = await withAda();
	await using _ = api;
	const payload = { title: 'again' };
	await write('first', 'POST', '/todos', payload);
	await write('second', 'POST', '/todos', payload);
	for (let each = 0; each < 2; each += 1) {
		await api.send({ method: 'POST', url: '/todos', cookie: ada.cookie, payload });
	}
	expect(await todos()).toHaveLength(4);
});

test('every kind of write gives its first reply again, whatever happened since', async () => {
	const { api, write, add, todos } = await withAda();
	await using _ = api;
	const id = await add('before');
	const url = `/todos/${id}`;
	const writes = [
		() => write('put', 'PUT', url, { title: 'replaced', completed: true }),
		() => write('patch', 'PATCH', url, { title: 'changed' }),
		() => write('delete', 'DELETE', url),
	];
	const firsts: Response[] = [];
	for (const send of writes) firsts.push(await send());
	expect(firsts.map(({ statusCode }) => statusCode)).toEqual([200, 200, 204]);
	expect(await todos()).toEqual([]);
	for (const first of firsts) {
		const send = writes.shift();
		if (send) expectReplay(first, await send());
	}
	expect(writes).toEqual([]);
	expect(await todos()).toEqual([]);
});

test('a key that was spent on another request is refused and nothing is done', async () => {
	const { api, write, add, todos } = await withAda();
	await using _ = api;
	const [one, two] = [await add('one'), await add('two')];
	const body = { title: 'same', completed: false };
	await write('key', 'PUT', `/todos/${one}`, body);
	const before = await todos();
	for (const other of [
		await write('key', 'PUT', `/todos/${one}`, { ...body, completed: true }),
		await write('key', 'PUT', `/todos/${two}`, body),
		await write('key', 'PATCH', `/todos/${one}`, body),
		await write('key', 'PUT', `/todos/${one}?again`, body),
		await write('key', 'POST', '/todos', body),
		await write('key', 'DELETE', `/todos/${one}`),
	]) {
		expectProblem(other, 422, 'idempotency_key_reused');
	}
	expect(await todos()).toEqual(before);
});

test('the same key of another person is another key', async () => {
	const { api, ada, write, todos } = await withAda();
	await using _ = api;
	const grace = await api.signIn('grace@example.com');
	const first = await write('key', 'POST', '/todos', { title: 'same' });
	const second = await writerOf(api, grace)('key', 'POST', '/todos', { title: 'same' });
	expect(second.statusCode).toBe(201);
	expect(second.headers).not.toHaveProperty('idempotency-replayed');
	expect(second.json<{ id: string }>().id).not.toBe(first.json<{ id: string }>().id);
	expect(new Set((await todos()).map((row) => row.user_id))).toEqual(
		new Set([ada.userId, grace.userId]),
	);
});

test('a write that failed keeps nothing, and its key can be tried again', async () => {
	const { api, ada, write, add, keys } = await withAda();
	await using _ = api;
	const absent = '/todos/00000000-0000-4000-8000-000000000000';
	expectProblem(await write('key', 'DELETE', absent), 404, 'todo_not_found');
	expectProblem(await write('key', 'PATCH', absent, { completed: true }), 404, 'todo_not_found');
	expectProblem(await write('key', 'POST', '/todos', { title: ' ' }), 422, 'invalid_request');
	await api.storage.db
		.insertInto('todo')
		.values(
			Array.from({ length: 1000 }, (_row, index) => ({
				id: String(index),
				user_id: ada.userId,
				title: 'full',
				completed: 0,
				created_at: index,
			})),
		)
		.execute();
	const full = await write('key', 'POST', '/todos', { title: 'one more' });
	expectProblem(full, 409, 'todo_limit_reached');
	expect(await keys()).toEqual([]);
	await api.storage.db.deleteFrom('todo').execute();
	expect((await write('key', 'POST', '/todos', { title: 'one more' })).statusCode).toBe(201);
	expect(await add('another')).not.toBe('');
	expect(await keys()).toHaveLength(1);
});

test('a key is kept for a day, and free after the next round of housekeeping', async () => {
	const { api, write, todos, keys } = await withAda();
	await using _ = api;
	const first = await write('key', 'POST', '/todos', { title: 'once' });
	api.clock.advance(DAY_MS);
	await api.services.housekeeping.run();
	expectReplay(first, await write('key', 'POST', '/todos', { title: 'once' }));
	api.clock.advance(1);
	await api.services.housekeeping.run();
	expect(await keys()).toEqual([]);
	const later = await write('key', 'POST', '/todos', { title: 'something else' });
	expect(later.statusCode).toBe(201);
	expect(later.headers).not.toHaveProperty('idempotency-replayed');
	expect(await todos()).toHaveLength(2);
});

test('a key is one to a hundred visible ASCII characters', async () => {
	const { api, write, todos } = await withAda();
	await using _ = api;
	const good = ['x', '!', '~', 'a'.repeat(100), '6f1c7a3e-6f0e-4c5b-9b1e-000000000000', '"quoted"'];
	for (const key of good) {
		expect((await write(key, 'POST', '/todos', { title: 'once' })).statusCode).toBe(201);
	}
	// A header that is sent twice arrives with a comma and a space in it.
	for (const key of [
		'',
		'a'.repeat(101),
		'two words',
		'one, two',
		'a\tb',
		'cl\u00e9',
		'a\u007fb',
	]) {
		const response = await write(key, 'POST', '/todos', { title: 'once' });
		expectProblem(response, 422, 'invalid_request');
		expect(response.json()).toMatchObject({ errors: [{ path: 'idempotency-key' }] });
	}
	expect(await todos()).toHaveLength(good.length);
});
