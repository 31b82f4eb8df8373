import {
	createConnection,
	createCookieJar,
	createTodo,
	getAuthRequest,
	getCurrentUser,
	listTodos,
	login,
	logout,
	Problem,
	sendPasswordlessEmail,
	Unreachable,
	verifyPasswordlessCode,
	verifyPasswordlessLink,
} from '@postern/api-client';
import { connectProgram } from '../fixtures/program.ts';
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

test('a program signs in with the code of a mail and stays signed in', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const connection = createConnection({
		baseUrl: stack.apiUrl,
		origin: stack.webUrl,
		cookies: createCookieJar(),
	});
	const { authRequestId, ...sent } = await sendPasswordlessEmail({ email }, { connection });
	expect(sent).toEqual({ passwordlessType: 'LINK_CODE', expiresIn: 600, resendAfter: 60 });
	const { code } = await mail.next(email);
	const { userId } = await verifyPasswordlessCode({ authRequestId, code }, { connection });

	expect(await getCurrentUser({ connection })).toMatchObject({ id: userId, email });
	const todo = await createTodo({ title: 'From a program' }, { connection });
	expect(await listTodos({ connection })).toEqual([todo]);
	await logout({ connection });
	await expect(listTodos({ connection })).rejects.toMatchObject({ status: 401 });
});

test('a program signs in with the link of a mail, where it asked for it', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const connection = connectProgram(stack);
	await sendPasswordlessEmail({ email, redirectTo: '/todos#row-7' }, { connection });
	const { token } = await mail.next(email);
	const elsewhere = verifyPasswordlessLink({ token }, { connection: connectProgram(stack) });
	await expect(elsewhere).rejects.toMatchObject({ status: 403, code: 'link_other_browser' });
	expect(await verifyPasswordlessLink({ token }, { connection })).toMatchObject({
		email,
		redirectTo: '/todos#row-7',
	});
	expect(await getCurrentUser({ connection })).toMatchObject({ email });
});

test('a program without a cookie is known by the id it was given, and by nothing else', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const { apiUrl: baseUrl, webUrl: origin } = stack;
	const nobody = createConnection({ baseUrl });
	const jar = createConnection({ baseUrl, origin, cookies: createCookieJar() });
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection: nobody });
	const { code } = await mail.next(email);
	expect(await getAuthRequest(authRequestId, { connection: nobody })).toMatchObject({
		status: 'pending',
		email,
		triesLeft: 5,
	});
	await verifyPasswordlessCode({ authRequestId, code }, { connection: jar });
	expect(await getCurrentUser({ connection: jar })).toMatchObject({ email });
});

test('the id of a browser’s auth request is worth nothing without that browser’s cookie', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const browser = connectProgram(stack);
	const thief = connectProgram(stack);
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection: browser });
	const { code } = await mail.next(email);
	const unknown = { status: 404, code: 'auth_request_not_found' };
	await expect(getAuthRequest(authRequestId, { connection: thief })).rejects.toMatchObject(unknown);
	const stolen = verifyPasswordlessCode({ authRequestId, code }, { connection: thief });
	await expect(stolen).rejects.toMatchObject(unknown);
	await verifyPasswordlessCode({ authRequestId, code }, { connection: browser });
});
