import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';

let api: TestApp;
let ada: Person;
let id: string;

beforeAll(async () => {
	api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	ada = await api.signIn();
});

beforeEach(async () => {
	await api.storage.db.deleteFrom('todo').execute();
	id = (await send('POST', '/todos', { title: 'before' })).json<{ id: string }>().id;
});

afterAll(() => api[Symbol.asyncDispose]());

function send(method: 'POST' | 'PUT' | 'PATCH', url: string, payload: unknown) {
	return api.send({
		method,
		url,
		cookie: ada.cookie,
		headers: { 'content-type': 'application/json' },
		payload: JSON.stringify(payload),
	});
}

/** Every write that takes a to-do, with the same fields. */
const writes = [
	['createTodo', (fields: unknown) => send('POST', '/todos', fields)],
	['replaceTodo', (fields: unknown) => send('PUT', `/todos/${id}`, fields)],
	['updateTodo', (fields: unknown) => send('PATCH', `/todos/${id}`, fields)],
] as const;

const rows = () => api.storage.db.selectFrom('todo').selectAll().execute();

async function expectRefused(
	write: (fields: unknown) => ReturnType<typeof send>,
	fields: unknown,
	path: string,
): Promise<void> {
	const before = await rows();
	const response = await write(fields);
	expectProblem(response, 422, 'invalid_request');
	const { errors } = response.json<{ errors: { path: string }[] }>();
	expect(errors.map((error) => error.path)).toContain(path);
	expect(await rows()).toEqual(before);
}

describe.each(writes)('%s', (name, write) => {
	const completed = false;

	test.each([
		['an empty title', ''],
		['a blank title', '   '],
		['a title of no-break spaces', '\u00a0\u00a0'],
		['a title of 201 characters', 'x'.repeat(201)],
		['a title of 201 characters outside the first plane', '\u{1f600}'.repeat(201)],
		['a line feed', 'two\nlines'],
		['a line feed at the end', 'line\n'],
		['a carriage return', 'two\rlines'],
		['a tab', 'a\tb'],
		['a NUL', 'a\u0000b'],
		['an escape sequence', '\u001b[31mred'],
		['DEL', 'a\u007fb'],
		['a next-line control', 'two\u0085lines'],
		['a line separator', 'two\u2028lines'],
		['a paragraph separator', 'two\u2029lines'],
		['half a character', 'half \ud800'],
		['a zero-width space', '\u200b'],
		['a soft hyphen and a space', '\u00ad '],
		['a text direction', '\u202e'],
		['a byte order mark', '\ufeff'],
		['an unseen letter', '\u3164'],
		['a number', 42],
		['true', true],
		['null', null],
		['a list', ['title']],
		['an object', { toString: 'title' }],
	])('refuses %s for a title', async (_, title) => {
		await expectRefused(write, { title, completed }, 'title');
	});

	test.each([
		['the word true', 'true'],
		['1', 1],
		['0', 0],
		['null', null],
		['an empty text', ''],
	])('refuses %s for completed', async (_, value) => {
		await expectRefused(write, { title: 'title', completed: value }, 'completed');
	});

	// Mass assignment: what the server decides is never taken from the body.
	test.each(['id', 'user_id', 'userId', 'createdAt', 'created_at', 'Title', 'isAdmin'])(
		'refuses %s in the body',
		async (property) => {
			const value = '00000000-0000-4000-8000-000000000000';
			await expectRefused(write, { title: 'title', completed, [property]: value }, property);
		},
	);

	test.each([
		['null', null],
		['a list', []],
		['a text', 'title'],
		['a number', 1],
	])('refuses %s for a body', async (_, body) => {
		await expectRefused(write, body, '');
	});

	test('refuses a request without a body', async () => {
		const before = await rows();
		const response = await api.send({
			method: name === 'createTodo' ? 'POST' : name === 'replaceTodo' ? 'PUT' : 'PATCH',
			url: name === 'createTodo' ? '/todos' : `/todos/${id}`,
			cookie: ada.cookie,
		});
		expect([400, 415, 422]).toContain(response.statusCode);
		expect(await rows()).toEqual(before);
	});

	test.each([
		['one character', 'x', 'x'],
		['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
		['200 characters outside the first plane', '\u{1f600}'.repeat(200), '\u{1f600}'.repeat(200)],
		['outer spaces, which go', '  two words  ', 'two words'],
		['outer no-break spaces, which go', '\u00a0title\u3000', 'title'],
	])('takes %s', async (_, title, kept) => {
		const response = await write({ title, completed });
		expect(response.statusCode).toBeLessThan(300);
		expect(response.json()).toMatchObject({ title: kept });
		expect((await rows()).map((row) => row.title)).toContain(kept);
	});
});

// A pattern that goes back and forth: 64 KB of one title stopped everybody for three seconds.
test.each(['x', ' ', '\u200b', ' x'])(
	'64 KB of %j and a line feed are refused at once',
	async (text) => {
		const title = `${text.repeat(Math.floor(60_000 / Buffer.byteLength(text)))}\n`;
		const begin = performance.now();
		await expectRefused(writes[0][1], { title }, 'title');
		expect(performance.now() - begin).toBeLessThan(1000);
	},
);

test('a replacement names every field', async () => {
	await expectRefused(writes[1][1], { title: 'title' }, 'completed');
	await expectRefused(writes[1][1], { completed: true }, 'title');
});

test('a change names at least one field', async () => {
	await expectRefused(writes[2][1], {}, '');
});

test.each([
	'not-a-uuid',
	'1',
	'%00',
	'..%2f..%2fusers%2fme',
	`'%20or%20'1'='1`,
	`${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(13)}`,
])('an id that is no UUID is refused: %s', async (bad) => {
	for (const method of ['GET', 'DELETE', 'PATCH'] as const) {
		const before = await rows();
		const response = await api.send({
			method,
			url: `/todos/${bad}`,
			cookie: ada.cookie,
			...(method === 'PATCH' ? { payload: { completed: true } } : {}),
		});
		expectProblem(response, 422, 'invalid_request');
		expect(await rows()).toEqual(before);
	}
});

test('the answer that refuses a value does not repeat it', async () => {
	const response = await send('POST', '/todos', { title: 'canary\n', completed: 'canary' });
	expectProblem(response, 422, 'invalid_request');
	expect(response.body).not.toContain('canary');
});
