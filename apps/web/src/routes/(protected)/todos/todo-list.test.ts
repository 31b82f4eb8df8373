import { Problem, Unreachable, type RequestOptions, type Todo } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { Notice } from '#lib/ui/notices.svelte.ts';
import { Calls, settle } from '../../../../test/fakes.ts';
import type { TodoItem } from './todo-item.svelte.ts';
import { TodoList } from './todo-list.svelte.ts';

const offline = new Unreachable('network');
const refused = new Problem({ status: 409, code: 'todo_limit_reached', title: '' });
const gone = new Problem({ status: 404, code: 'todo_not_found', title: '' });

function todo(id: string, title: string, completed = false): Todo {
	return { id, title, completed, createdAt: '2026-05-03T10:00:00.000Z' };
}

/** A list of Tea and Milk whose API is in the test's hands. */
async function createWorld() {
	const writes = new Calls<Todo>();
	const deletes = new Calls<undefined>();
	const lists = new Calls<Todo[]>();
	const keys: (string | undefined)[] = [];
	const notices: Omit<Notice, 'id'>[] = [];
	let made = 0;
	const write = (_: unknown, ...rest: unknown[]): Promise<Todo> => {
		keys.push((rest.at(-1) as RequestOptions).idempotencyKey);
		return writes.call();
	};
	const list = new TodoList({
		api: {
			listTodos: () => lists.call(),
			createTodo: write,
			updateTodo: write,
			deleteTodo: async (_, options) => {
				keys.push(options.idempotencyKey);
				return deletes.call();
			},
		},
		withSession: (send) => send(),
		notices: { add: (notice) => notices.push(notice) },
		newKey: () => `key-${String((made += 1))}`,
	});
	const loaded = list.load();
	await settle();
	await lists.answer([todo('1', 'Tea'), todo('2', 'Milk')]);
	await loaded;
	const titles = (): string[] => list.items.map((item) => item.title);
	const item = (at: number): TodoItem => list.items[at] ?? expect.fail('No such row.');
	const retry = (): void => {
		(notices.at(-1)?.action ?? expect.fail('Nothing to press.')).run();
	};
	return { list, lists, writes, deletes, keys, notices, titles, item, retry };
}

describe('adding', () => {
	test('shows the todo before the API has answered', async () => {
		const { list, titles, writes } = await createWorld();
		void list.add('Bread');
		expect(titles()).toEqual(['Tea', 'Milk', 'Bread']);
		await settle();
		await writes.answer(todo('3', 'Bread'));
		expect(titles()).toEqual(['Tea', 'Milk', 'Bread']);
		expect(list.hasUnsaved).toBe(false);
	});

	test('that fails takes the row back, keeps the text, says why and offers Retry', async () => {
		const { list, titles, writes, notices, retry, keys } = await createWorld();
		void list.add('Bread');
		await settle();
		await writes.fail(offline);
		expect(titles()).toEqual(['Tea', 'Milk']);
		expect(list.draft).toBe('Bread');
		expect(notices[0]?.text).toMatch(/“Bread” was not added\. We can’t reach the server/);
		retry();
		await settle();
		await writes.answer(todo('3', 'Bread'));
		expect(titles()).toEqual(['Tea', 'Milk', 'Bread']);
		expect(list.draft).toBe('');
		expect(keys).toEqual(['key-1', 'key-1']);
	});

	test('that fails does not touch what is being typed by now', async () => {
		const { list, writes, notices } = await createWorld();
		void list.add('Bread');
		list.draft = 'But';
		await settle();
		await writes.fail(offline);
		expect(list.draft).toBe('But');
		expect(notices[0]?.text).toContain('Bread');
	});

	test('that was refused is tried again with a new key, for the old one repeats the refusal', async () => {
		const { list, writes, retry, keys } = await createWorld();
		void list.add('Bread');
		await settle();
		await writes.fail(refused);
		retry();
		await settle();
		expect(keys).toEqual(['key-1', 'key-2']);
	});

	test('that a sign-out has overtaken says nothing more', async () => {
		const { list, writes, notices } = await createWorld();
		void list.add('Bread');
		await settle();
		await writes.fail(new SessionLost());
		expect(notices).toEqual([]);
	});
});

describe('changing', () => {
	test('ticks at once, and back when it fails', async () => {
		const { list, item, writes, retry } = await createWorld();
		void list.toggle(item(0));
		expect(item(0).completed).toBe(true);
		await settle();
		await writes.fail(offline);
		expect(item(0).completed).toBe(false);
		retry();
		await settle();
		await writes.answer(todo('1', 'Tea', true));
		expect(item(0).completed).toBe(true);
	});

	test('one todo twice sends one after the other and shows the last wish all along', async () => {
		const { list, item, writes } = await createWorld();
		void list.toggle(item(0));
		void list.toggle(item(0));
		await settle();
		expect(writes.count).toBe(1);
		await writes.answer(todo('1', 'Tea', true));
		expect(item(0).completed).toBe(false);
		expect(writes.count).toBe(2);
		await writes.answer(todo('1', 'Tea', false));
		expect(item(0).completed).toBe(false);
	});

	test('a todo that is still being added waits for its id', async () => {
		const { list, item, writes } = await createWorld();
		void list.add('Bread');
		void list.toggle(item(2));
		await settle();
		expect(writes.count).toBe(1);
		await writes.answer(todo('3', 'Bread'));
		expect(writes.count).toBe(2);
		await writes.answer(todo('3', 'Bread', true));
		expect(item(2).completed).toBe(true);
	});

	test('a todo whose adding fails says so once', async () => {
		const { list, item, writes, notices } = await createWorld();
		void list.add('Bread');
		void list.toggle(item(2));
		await settle();
		await writes.fail(offline);
		expect(writes.count).toBe(1);
		expect(notices).toHaveLength(1);
	});

	test('a title that fails opens the editor again with what was typed', async () => {
		const { list, item, writes, notices, retry, keys } = await createWorld();
		item(0).draft = 'Green tea';
		void list.rename(item(0), 'Green tea');
		expect(item(0)).toMatchObject({ title: 'Green tea', draft: null });
		await settle();
		await writes.fail(offline);
		expect(item(0)).toMatchObject({ title: 'Tea', draft: 'Green tea' });
		expect(list.hasUnsaved).toBe(true);
		expect(notices[0]?.text).toMatch(/“Tea” was not changed/);
		retry();
		await settle();
		await writes.answer(todo('1', 'Green tea'));
		expect(item(0)).toMatchObject({ title: 'Green tea', draft: null });
		expect(keys).toEqual(['key-1', 'key-1']);
	});

	test('to the same title sends nothing', async () => {
		const { list, item, writes } = await createWorld();
		item(0).draft = 'Tea';
		await list.rename(item(0), 'Tea');
		expect(writes.count).toBe(0);
		expect(item(0).draft).toBeNull();
	});

	test('a todo that was deleted elsewhere removes the row and offers no Retry', async () => {
		const { list, item, titles, writes, notices } = await createWorld();
		void list.toggle(item(0));
		await settle();
		await writes.fail(gone);
		expect(titles()).toEqual(['Milk']);
		expect(notices[0]?.action).toBeUndefined();
	});
});

describe('deleting', () => {
	test('offers Undo, which puts the todo back in its place', async () => {
		const { list, item, titles, deletes, writes, retry } = await createWorld();
		void list.remove(item(0));
		expect(titles()).toEqual(['Milk']);
		await settle();
		await deletes.answer(undefined);
		retry();
		expect(titles()).toEqual(['Tea', 'Milk']);
		await settle();
		await writes.answer(todo('3', 'Tea'));
		expect(item(0).saved?.id).toBe('3');
	});

	test('that fails puts the row back in its place and offers Retry with the same key', async () => {
		const { list, item, titles, deletes, retry, keys } = await createWorld();
		void list.remove(item(0));
		await settle();
		await deletes.fail(offline);
		expect(titles()).toEqual(['Tea', 'Milk']);
		retry();
		await settle();
		await deletes.answer(undefined);
		expect(titles()).toEqual(['Milk']);
		expect(keys).toEqual(['key-1', 'key-1']);
	});

	test('what is gone already is as good as deleted', async () => {
		const { list, item, titles, deletes, notices } = await createWorld();
		void list.remove(item(0));
		await settle();
		await deletes.fail(gone);
		expect(titles()).toEqual(['Milk']);
		expect(notices[0]?.tone).toBe('plain');
	});
});

test('a list that cannot be loaded says why and can be loaded again', async () => {
	let isDown = true;
	const unused = (): never => expect.fail('Not asked for.');
	const list = new TodoList({
		api: {
			listTodos: () => (isDown ? Promise.reject(offline) : Promise.resolve([todo('1', 'Tea')])),
			createTodo: unused,
			updateTodo: unused,
			deleteTodo: unused,
		},
		withSession: (send) => send(),
		notices: { add: unused },
		newKey: unused,
	});
	await list.load();
	expect(list).toMatchObject({ status: 'failed', failure: offline });
	isDown = false;
	await list.load();
	expect(list.status).toBe('ready');
	expect(list.openCount).toBe(1);
});

describe('a load that is answered after changes were made', () => {
	test('keeps a todo that was added meanwhile, and does not show it twice', async () => {
		const { list, lists, writes, titles } = await createWorld();
		void list.load();
		void list.add('Bread');
		await settle();
		await lists.answer([todo('1', 'Tea'), todo('2', 'Milk'), todo('3', 'Bread')]);
		expect(titles()).toContain('Bread');
		await writes.answer(todo('3', 'Bread'));
		expect(titles().toSorted()).toEqual(['Bread', 'Milk', 'Tea']);
	});

	test('keeps a todo that was saved before the older list came', async () => {
		const { list, lists, writes, titles } = await createWorld();
		void list.load();
		void list.add('Bread');
		await settle();
		await writes.answer(todo('3', 'Bread'));
		await lists.answer([todo('1', 'Tea'), todo('2', 'Milk')]);
		expect(titles()).toEqual(['Tea', 'Milk', 'Bread']);
	});

	test('brings back nothing that was deleted, and takes back no change', async () => {
		const { list, lists, writes, deletes, titles, item } = await createWorld();
		void list.load();
		void list.remove(item(0));
		void list.rename(item(0), 'Oat milk');
		await settle();
		await deletes.answer(undefined);
		await writes.answer(todo('2', 'Oat milk'));
		await lists.answer([todo('1', 'Tea'), todo('2', 'Milk')]);
		expect(titles()).toEqual(['Oat milk']);
	});

	test('shows what changed elsewhere, and keeps what is being typed', async () => {
		const { list, lists, titles, item } = await createWorld();
		item(1).draft = 'Almond mil';
		void list.load();
		await settle();
		await lists.answer([todo('2', 'Soy milk'), todo('4', 'Figs')]);
		expect(titles()).toEqual(['Soy milk', 'Figs']);
		expect(item(0).draft).toBe('Almond mil');
	});

	test('is not shown when a younger load has been asked for', async () => {
		const { list, lists, titles } = await createWorld();
		void list.load();
		void list.load();
		await settle();
		await lists.answer([todo('1', 'Old')]);
		expect(titles()).toEqual(['Tea', 'Milk']);
		await lists.answer([todo('1', 'New')]);
		expect(titles()).toEqual(['New']);
	});
});
