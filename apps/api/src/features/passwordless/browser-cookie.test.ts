/** The cookie by which a browser is known again, from asking for a mail until using it. */
import { hashToken, mintToken } from '@postern/session-token';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { askFor, createVisitor, setCookiesOf } from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const MINUTE_MS = 60_000;
const CHARACTERS = 43;

const starterHashes = async ({ storage }: TestApp) =>
	(await storage.db.selectFrom('auth_request').select('starter_hash').execute()).map(
		({ starter_hash: hash }) => hash,
	);

test.each([
	[
		'http://localhost:8000',
		/^browser=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/,
	],
	[
		'https://api.example.com',
		/^__Host-browser=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
	],
	[
		'https://localhost:8000',
		/^__Host-browser=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
	],
])('at %s it is as strict as a browser allows', async (apiUrl, pattern) => {
	await using api = await createTestApp({ apiUrl });
	const ada = createVisitor(api);
	const sent = await ada.send(EMAIL);
	expect(setCookiesOf(sent)).toEqual([expect.stringMatching(pattern)]);
	const [secret = ''] = ada.cookies.values();
	expect(sent.body).not.toContain(secret);
	expect(await starterHashes(api)).toEqual([hashToken(secret)]);
	const id = sent.json<{ authRequestId: string }>().authRequestId;
	expect((await ada.find(id)).statusCode).toBe(200);
});

test('it is one for all requests of a browser, so that two tabs live side by side', async () => {
	await using api = await createTestApp();
	const browser = createVisitor(api);
	const one = await askFor(api, browser, 'ada@example.com');
	const secret = browser.cookies.get('browser');
	const other = await askFor(api, browser, 'grace@example.com');
	expect(browser.cookies.get('browser')).toBe(secret);
	expect((await browser.verifyCode(one.id, one.code)).statusCode).toBe(200);
	expect((await browser.verifyLink(other.token)).statusCode).toBe(200);
});

test('it lives on with every mail that is asked for and every sign-in, and is not touched by anything else', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, code } = await askFor(api, ada);
	const secret = ada.cookies.get('browser') ?? '';
	api.clock.advance(MINUTE_MS);
	expect(setCookiesOf(await ada.resend(id))).toEqual([
		`browser=${secret}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax`,
	]);
	expect(setCookiesOf(await ada.find(id))).toEqual([]);
	expect(setCookiesOf(await ada.verifyCode(id, code === '000000' ? '000001' : '000000'))).toEqual(
		[],
	);
	const fresh = await api.mail.nextCode(EMAIL);
	const [session, ...more] = setCookiesOf(await ada.verifyCode(id, fresh));
	expect(session).toMatch(/^session=/);
	expect(more).toEqual([`browser=${secret}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax`]);
});

test('a refusal sets none', async () => {
	await using api = await createTestApp({ mailsPerMinute: 1 });
	const ada = createVisitor(api);
	await ada.ask(EMAIL);
	const newcomer = createVisitor(api);
	const refused = await newcomer.send(EMAIL);
	expectProblem(refused, 429, 'mails_limited');
	expectProblem(await newcomer.send('nobody'), 422, 'invalid_request');
	expectProblem(await newcomer.send(EMAIL, '//evil.example'), 422, 'invalid_request');
	expect(newcomer.cookies.size).toBe(0);
});

/** What could be planted, as `Cookie` carries it; none of it has the shape of a secret of ours. */
const MALFORMED: Readonly<Record<string, string>> = {
	empty: 'browser=',
	short: `browser=${'a'.repeat(CHARACTERS - 1)}`,
	long: `browser=${'a'.repeat(CHARACTERS + 1)}`,
	'of other characters': `browser=${'!'.repeat(CHARACTERS)}`,
	quoted: `browser="${'a'.repeat(CHARACTERS)}"`,
	encoded: `browser=%61${'a'.repeat(CHARACTERS - 1)}`,
	'of another case': `Browser=${'a'.repeat(CHARACTERS)}`,
	prefixed: `__Host-browser=${'a'.repeat(CHARACTERS)}`,
	'there twice': `browser=${'a'.repeat(CHARACTERS)}; browser=${'b'.repeat(CHARACTERS)}`,
	'there twice, alike': `browser=${'a'.repeat(CHARACTERS)}; browser=${'a'.repeat(CHARACTERS)}`,
	'there twice, once empty': `browser=${'a'.repeat(CHARACTERS)}; browser=`,
};

describe('a cookie that was planted is not adopted when it is', () => {
	let api: TestApp;
	beforeAll(async () => {
		api = await createTestApp({ mailsPerMinute: 100, mailsPerHour: 100 });
	});
	afterAll(() => api[Symbol.asyncDispose]());

	test.each(Object.keys(MALFORMED))('%s', async (name) => {
		const cookie = MALFORMED[name] ?? '';
		const sent = await api.send({
			method: 'POST',
			url: '/auth/passwordless/email/send',
			cookie,
			payload: { email: EMAIL },
		});
		const [, secret = ''] = /^browser=([\w-]{43});/.exec(setCookiesOf(sent)[0] ?? '') ?? [];
		expect(cookie).not.toContain(secret);
		expect(await starterHashes(api)).toContain(hashToken(secret));
		const id = sent.json<{ authRequestId: string }>().authRequestId;
		const planted = await api.send({ url: `/auth/passwordless/email/requests/${id}`, cookie });
		expectProblem(planted, 404, 'auth_request_not_found');
	});
});

test('two of one name open nothing, though one of them is right', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, code, token } = await askFor(api, ada);
	const right = `browser=${ada.cookies.get('browser') ?? ''}`;
	for (const cookie of [`${right}; browser=${mintToken()}`, `browser=x; ${right}`]) {
		const eve = createVisitor(api, { headers: { cookie } });
		expectProblem(await eve.find(id), 404, 'auth_request_not_found');
		expectProblem(await eve.verifyCode(id, code), 404, 'auth_request_not_found');
		expectProblem(await eve.verifyLink(token), 403, 'link_other_browser');
	}
});

test('a session is no browser, and a browser no session', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, code, token } = await askFor(api, ada);
	const secret = ada.cookies.get('browser') ?? '';
	for (const cookie of [`session=${secret}`, `browser=${id}`, `browser=${token}`]) {
		const eve = createVisitor(api, { headers: { cookie } });
		expectProblem(await eve.verifyCode(id, code), 404, 'auth_request_not_found');
	}
	await ada.verifyCode(id, code);
	const session = ada.cookies.get('session') ?? '';
	const mixed = createVisitor(api, { headers: { cookie: `browser=${session}` } });
	expectProblem(await mixed.find(id), 404, 'auth_request_not_found');
	const me = await api.send({ url: '/users/me', cookie: `session=${secret}` });
	expectProblem(me, 401, 'no_session');
});
