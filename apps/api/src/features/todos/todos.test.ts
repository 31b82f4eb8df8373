import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';

interface Todo {
	readonly id: string;
	readonly title: string;
	readonly completed: boolean;
	readonly createdAt: string;
}

/** The to-do calls of a person. */
function todosOf(api: TestApp, { cookie }: Person) {
	return {
		add: (payload: object) => api.send({ method: 'POST', url: '/todos', cookie, payload }),
		list: async () => (await api.send({ url: '/todos', cookie })).json<Todo[]>(),
		get: (id: string) => api.send({ url: `/todos/${id}`, cookie }),
		put: (id: string, payload: object) =>
			api.send({ method: 'PUT', url: `/todos/${id}`, cookie, payload }),
		patch: (id: string, payload: object) =>
			api.send({ method: 'PATCH', url: `/todos/${id}`, cookie, payload }),
		remove: (id: string) => api.send({ method: 'DELETE', url: `/todos/${id}`, cookie }),
	};
}

async function withAda() {
	const api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	const ada = await api.signIn('ada@example.com');
	return { api, ada, todos: todosOf(api, ada) };
}

test('a to-do is added, read, replaced, changed and deleted', async () => {
	const { api, todos } = await withAda();
	await using _ = api;
	const added = await todos.add({ title: 'Write the notes' });
	expect(added.statusCode).toBe(201);
	const { id } = added.json<Todo>();
	const first = {
		id,
		title: 'Write the notes',
		completed: false,
		createdAt: '2030-01-01T12:00:00.000Z',
	};
	expect(added.json()).toEqual(first);
	expect((await todos.get(id)).json()).toEqual(first);
	api.clock.advance(1000);

	const replaced = await todos.put(id, { title: 'Write note G', completed: true });
	expect(replaced.statusCode).toBe(200);
	expect(replaced.json()).toEqual({ ...first, title: 'Write note G', completed: true });
	const unticked = await todos.patch(id, { completed: false });
	expect(unticked.json()).toEqual({ ...first, title: 'Write note G' });
	const renamed = await todos.patch(id, { title: 'Publish' });
	expect(renamed.json()).toEqual({ ...first, title: 'Publish' });
	expect((await todos.get(id)).json()).toEqual({ ...first, title: 'Publish' });

	const removed = await todos.remove(id);
	expect({ status: removed.statusCode, body: removed.body }).toEqual({ status: 204, body: '' });
	expectProblem(await todos.get(id), 404, 'todo_not_found');
	expectProblem(await todos.remove(id), 404, 'todo_not_found');
	expect(await todos.list()).toEqual([]);
});

test('a to-do can be added ticked', async () => {
	const { api, todos } = await withAda();
	await using _ = api;
	expect((await todos.add({ title: 'done', completed: true })).json()).toMatchObject({
		completed: true,
	});
});

test('the list is oldest first and the same at every reading', async () => {
	const { api, todos } = await withAda();
	await using _ = api;
	for (const title of ['b', 'a', 'c']) {
		await todos.add({ title });
		api.clock.advance(1);
	}
	expect((await todos.list()).map(({ title }) => title)).toEqual(['b', 'a', 'c']);
	// Added in the same millisecond: any order, but always that one.
	for (let each = 0; each < 10; each += 1) await todos.add({ title: String(each) });
	const list = await todos.list();
	expect(list.slice(0, 3).map(({ title }) => title)).toEqual(['b', 'a', 'c']);
	await todos.patch(list[5]?.id ?? '', { completed: true });
	expect((await todos.list()).map(({ id }) => id)).toEqual(list.map(({ id }) => id));
});

test('another person’s to-do does not exist, and stays as it is', async () => {
	const { api, ada, todos } = await withAda();
	await using _ = api;
	const grace = todosOf(api, await api.signIn('grace@example.com'));
	const { id } = (await todos.add({ title: 'Ada’s' })).json<Todo>();
	const rows = () => api.storage.db.selectFrom('todo').selectAll().execute();
	const before = await rows();
	const absent = '00000000-0000-4000-8000-000000000000';
	const attempts = (target: string) => [
		() => grace.get(target),
		() => grace.put(target, { title: 'mine', completed: true }),
		() => grace.patch(target, { completed: true }),
		() => grace.remove(target),
	];
	const ofAda = attempts(id);
	const ofNobody = attempts(absent);
	for (const [index, attempt] of ofAda.entries()) {
		const refused = await attempt();
		expectProblem(refused, 404, 'todo_not_found');
		const missing = await ofNobody[index]?.();
		const withoutId = (body = '{}') => ({ ...(JSON.parse(body) as object), requestId: null });
		expect(withoutId(refused.body)).toEqual(withoutId(missing?.body));
	}
	expect(await grace.list()).toEqual([]);
	expect(await rows()).toEqual(before);
	expect(before).toMatchObject([{ user_id: ada.userId }]);
});

test('the list holds a thousand to-dos and not one more', async () => {
	const { api, ada, todos } = await withAda();
	await using _ = api;
	const { db } = api.storage;
	const rows = Array.from({ length: 999 }, (_row, index) => ({
		id: `id ${String(index)}`,
		user_id: ada.userId,
		title: 'one of many',
		completed: 0,
		created_at: index,
	}));
	for (let from = 0; from < rows.length; from += 333) {
		await db
			.insertInto('todo')
			.values(rows.slice(from, from + 333))
			.execute();
	}
	const last = await todos.add({ title: 'the thousandth' });
	expect(last.statusCode).toBe(201);
	expectProblem(await todos.add({ title: 'too many' }), 409, 'todo_limit_reached');
	expect(await db.selectFrom('todo').select('id').execute()).toHaveLength(1000);
	const grace = todosOf(api, await api.signIn('grace@example.com'));
	expect((await grace.add({ title: 'has her own list' })).statusCode).toBe(201);
	await todos.remove(last.json<Todo>().id);
	expect((await todos.add({ title: 'room again' })).statusCode).toBe(201);
});

test('what is written is read back character for character', async () => {
	const { api, todos } = await withAda();
	await using _ = api;
	for (const title of [
		`'; drop table todo; --`,
		`" or 1=1 --`,
		`%_\\`,
		`$1 ? :name @p1 \${x}`,
		`{"json": [1]}`,
		`<script>alert(1)</script>`,
		`caf\u00e9 cafe\u0301`,
		`\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f3f3}\ufe0f\u200d\u{1f308}`,
		`\u0645\u0631\u062d\u0628\u0627 \u3053\u3093\u306b\u3061\u306f`,
		`null`,
		`__proto__`,
		`two  spaces`,
	]) {
		const added = (await todos.add({ title })).json<Todo>();
		expect(added.title).toBe(title);
		expect((await todos.patch(added.id, { title })).json()).toEqual(added);
		expect((await todos.put(added.id, { title, completed: false })).json()).toEqual(added);
		expect(await todos.list()).toEqual([added]);
		await todos.remove(added.id);
	}
});
