import {
	createConnection,
	createTodo,
	getCurrentUser,
	listTodos,
	login,
	logout,
	Problem,
	Unreachable,
} from '@postern/api-client';
import { expect, test } from '../fixtures/test.ts';
import type { Stack } from '../stack/stack.ts';
import type { Person } from '../stack/people.ts';

/** Signs in as a program does that has no cookie jar: it reads the cookie from the reply itself. */
async function signIn({ apiUrl }: Stack, { email, password }: Person): Promise<string> {
	const response = await fetch(`${apiUrl}/auth/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ email, password }),
	});
	expect(response.status).toBe(200);
	const [cookie = ''] = response.headers.getSetCookie();
	return /^session=([^;]+)/.exec(cookie)?.[1] ?? '';
}

test('a program signs its requests with a bearer token, and hears when the session ends', async ({
	stack,
	person,
}) => {
	const connection = createConnection({
		baseUrl: stack.apiUrl,
		bearer: await signIn(stack, person),
	});
	const endings: string[] = [];
	connection.onSessionEnded(({ code }) => endings.push(code));

	expect(await getCurrentUser({ connection })).toMatchObject({ email: person.email, name: null });
	const todo = await createTodo({ title: 'From a program' }, { connection });
	expect(await listTodos({ connection })).toEqual([todo]);
	await logout({ connection });
	await expect(getCurrentUser({ connection })).rejects.toMatchObject({
		code: 'session_ended',
		reason: 'signed_out',
	});
	expect(endings).toEqual(['session_ended']);
});

test('a program that sends the cookie writes with an origin, and not without', async ({
	stack,
	person,
}) => {
	const cookie = `session=${await signIn(stack, person)}`;
	const { apiUrl: baseUrl, webUrl: origin } = stack;
	const honest = createConnection({ baseUrl, cookie, origin });
	const nameless = createConnection({ baseUrl, cookie });

	expect(await createTodo({ title: 'With an origin' }, { connection: honest })).toMatchObject({
		completed: false,
	});
	const refused = createTodo({ title: 'Without' }, { connection: nameless });
	await expect(refused).rejects.toMatchObject({ status: 403, code: 'origin_not_allowed' });
	expect(await getCurrentUser({ connection: nameless })).toMatchObject({ email: person.email });
	expect(await listTodos({ connection: honest })).toHaveLength(1);
});

test('one idempotency key makes one todo, however often a program sends it', async ({
	stack,
	person,
}) => {
	const connection = createConnection({
		baseUrl: stack.apiUrl,
		bearer: await signIn(stack, person),
	});
	const send = () => createTodo({ title: 'Once' }, { connection, idempotencyKey: 'the-only-one' });
	const todos = await Promise.all([send(), send(), send()]);
	expect(new Set(todos.map(({ id }) => id)).size).toBe(1);
	expect(await listTodos({ connection })).toHaveLength(1);
});

test('a refusal is a Problem, silence is Unreachable', async ({ stack, person }) => {
	const connection = createConnection({ baseUrl: stack.apiUrl });
	const wrong = login({ email: person.email, password: 'not the password' }, { connection });
	await expect(wrong).rejects.toBeInstanceOf(Problem);
	await stack.stopApi();
	await expect(listTodos({ connection })).rejects.toBeInstanceOf(Unreachable);
});
