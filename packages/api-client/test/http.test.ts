import { describe, expect, test } from 'vitest';
import {
	configure,
	createConnection,
	createTodo,
	deleteTodo,
	getCurrentUser,
	getTodo,
	listActivity,
	login,
	logout,
	Problem,
	Unreachable,
} from '../src/index.ts';
import { json, problem, startServer } from './server.ts';

const user = { id: 'u1', email: 'ada@example.com', name: null, createdAt: '2026-11-21T00:00:00Z' };

/** The error of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<unknown> {
	return call.then(
		() => expect.fail('The call succeeded.'),
		(error: unknown) => error,
	);
}

describe('a request', () => {
	test('carries the cookie, the origin and the idempotency key it was given', async () => {
		await using server = await startServer((_, response) => json(response, {}, 201));
		const connection = createConnection({
			baseUrl: server.url,
			cookie: 'session=abc',
			origin: 'https://app.example.com',
		});
		await createTodo({ title: 'Tea' }, { connection, idempotencyKey: 'k-1' });
		expect(server.requests[0]?.headers).toMatchObject({
			cookie: 'session=abc',
			origin: 'https://app.example.com',
			'idempotency-key': 'k-1',
			'content-type': 'application/json',
		});
	});

	test('asks to be written to in the language of the moment, or says nothing of languages', async () => {
		await using server = await startServer((_, response) => json(response, user));
		let language = 'en';
		const connection = createConnection({ baseUrl: server.url, language: () => language });
		await getCurrentUser({ connection });
		language = 'de';
		await getCurrentUser({ connection });
		await getCurrentUser({ connection: createConnection({ baseUrl: server.url }) });
		const asked = server.requests.map(({ headers }) => headers['accept-language']);
		expect(asked).toEqual(['en', 'de', undefined]);
	});

	test('carries a bearer token and no cookie for a program', async () => {
		await using server = await startServer((_, response) => json(response, user));
		const connection = createConnection({ baseUrl: server.url, bearer: 'token' });
		expect(await getCurrentUser({ connection })).toEqual(user);
		expect(server.requests[0]?.headers.authorization).toBe('Bearer token');
		expect(server.requests[0]?.headers.cookie).toBeUndefined();
	});

	test('goes to the shared connection, whose address may be known late', async () => {
		await using server = await startServer((_, response) => json(response, user));
		configure({ baseUrl: () => Promise.resolve(`${server.url}/api`) });
		await getCurrentUser();
		expect(server.requests[0]?.url).toBe('/api/users/me');
	});

	test('has the parameters that are set in its query, encoded, and no others', async () => {
		await using server = await startServer((_, response) => json(response, { events: [] }));
		const connection = createConnection({ baseUrl: server.url });
		await listActivity({ before: 'a&b=c d' }, { connection });
		await listActivity({}, { connection });
		const urls = server.requests.map(({ url }) => url);
		expect(urls).toEqual(['/users/me/activity?before=a%26b%3Dc+d', '/users/me/activity']);
	});

	test.each(['../users/me', '..', '%2e%2e', 'x?y', 'x#y', 'a\\b', 'x/../../y'])(
		'refuses the id %j, which would leave its path',
		async (id) => {
			await using server = await startServer((_, response) => json(response, {}));
			const connection = createConnection({ baseUrl: server.url, cookie: 'session=abc' });
			expect(await failure(getTodo(id, { connection }))).toBeInstanceOf(TypeError);
			expect(server.requests).toHaveLength(0);
		},
	);

	test.each(['https://evil.example/x', '//evil.example/x', 'evil.example', '/\\evil.example'])(
		'refuses the address %j, which names another host',
		async (url) => {
			const connection = createConnection({ baseUrl: 'http://127.0.0.1:9' });
			const call = connection.send({ url, method: 'GET' });
			expect(await failure(call)).toBeInstanceOf(TypeError);
		},
	);

	test('does not follow a redirect with the credentials', async () => {
		await using other = await startServer((_, response) => json(response, user));
		await using server = await startServer((_, response) => {
			response.writeHead(302, { location: `${other.url}/users/me` }).end();
		});
		const connection = createConnection({ baseUrl: server.url, cookie: 'session=abc' });
		expect(await failure(getCurrentUser({ connection }))).toMatchObject({ kind: 'unreadable' });
		expect(other.requests).toHaveLength(0);
	});
});

describe('a problem', () => {
	test('keeps every field of the document and Retry-After', async () => {
		await using server = await startServer((_, response) => {
			problem(
				response,
				422,
				{
					code: 'invalid_request',
					detail: 'Look at errors.',
					requestId: 'r-1',
					errors: [{ path: 'title', message: 'is blank' }, 'nonsense'],
				},
				{ 'retry-after': '42' },
			);
		});
		const connection = createConnection({ baseUrl: server.url });
		const error = await failure(createTodo({ title: '' }, { connection }));
		expect(error).toBeInstanceOf(Problem);
		expect(error).toMatchObject({
			status: 422,
			code: 'invalid_request',
			detail: 'Look at errors.',
			requestId: 'r-1',
			errors: [{ path: 'title', message: 'is blank' }],
			retryAfterSeconds: 42,
			isSessionProblem: false,
		});
	});

	test.each([
		[
			{ triesLeft: 0, passwordlessType: 'LINK_CODE' },
			{ triesLeft: 0, passwordlessType: 'LINK_CODE' },
		],
		[
			{ triesLeft: '3', passwordlessType: 7 },
			{ triesLeft: undefined, passwordlessType: undefined },
		],
		[{}, { triesLeft: undefined, passwordlessType: undefined }],
	])(
		'of a sign-in by mail says what the page needs, and nothing of the wrong type (%j)',
		async (sent, read) => {
			await using server = await startServer((_, response) => {
				problem(response, 401, { code: 'code_wrong', ...sent });
			});
			const connection = createConnection({ baseUrl: server.url });
			expect(await failure(getCurrentUser({ connection }))).toMatchObject(read);
		},
	);

	test('of a newer server keeps its raw code and does not crash', async () => {
		await using server = await startServer((_, response) => {
			problem(response, 418, { code: 'constructor' });
		});
		const connection = createConnection({ baseUrl: server.url });
		expect(await failure(getCurrentUser({ connection }))).toMatchObject({
			code: 'unrecognized',
			rawCode: 'constructor',
		});
	});
});

describe('no answer', () => {
	test('from a closed port is a network failure', async () => {
		const server = await startServer((_, response) => json(response, {}));
		await server[Symbol.asyncDispose]();
		const connection = createConnection({ baseUrl: server.url });
		const error = await failure(getCurrentUser({ connection }));
		expect(error).toBeInstanceOf(Unreachable);
		expect(error).toMatchObject({ kind: 'network' });
	});

	test('in time is a timeout', async () => {
		await using server = await startServer(() => undefined);
		const connection = createConnection({ baseUrl: server.url, timeoutMs: 50 });
		expect(await failure(getCurrentUser({ connection }))).toMatchObject({ kind: 'timeout' });
		const patient = createConnection({ baseUrl: server.url });
		const call = getCurrentUser({ connection: patient, timeoutMs: 50 });
		expect(await failure(call)).toMatchObject({ kind: 'timeout' });
	});

	test('because the caller left is an abort', async () => {
		await using server = await startServer(() => undefined);
		const connection = createConnection({ baseUrl: server.url });
		const call = getCurrentUser({ connection, signal: AbortSignal.timeout(50) });
		expect(await failure(call)).toMatchObject({ kind: 'aborted' });
	});

	test.each([
		[502, 'text/html', '<h1>Bad gateway</h1>'],
		[200, 'text/html', '<h1>Welcome to the hotel</h1>'],
		[200, 'application/json', '{"id":'],
		[401, 'text/plain', 'no_session'],
		[500, 'application/json', '[]'],
	])(
		'of the API (%i, %s, %s) is unreadable, never a session problem',
		async (status, type, body) => {
			await using server = await startServer((_, response) => {
				response.writeHead(status, { 'content-type': type }).end(body);
			});
			const connection = createConnection({ baseUrl: server.url });
			let ended = false;
			connection.onSessionEnded(() => (ended = true));
			const error = await failure(getCurrentUser({ connection }));
			expect(error).toMatchObject({ name: 'Unreachable', kind: 'unreadable', status });
			expect(ended).toBe(false);
		},
	);
});

describe('onSessionEnded', () => {
	test.each([
		'no_session',
		'session_expired_idle',
		'session_expired_absolute',
		'session_ended',
		'account_disabled',
	])('fires for a 401 %s, with when and why', async (code) => {
		await using server = await startServer((_, response) => {
			problem(response, 401, { code, endedAt: '2026-11-21T10:00:00Z', reason: 'revoked' });
		});
		const connection = createConnection({ baseUrl: server.url });
		const heard: Problem[] = [];
		const stop = connection.onSessionEnded((ended) => heard.push(ended));
		await failure(getCurrentUser({ connection }));
		stop();
		await failure(getCurrentUser({ connection }));
		expect(heard).toHaveLength(1);
		expect(heard[0]).toMatchObject({ endedAt: '2026-11-21T10:00:00Z', reason: 'revoked' });
	});

	test.each([
		[401, 'invalid_credentials'],
		[401, 'account_disabled'],
		[403, 'no_session'],
	])('stays quiet for a sign-in answered %i %s', async (status, code) => {
		await using server = await startServer((_, response) => problem(response, status, { code }));
		const connection = createConnection({ baseUrl: server.url });
		let fired = false;
		connection.onSessionEnded(() => (fired = true));
		await failure(login({ email: 'a@example.com', password: 'x' }, { connection }));
		expect(fired).toBe(false);
	});

	test.each([429, 500, 503])('stays quiet for %i', async (status) => {
		await using server = await startServer((_, response) => {
			problem(response, status, { code: 'unavailable' });
		});
		const connection = createConnection({ baseUrl: server.url });
		let fired = false;
		connection.onSessionEnded(() => (fired = true));
		await failure(getCurrentUser({ connection }));
		expect(fired).toBe(false);
	});
});

test('a 204 gives nothing, without being mistaken for an unreadable answer', async () => {
	await using server = await startServer((_, response) => response.writeHead(204).end());
	const connection = createConnection({ baseUrl: server.url });
	await expect(logout({ connection })).resolves.toBeUndefined();
	await expect(deleteTodo('9b2e', { connection })).resolves.toBeUndefined();
});
