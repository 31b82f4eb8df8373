import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WEB_ORIGIN } from './app.ts';
import { createTestDatabase, engine, type TestDatabase } from './database.ts';
import { type RunningApi, run, type Settings, startApi } from './process.ts';
import { head, sendRaw } from './raw.ts';

const KEY = 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo';
const DEMO = /e-mail {4}(\S+)\n {2}password {2}(\S+)\n/;
const HALF_AN_HOUR_MS = 30 * 60 * 1000;

let dataDir: string;
let database: TestDatabase;
let development: Settings;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'postern-process-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

beforeEach(async () => {
	database = await createTestDatabase({ migrate: false });
	development = { DATA_DIR: dataDir, ...database.settings, NODE_ENV: 'development' };
	return () => database[Symbol.asyncDispose]();
});

const production = (): Settings => ({
	...development,
	NODE_ENV: 'production',
	API_URL: 'https://api.example.com',
	WEB_ORIGINS: 'https://app.example.com',
	SECRET_KEY: KEY,
	MAIL_VIA: 'smtp',
	SMTP_URL: 'smtp://127.0.0.1:9',
	MAIL_FROM: 'Postern <no-reply@example.com>',
});

const signIn = (api: RunningApi, email: string, password: string, origin = WEB_ORIGIN) =>
	fetch(`${api.url}/auth/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin },
		body: JSON.stringify({ email, password }),
	});

async function signInToDemo(api: RunningApi): Promise<string> {
	const [, email = '', password = ''] = await api.printed(DEMO);
	const response = await signIn(api, email, password);
	expect(response.status).toBe(200);
	return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const addTodo = (api: RunningApi, cookie: string, title: string) =>
	fetch(`${api.url}/todos`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: WEB_ORIGIN, cookie },
		body: JSON.stringify({ title }),
	});

async function titles(api: RunningApi, cookie: string): Promise<string[]> {
	const response = await fetch(`${api.url}/todos`, { headers: { cookie } });
	return ((await response.json()) as { title: string }[]).map(({ title }) => title);
}

describe('a first start in development', () => {
	test('serves within a moment and shows one demo account, which signs in', async () => {
		const started = performance.now();
		await using api = await startApi(development);
		expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
		expect(performance.now() - started).toBeLessThan(5000);
		const cookie = await signInToDemo(api);
		expect(cookie).toMatch(/^session=[\w-]{43}$/);
		expect((await fetch(`${api.url}/users/me`, { headers: { cookie } })).status).toBe(200);
		expect(api.output().match(/password {2}/g)).toHaveLength(1);
	});
});

describe('a second start', () => {
	test('keeps accounts, sessions and to-dos, and makes no second demo account', async () => {
		await using first = await startApi(development);
		const cookie = await signInToDemo(first);
		expect((await addTodo(first, cookie, 'survives')).status).toBe(201);
		expect((await first.stop('SIGTERM')).code).toBe(0);

		await using second = await startApi(development);
		expect(await titles(second, cookie)).toEqual(['survives']);
		expect(second.output()).not.toMatch(/demo|password/i);
	});

	test('after kill -9 has everything that was acknowledged', async () => {
		await using first = await startApi(development);
		const cookie = await signInToDemo(first);
		const expected = Array.from({ length: 20 }, (_, index) => `to-do ${String(index)}`);
		for (const title of expected) expect((await addTodo(first, cookie, title)).status).toBe(201);
		await first.stop('SIGKILL');

		await using second = await startApi(development);
		expect((await titles(second, cookie)).sort()).toEqual(expected.sort());
	});

	test('after kill -9 finds compiled what the first had to compile', async () => {
		await using first = await startApi(development);
		expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
		await first.stop('SIGKILL');

		await using second = await startApi({ ...development, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
		const { errors } = await second.stop('SIGTERM');
		const accepted = errors.match(/was accepted/g) ?? [];
		expect(accepted.length).toBeGreaterThan(1000);
		expect(errors).not.toContain('was rejected');
	});
});

test('production makes no demo account, and its cookie is __Host-session', async () => {
	const made = await run('src/commands/user-create.ts', production(), 'ada@example.com');
	const password = /password {2}(\S+)/.exec(made.output)?.[1] ?? '';
	await using api = await startApi(production());
	const response = await signIn(api, 'ada@example.com', password, 'https://app.example.com');
	expect(response.status).toBe(200);
	expect(response.headers.getSetCookie()).toContainEqual(
		expect.stringMatching(
			/^__Host-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
		),
	);
	expect((await fetch(`${api.url}/docs`)).status).toBe(404);
	expect(api.output()).not.toMatch(/demo/i);
});

test('the dev mailbox shows mail in development, and is nowhere in production', async () => {
	const send = (api: RunningApi, origin: string) =>
		fetch(`${api.url}/auth/passwordless/email/send`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', origin },
			body: JSON.stringify({ email: 'ada@example.com' }),
		});
	const messages = (api: RunningApi) => fetch(`${api.url}/dev/mailbox/messages`);
	{
		await using api = await startApi(development);
		expect((await send(api, WEB_ORIGIN)).status).toBe(200);
		await api.printed(/│ To: +(ada@example\.com)/);
		expect(await (await messages(api)).json()).toMatchObject([
			{ to: 'ada@example.com', sentAt: expect.any(String) as string },
		]);
	}
	// No mail server listens: the API starts and answers all the same.
	await using api = await startApi(production());
	expect((await send(api, 'https://app.example.com')).status).toBe(200);
	await api.printed(/"(mail not delivered)/);
	for (const path of ['', '/', '/messages', '/messages/x/html', '/messages/x/raw']) {
		expect((await fetch(`${api.url}/dev/mailbox${path}`)).status).toBe(404);
	}
	expect(api.output()).not.toContain('ada@example.com');
	const asked = await run('src/main.ts', { ...production(), MAIL_VIA: 'mailbox' });
	expect(asked).toMatchObject({ code: 1, output: '' });
	expect(asked.errors).toMatch(/^MAIL_VIA: .*refused in production\n$/);
});

describe('SIGTERM', () => {
	/** A sign-in whose body is half sent: it runs until the rest comes. */
	async function beginSlowSignIn(port: number) {
		const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' });
		const socket = connect({ host: '127.0.0.1', port });
		let received = '';
		socket.setEncoding('utf8').on('data', (text: string) => (received += text));
		const closed = once(socket, 'close');
		socket.write(
			head(
				'POST /auth/login HTTP/1.1',
				`Origin: ${WEB_ORIGIN}`,
				'Content-Type: application/json',
				`Content-Length: ${String(body.length)}`,
			) + body.slice(0, 10),
		);
		await new Promise((resolve) => setTimeout(resolve, 200));
		return {
			/** Sends the rest, and whatever shall follow on the same connection. */
			async finish(following = ''): Promise<string> {
				socket.write(body.slice(10) + following);
				await closed;
				return received;
			},
		};
	}

	test.each(['SIGTERM', 'SIGINT'] as const)(
		'(%s) finishes what runs, refuses what is new, and exits 0 in time',
		async (signal) => {
			await using api = await startApi(development);
			const slow = await beginSlowSignIn(api.port);
			const idle = connect({ host: '127.0.0.1', port: api.port });
			await once(idle, 'connect');
			const started = performance.now();
			const ended = api.stop(signal);
			await api.printed(/"msg":"stopping"/);
			await expect(fetch(`${api.url}/health/live`)).rejects.toThrow();
			expect(await slow.finish()).toMatch(/^HTTP\/1\.1 401 [^]*"invalid_credentials"/);
			const { code, errors } = await ended;
			expect({ code, errors }).toEqual({ code: 0, errors: '' });
			expect(performance.now() - started).toBeLessThan(3000);
			idle.destroy();
		},
	);

	test('answers a request that follows on an open connection, and closes it then', async () => {
		await using api = await startApi(development);
		const slow = await beginSlowSignIn(api.port);
		const ended = api.stop('SIGTERM');
		await api.printed(/"msg":"stopping"/);
		const received = await slow.finish(head('GET /health/live HTTP/1.1'));
		expect(received.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
		expect(received.toLowerCase()).toContain('connection: close');
		expect((await ended).code).toBe(0);
	});

	test('writes down what was not yet written: when a session was last used', async () => {
		await using api = await startApi(development);
		const cookie = await signInToDemo(api);
		const before = Date.now() - HALF_AN_HOUR_MS;
		const { db } = database.open();
		await db.updateTable('session').set({ last_seen_at: before }).execute();
		expect((await fetch(`${api.url}/users/me`, { headers: { cookie } })).status).toBe(200);
		const { code, output } = await api.stop('SIGTERM');
		expect(code).toBe(0);
		expect(output).not.toContain('"level":"error"');
		const row = await db.selectFrom('session').select('last_seen_at').executeTakeFirstOrThrow();
		expect(row.last_seen_at).toBeGreaterThan(before);
	});

	test('writes the log to its end', async () => {
		await using api = await startApi(development);
		await fetch(`${api.url}/health/live`);
		const { output } = await api.stop('SIGTERM');
		expect(output).toMatch(/"route":"\/health\/live"[^]*"msg":"stopping"[^]*\n$/);
	});
});

describe('a start that cannot succeed', () => {
	test('because the port is taken says so in one line that names API_PORT', async () => {
		const squatter = createServer().listen(0, '127.0.0.1');
		await once(squatter, 'listening');
		const { port } = squatter.address() as AddressInfo;
		const ended = await run('src/main.ts', { ...development, API_PORT: String(port) });
		expect(ended.code).toBe(1);
		expect(ended.errors).toMatch(new RegExp(`^API_PORT: .*127\\.0\\.0\\.1:${String(port)}.*\\n$`));
		squatter.close();
	});

	test('because of its settings says one line for each mistake', async () => {
		const ended = await run('src/main.ts', { ...development, API_PORT: 'x', WEB_ORIGINS: '*' });
		expect(ended).toMatchObject({ code: 1, output: '' });
		expect(ended.errors).toMatch(/^API_PORT: .*\nWEB_ORIGINS: .*\n$/);
	});

	test('because nothing is set, in production, asks for what is missing', async () => {
		const { code, errors } = await run('src/main.ts', {});
		expect(code).toBe(1);
		expect(errors.match(/^[A-Z_]+(?=: )/gm)).toEqual([
			'API_URL',
			'WEB_ORIGINS',
			'SECRET_KEY',
			'MAIL_VIA',
			'MAIL_FROM',
		]);
	});

	test('because no database answers says so without its password', async () => {
		for (const host of ['127.0.0.1', 'localhost', 'no-such-host.invalid']) {
			const DATABASE_URL = `postgres://postern:sesame@${host}:1/postern`;
			const { code, errors } = await run('src/main.ts', { ...development, DATABASE_URL });
			expect(code).toBe(1);
			expect(errors).toMatch(/^DATABASE_URL: .*(ECONNREFUSED|ENOTFOUND|EAI_AGAIN).*\n$/);
			expect(errors).not.toContain('sesame');
		}
	});

	test.runIf(engine === 'sqlite')(
		'because the database file is broken names the file',
		async () => {
			const file = join(development['DATA_DIR'] ?? '', 'postern.sqlite');
			await database.storage.close();
			await rm(`${file}-wal`, { force: true });
			await writeFile(file, 'This was never a database. '.repeat(200));
			const { code, output, errors } = await run('src/main.ts', development);
			expect({ code, output }).toEqual({ code: 1, output: '' });
			expect(errors).toMatch(/^DATA_DIR: .*postern\.sqlite.*not a database\n$/);
		},
	);

	test.runIf(engine === 'sqlite')('because the data folder is a file names it', async () => {
		const file = join(dataDir, 'a-file');
		await writeFile(file, '');
		const { code, errors } = await run('src/main.ts', { ...development, DATA_DIR: file });
		expect(code).toBe(1);
		expect(errors).toMatch(/^DATA_DIR: .*a-file.*\n$/);
	});
});

describe('user:create', () => {
	const create = (...parameters: string[]) =>
		run('src/commands/user-create.ts', development, ...parameters);

	test('makes an account that signs in, from any spelling of its address', async () => {
		const { code, output, errors } = await create(' Ada@Example.com ');
		expect({ code, errors }).toEqual({ code: 0, errors: '' });
		const [, email, password = ''] =
			/^e-mail {4}(\S+)\npassword {2}(\S{12,})\n$/.exec(output) ?? [];
		expect(email).toBe('ada@example.com');
		await using api = await startApi(development);
		expect((await signIn(api, 'ada@example.com', password)).status).toBe(200);
		expect(api.output()).not.toMatch(/demo/i);
	});

	test('refuses an address that has an account, and leaves its password', async () => {
		const first = await create('ada@example.com');
		const again = await create('ADA@example.com');
		expect(again).toMatchObject({
			code: 1,
			output: '',
			errors: 'ada@example.com has an account already.\n',
		});
		await using api = await startApi(development);
		const password = /password {2}(\S+)/.exec(first.output)?.[1] ?? '';
		expect((await signIn(api, 'ada@example.com', password)).status).toBe(200);
	});

	test.each([
		'ada',
		'ada@',
		'@example.com',
		'a@b',
		'ada@example.com,eve@example.com',
		'Ada <ada@example.com>',
		'ad\u0131@example.com',
		'"a b"@example.com',
		'ada@example.com\n',
		'a@b@c.de',
	])('refuses %j in words', async (address) => {
		const { code, output, errors } = await create(address);
		expect({ code, output }).toEqual({ code: 2, output: '' });
		expect(errors).toMatch(/is no e-mail address[^]*Usage: pnpm --filter api user:create/);
	});

	test('without an address says how it is used', async () => {
		const { code, errors } = await create();
		expect({ code, errors }).toEqual({
			code: 2,
			errors: 'Usage: pnpm --filter api user:create person@example.com [--verified]\n',
		});
	});

	test('tells mistakes in the settings as the API does', async () => {
		const settings = { ...development, DATABASE_URL: 'mysql://root:sesame@localhost/x' };
		const { code, errors } = await run('src/commands/user-create.ts', settings, 'ada@example.com');
		expect(code).toBe(1);
		expect(errors).toMatch(/^DATABASE_URL: .*\n$/);
		expect(errors).not.toContain('sesame');
	});
});

describe('the log', () => {
	test('has one JSON line a request, with nothing secret, whatever a client sends', async () => {
		await using api = await startApi({ ...development, LOG_LEVEL: 'trace' });
		const [, email = '', password = ''] = await api.printed(DEMO);
		const cookie = await signInToDemo(api);
		await api.printed(/"route":"\/auth\/login"/);
		const shown = api.output();
		// What the parser lets through of what a terminal would obey: C1 controls, quotes, backslashes.
		const hostile = '\u009b31m"canary\\u001b[31m';
		const requests = [
			head(
				'GET /users/me?token=canary-query HTTP/1.1',
				`Cookie: ${cookie}`,
				'X-Request-Id: canary-id',
			),
			head('GET /users/me HTTP/1.1', 'Authorization: Bearer canary-bearer'),
			head(`GET /nowhere/canary-path%0d%0a%1b[31m HTTP/1.1`, `User-Agent: ${hostile}`),
			head('GET /nowhere HTTP/1.1', 'X-Forwarded-For: canary\u009b2J'),
			head('GET /%ff/canary-broken HTTP/1.1'),
		];
		for (const text of requests) await sendRaw(api.port, Buffer.from(text, 'latin1'), 50);
		await signIn(api, email, 'canary-password');
		await signIn(api, 'canary-email@example.com', password);
		await addTodo(api, cookie, 'canary-title');
		const { output } = await api.stop('SIGTERM');

		const added = output.slice(shown.length);
		for (const text of ['canary', '\u001b', '\u009b', '\r']) expect(added).not.toContain(text);
		expect(added).not.toContain(password);
		expect(added).not.toContain(cookie.slice('session='.length));
		const lines = added
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		const perRequest = lines.filter(({ msg }) => msg === 'request');
		expect(perRequest.map(({ status }) => status)).toEqual([
			200, 401, 404, 404, 400, 401, 401, 201,
		]);
		expect(new Set(perRequest.map(({ requestId }) => requestId)).size).toBe(perRequest.length);
		for (const line of perRequest) {
			expect(line).toMatchObject({
				level: 'info',
				time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
				method: expect.stringMatching(/^[A-Z]+$/) as string,
				ip: '127.0.0.1',
			});
		}
	});
});
