/** A whole journey with secrets nobody else uses; then a search for them wherever they must not be. */
import { readFile } from 'node:fs/promises';
import { hashToken, mintToken } from '@postern/session-token';
import type { LightMyRequestResponse as Response } from 'fastify';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../src/ports/storage.ts';
import { cookieOf, createTestApp, type TestApp, type TestRequest } from './app.ts';
import { engine } from './database.ts';
import { snapshot } from './snapshot.ts';
import { askAgain, createVisitor, type Mailed, wrongCode } from './visitor.ts';
import { codeIn, linkTokenIn } from './mail.ts';

const PASSWORD = 'Wombat-\u00e4"quoted"-7f3c-Canary';
const WRONG_PASSWORD = 'Numbat-\u00e4"quoted"-91be-Canary';
const LONG_PASSWORD = `Quokka-${'x'.repeat(260)}-Canary`;
const STRAY = 'Bilby-5d2a-Canary';

/** The forms in which a secret may turn up. */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		JSON.stringify(secret).slice(1, -1),
		JSON.stringify(JSON.stringify(secret)).slice(3, -3),
		encodeURIComponent(secret),
		bytes.toString('hex'),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
	];
}

/** Six digits are also part of every long number, so a code is looked for where it stands alone. */
function codesIn(text: string, codes: readonly string[]): string[] {
	return codes.filter((code) => new RegExp(`(?<!\\d)${code}(?!\\d)`).test(text));
}

function leaksIn(text: string, secrets: readonly string[]): string[] {
	return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** Everything a thief of the database would hold. */
async function dump(db: Db): Promise<string> {
	return engine === 'sqlite' ? dumpSqlite(db) : dumpPostgres(db);
}

async function dumpSqlite(db: Db): Promise<string> {
	const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(db);
	const path = rows[0]?.file ?? '';
	const files = await Promise.all([path, `${path}-wal`].map((each) => readFile(each, 'latin1')));
	return files.join('\n');
}

async function dumpPostgres(db: Db): Promise<string> {
	const tables = await db.introspection.getTables();
	const texts = await Promise.all(
		tables.map(async ({ name }) => {
			const { rows } = await sql`select each::text from ${sql.table(name)} each`.execute(db);
			return JSON.stringify(rows);
		}),
	);
	return texts.join('\n');
}

/** Sends every request and keeps all that was answered, but for the cookie itself. */
function createTraveller(api: TestApp) {
	const answered: string[] = [];
	let count = 0;
	return {
		answered,
		count: () => count,
		async send(request: TestRequest): Promise<Response> {
			const response = await api.send(request);
			const { 'set-cookie': _, ...headers } = response.headers;
			answered.push(response.body, JSON.stringify(headers));
			count += 1;
			return response;
		},
	};
}

type Traveller = ReturnType<typeof createTraveller>;

const login = (payload: unknown, cookie?: string): TestRequest => ({
	method: 'POST',
	url: '/auth/login',
	headers: { 'content-type': 'application/json' },
	payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
	...(cookie === undefined ? {} : { cookie }),
});

/** Every way a sign-in can go wrong before anything is broken. */
async function failToSignIn({ send }: Traveller, email: string): Promise<number[]> {
	const statuses: number[] = [];
	for (const request of [
		login({ email, password: WRONG_PASSWORD }),
		login({ email: 'nobody@example.com', password: PASSWORD }),
		login({ email: `${STRAY}@@example.com`, password: PASSWORD }),
		login({ email, password: LONG_PASSWORD }),
		login({ email: [STRAY], password: { [STRAY]: PASSWORD } }),
		login({ email, password: PASSWORD, more: STRAY }),
		login(`{"email":"${email}","password":"${STRAY}`),
		login(`{"email":"${email}","password":"${STRAY}","__proto__":{}}`),
		{ ...login(`password=${STRAY}`), headers: { 'content-type': 'text/plain' } },
		{ ...login({ email, password: PASSWORD }), headers: { origin: 'https://evil.example' } },
		login({ email, password: PASSWORD, padding: STRAY.repeat(10_000) }),
	]) {
		statuses.push((await send(request)).statusCode);
	}
	return statuses;
}

/** Secrets in places where they do not belong. */
async function misplaceSecrets({ send }: Traveller, token: string): Promise<void> {
	const { url: _, ...me } = { url: '', headers: { authorization: `Bearer ${token}` } };
	for (const request of [
		{ ...me, url: `/users/me?token=${token}&password=${encodeURIComponent(PASSWORD)}` },
		{ ...me, url: `/todos/${STRAY}?session=${token}` },
		{ url: `/nowhere/${token}/${STRAY}` },
		{ url: `/users/me`, headers: { authorization: `Basic ${STRAY}` } },
		{ url: `/users/me`, headers: { authorization: `Bearer ${mintToken()}`, 'x-api-key': STRAY } },
		{ url: `/users/me`, cookie: `session=${token}; session=${STRAY}` },
		{ url: `/users/me`, headers: { 'x-request-id': STRAY, 'user-agent': STRAY, referer: STRAY } },
	]) {
		await send(request);
	}
}

test('no password, token or cookie is logged, stored or answered, whatever happens', async () => {
	await using api = await createTestApp();
	const traveller = createTraveller(api);
	const { send } = traveller;
	const { db } = api.storage;
	const { email, userId } = await api.createPerson();
	await api.services.passwords.set(userId, PASSWORD);

	const signedIn = await send(login({ email, password: PASSWORD }));
	const cookie = cookieOf(signedIn);
	const token = cookie.slice('session='.length);
	expect((await send({ url: '/users/me', cookie })).statusCode).toBe(200);
	const statuses = await failToSignIn(traveller, email);
	expect(new Set(statuses)).toEqual(new Set([401, 422, 400, 415, 403, 413]));
	await misplaceSecrets(traveller, token);

	const again = cookieOf(await send(login({ email, password: PASSWORD }, cookie)));
	const secondToken = again.slice('session='.length);
	await send({ url: '/users/me', cookie });
	await send({ method: 'POST', url: '/todos', cookie: again, payload: { title: 'a to-do' } });
	const stored = await dump(db);

	// The database breaks in earnest: the errors are the engine's own.
	await sql`alter table session rename to session_gone`.execute(db);
	for (const request of [
		login({ email, password: PASSWORD }),
		login({ email, password: PASSWORD }, again),
		{ url: '/users/me', cookie: again },
		{ method: 'POST', url: '/auth/logout', cookie: again } as const,
	]) {
		expect((await send(request)).statusCode).toBe(500);
	}
	await sql`alter table session_gone rename to session`.execute(db);
	await sql`alter table password rename to password_gone`.execute(db);
	expect((await send(login({ email, password: PASSWORD }))).statusCode).toBe(500);
	await sql`alter table password_gone rename to password`.execute(db);
	expect((await send({ method: 'POST', url: '/auth/logout', cookie: again })).statusCode).toBe(204);

	const secrets = [PASSWORD, WRONG_PASSWORD, LONG_PASSWORD, STRAY, token, secondToken];
	const logs = JSON.stringify(api.logLines());
	const hash = hashToken(secondToken);
	// The journey was logged and stored: a search of nothing would find nothing.
	const lines = api.logLines();
	expect(lines.filter(({ msg }) => msg === 'request').length).toBe(traveller.count());
	expect(lines.filter(({ msg }) => msg === 'internal_error')).toHaveLength(5);
	expect(stored).toContain(hash);
	expect(stored).toContain('$argon2id$');
	for (const secret of secrets) {
		expect(leaksIn(`before ${JSON.stringify({ secret })} after`, secrets)).toContain(secret);
	}

	expect(leaksIn(logs, [...secrets, hash, '$argon2id$'])).toEqual([]);
	expect(leaksIn(stored, secrets)).toEqual([]);
	expect(leaksIn(await dump(db), secrets)).toEqual([]);
	const answers = traveller.answered.join('\n');
	// A validation error names the field that is not expected, which is the client's own word.
	expect(leaksIn(answers, [PASSWORD, WRONG_PASSWORD, LONG_PASSWORD, token, secondToken])).toEqual(
		[],
	);
	expect(leaksIn(answers, [hash, '$argon2id$', 'session_gone', 'no such table'])).toEqual([]);
});

const PATH = '/auth/passwordless/email';

/** Every way a link and a code can be shown where they do not belong. */
async function misplaceMail(
	{ send }: Traveller,
	{ id, code, token }: Mailed,
	browser: string,
): Promise<void> {
	const post = (path: string, payload: unknown, more: object = {}): TestRequest => ({
		method: 'POST',
		url: `${PATH}/${path}`,
		headers: { 'content-type': 'application/json' },
		payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
		...more,
	});
	for (const request of [
		post('verify/link', { token }),
		post('verify/link', { token }, { headers: { origin: 'https://evil.example' } }),
		post('verify/link', { token: `${token}${token}x` }),
		post('verify/link', { token, more: code }),
		post('verify/link', `{"token":"${token}`),
		post('verify/link', `token=${token}`, { headers: { 'content-type': 'text/plain' } }),
		post('verify/link', { token, padding: token.repeat(2000) }),
		post('verify/code', { authRequestId: id, code: `${code}${code}` }),
		post('verify/code', { authRequestId: token, code }),
		post('verify/code', { authRequestId: id, code }),
		post('verify/code', `{"authRequestId":"${id}","code":"${code}"`),
		post('resend', { authRequestId: token }),
		post('send', { email: `${token}@@example.com` }),
		post('send', { email: 'ada@example.com', redirectTo: `//${token}/${code}` }),
		{ url: `${PATH}/requests/${token}?code=${code}&browser=${browser}` },
		{ url: `${PATH}/verify/link?t=${token}&code=${code}` },
		{ url: `/link/${token}/${code}` },
		{
			url: '/users/me',
			headers: { authorization: `Bearer ${token}`, referer: `/link#t=${token}` },
		},
		{ url: '/users/me', cookie: `session=${token}; browser=${browser}; browser=${browser}` },
	]) {
		await send(request);
	}
}

test('no link, code or browser cookie is logged, stored or answered, whatever happens', async () => {
	await using api = await createTestApp({
		rateLimitCredentialsPerMinute: 1000,
		passwordlessType: 'LINK_CODE',
	});
	const { db } = api.storage;
	const traveller = createTraveller(api);
	const ada = createVisitor(traveller);
	const broken: number[] = [];

	/** Breaks a table in earnest, as the other journey does. */
	async function without(
		table: 'auth_request' | 'outbox_mail' | 'budget' | 'session',
		work: () => Promise<Response>,
	) {
		await sql`alter table ${sql.table(table)} rename to gone`.execute(db);
		broken.push((await work()).statusCode);
		await sql`alter table gone rename to ${sql.table(table)}`.execute(db);
	}

	const { authRequestId: id } = await ada.ask('ada@example.com', '/todos');
	// The mail waits in the table, and its secrets with it.
	const waiting = (await dump(db)) + (await snapshot(db));
	const mail = await api.mail.next('ada@example.com');
	const first: Mailed = { id, mail, code: codeIn(mail), token: linkTokenIn(mail) };
	const browser = ada.cookies.get('browser') ?? '';
	await ada.find(id);
	await ada.verifyCode(id, wrongCode(first.code));
	await misplaceMail(traveller, first, browser);
	await without('auth_request', () => ada.find(id));
	await without('auth_request', () => ada.verifyLink(first.token));
	await without('budget', () => ada.verifyCode(id, first.code));
	await without('session', () => ada.verifyCode(id, first.code));
	await without('session', () => ada.verifyLink(first.token));
	api.clock.advance(60_000);
	await without('outbox_mail', () => ada.resend(id));
	await without('outbox_mail', () => ada.send('ada@example.com'));
	const second = await askAgain(api, ada, first);
	await ada.verifyLink(first.token);
	expect((await ada.verifyCode(id, second.code)).statusCode).toBe(200);
	await ada.verifyLink(second.token);
	await misplaceMail(traveller, second, browser);
	expect(broken).toEqual(broken.map(() => 500));

	const secrets = [browser, first.token, second.token, ada.cookies.get('session') ?? ''];
	const codes = [first.code, second.code];
	const hashes = secrets.map(hashToken);
	const stored = (await dump(db)) + (await snapshot(db));
	const lines = JSON.stringify(api.logLines());
	const answers = traveller.answered.join('\n');
	// A search of nothing would find nothing.
	expect(lines).toContain('"route":"/auth/passwordless/email/verify/code"');
	expect(lines).toContain('"msg":"mail delivered"');
	expect(stored).toContain(hashes[0]);
	expect(stored).toContain(hashes[2]);
	expect(codesIn(`"${first.code}"`, codes)).toEqual([first.code]);

	for (const text of [waiting, stored]) {
		expect(leaksIn(text, secrets)).toEqual([]);
		expect(codesIn(text, codes)).toEqual([]);
	}
	expect(leaksIn(lines, [...secrets, ...hashes, id])).toEqual([]);
	expect(codesIn(lines, codes)).toEqual([]);
	expect(leaksIn(answers, [...secrets, ...hashes])).toEqual([]);
	expect(codesIn(answers, codes)).toEqual([]);
});

test('no password that is set, changed or reset, and no link to one, is logged, stored or answered', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1000, mailsPerMinute: 9 });
	const { db } = api.storage;
	const traveller = createTraveller(api);
	const { email, cookie: first } = await api.signIn();
	const passwords = ['Potoroo', 'Bettong', 'Bandicoot'].map(
		(name) => `${name} \u00e4"q"-4c1d-Canary`,
	);
	const [changed = '', reset = '', refused = ''] = passwords;
	const put = (payload: object, cookie: string) =>
		traveller.send({ method: 'PUT', url: '/users/me/password', cookie, payload });
	const post = (path: string, payload: object) =>
		traveller.send({ method: 'POST', url: `/auth/password/reset${path}`, payload });

	await put({ newPassword: changed, currentPassword: refused }, first);
	await put({ newPassword: `${email} ${refused}` }, first);
	await put({ newPassword: refused, [refused]: refused }, first);
	const second = cookieOf(await put({ newPassword: changed }, first));
	await put({ newPassword: refused }, first);
	await post('/send', { email });
	// The mail waits in the table, and its link with it.
	const waiting = (await dump(db)) + (await snapshot(db));
	const { text } = await api.mail.next(email, /^Choose a new/);
	const token = /\/reset#t=([\w-]{43})\b/.exec(text)?.[1] ?? '';
	await post('/check', { token });
	await post('/check', { token: `${token}${token}` });
	await post('', { token, newPassword: `${email} ${refused}` });
	await post('', { token, newPassword: refused, more: refused });
	await sql`alter table password rename to gone`.execute(db);
	expect((await post('', { token, newPassword: refused })).statusCode).toBe(500);
	expect((await put({ newPassword: refused }, second)).statusCode).toBe(500);
	await sql`alter table gone rename to password`.execute(db);
	expect((await post('', { token, newPassword: reset })).statusCode).toBe(200);
	await post('', { token, newPassword: refused });
	await api.mail.next(email, /was reset/);

	const secrets = [...passwords, token, ...[first, second].map((each) => each.slice(8))];
	const stored = (await dump(db)) + (await snapshot(db));
	const lines = JSON.stringify(api.logLines());
	const answers = traveller.answered.join('\n');
	const mails = JSON.stringify(api.mail.delivered.filter(({ subject }) => subject.includes('was')));
	// A search of nothing would find nothing.
	expect(token).toHaveLength(43);
	expect(stored).toContain(hashToken(token));
	expect(lines).toContain('"event":"password_reset"');
	expect(mails).toContain('was reset');

	for (const each of [waiting, stored, mails]) expect(leaksIn(each, secrets)).toEqual([]);
	expect(leaksIn(lines, [...secrets, hashToken(token), '$argon2id$'])).toEqual([]);
	// A validation error names the field that is not expected, which is the client's own word.
	const others = secrets.filter((secret) => secret !== refused);
	expect(leaksIn(answers, [...others, hashToken(token), '$argon2id$'])).toEqual([]);
});

test('no secret of joining, moving and leaving is logged, stored or answered', async () => {
	await using api = await createTestApp({
		...{ rateLimitCredentialsPerMinute: 1000, mailsPerMinute: 99, mailsPerHour: 99 },
	});
	const { db } = api.storage;
	const traveller = createTraveller(api);
	const [ada, other] = [createVisitor(traveller), createVisitor(traveller)];
	const [old, moved] = ['mia@example.com', 'mia@moved.example'];
	const password = 'Pademelon \u00e4"q"-77e0-Canary';
	const secrets = [password];
	const codes: string[] = [];
	/** Sends it broken, too long and elsewhere first, then as it should be. */
	async function post(path: string, payload: Record<string, string>, by = ada): Promise<Response> {
		for (const [name, value] of Object.entries(payload)) {
			await by.request({
				method: 'POST',
				url: path,
				payload: { ...payload, [name]: value.repeat(9) },
			});
			await by.request({ url: `${path}/${encodeURIComponent(value)}?${name}=x` });
		}
		return by.request({ method: 'POST', url: path, payload });
	}
	async function mailed(to: string, subject?: RegExp) {
		const waiting = (await dump(db)) + (await snapshot(db));
		const { text } = await api.mail.next(to, subject);
		const code = /^\s*(\d{6})\s*$/m.exec(text)?.[1] ?? '';
		const token = /#t=([\w-]{43})\b/.exec(text)?.[1] ?? '';
		secrets.push(token);
		if (code !== '') codes.push(code);
		expect(leaksIn(waiting, secrets)).toEqual([]);
		expect(codesIn(waiting, codes)).toEqual([]);
		return { code, token };
	}

	const wish = { method: 'POST', url: '/auth/register/send' } as const;
	await ada.request({ ...wish, payload: { email: old, password, more: password } });
	await ada.request({ ...wish, payload: { email: password, password } });
	const registered = await ada.request({ ...wish, payload: { email: old, password } });
	const joining = registered.json<{ authRequestId: string }>();
	const first = await mailed(old, /account|Sign/i);
	await post('/auth/register/verify/link', { token: first.token }, other);
	const { authRequestId } = joining;
	const entered = await ada.request({
		...{ method: 'POST', url: '/auth/register/verify/code' },
		payload: { authRequestId, code: first.code },
	});
	expect(entered.statusCode).toBe(200);
	secrets.push(ada.cookies.get('session') ?? '', ada.cookies.get('browser') ?? '');

	expect((await other.request(login({ email: old, password }))).statusCode).toBe(200);
	const notMe = await mailed(old, /^New sign-in/);
	expect((await post('/auth/not-me', { token: notMe.token }, other)).statusCode).toBe(204);

	const path = '/users/me/email/change';
	const sent = await ada.request({
		method: 'POST',
		url: `${path}/send`,
		payload: { email: moved },
	});
	const change = await mailed(moved);
	const proof = { ...sent.json<{ authRequestId: string }>(), code: change.code };
	const payload = { authRequestId: proof.authRequestId, code: proof.code };
	await post(`${path}/verify/link`, { token: change.token }, other);
	const changed = await ada.request({ method: 'POST', url: `${path}/verify/code`, payload });
	expect(changed.statusCode).toBe(200);
	secrets.push(ada.cookies.get('session') ?? '');
	const undo = await mailed(old, /address/);
	expect((await ada.request({ url: '/users/me/export' })).statusCode).toBe(200);
	expect((await ada.request({ method: 'POST', url: '/users/me/deletion' })).statusCode).toBe(200);
	expect((await post('/auth/email-change/undo', { token: undo.token }, other)).statusCode).toBe(
		200,
	);

	const hashes = secrets.map(hashToken);
	const stored = (await dump(db)) + (await snapshot(db));
	const lines = JSON.stringify(api.logLines());
	const answers = traveller.answered.join('\n');
	// A search of nothing would find nothing.
	expect(secrets.filter((secret) => secret.length < 25)).toEqual([]);
	expect(codes).toHaveLength(2);
	expect(stored).toContain(hashToken(undo.token));
	expect(answers).toContain('"exportedAt"');
	expect(lines).toContain('"event":"email_change_undone"');

	expect(leaksIn(stored, secrets)).toEqual([]);
	expect(leaksIn(lines, [...secrets, ...hashes, '$argon2id$'])).toEqual([]);
	expect(leaksIn(answers, [...secrets, ...hashes, '$argon2id$'])).toEqual([]);
	for (const text of [stored, lines, answers]) expect(codesIn(text, codes)).toEqual([]);
});
