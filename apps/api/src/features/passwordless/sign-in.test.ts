import { hashToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import {
	askFor,
	createVisitor,
	type Mailed,
	setCookiesOf,
	type Visitor,
	wrongCode,
} from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const MINUTE_MS = 60_000;

const usersOf = ({ storage }: TestApp) =>
	storage.db.selectFrom('user').select(['id', 'email']).orderBy('email').execute();

const sessionsOf = ({ storage }: TestApp) =>
	storage.db
		.selectFrom('session')
		.select(['user_id', 'method', 'token_hash', 'ended_at', 'end_reason'])
		.orderBy('created_at')
		.execute();

type Secrets = Pick<Mailed, 'id' | 'code' | 'token'>;

/** The two ways to sign in with one mail. */
const ways = {
	code: ({ verifyCode }: Visitor, { id, code }: Secrets) => verifyCode(id, code),
	link: ({ verifyLink }: Visitor, { token }: Secrets) => verifyLink(token),
};
const WAYS = ['code', 'link'] as const;

describe.each(WAYS)('the %s', (way) => {
	test('signs in somebody who has an account', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson(EMAIL);
		const ada = createVisitor(api);
		const signedIn = await ways[way](ada, await askFor(api, ada));
		expect({ status: signedIn.statusCode, body: signedIn.json<unknown>() }).toEqual({
			status: 200,
			body: { userId, email: EMAIL, redirectTo: null },
		});
		const me = await ada.request({ url: '/users/me' });
		expect(me.json()).toMatchObject({ id: userId, email: EMAIL });
		expect(await usersOf(api)).toEqual([{ id: userId, email: EMAIL }]);
	});

	test('makes the account of somebody who has none', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(await usersOf(api)).toEqual([]);
		const signedIn = await ways[way](ada, mailed);
		const { userId } = signedIn.json<{ userId: string }>();
		expect(await usersOf(api)).toEqual([{ id: userId, email: EMAIL }]);
		const me = await ada.request({ url: '/users/me' });
		expect(me.json()).toMatchObject({ id: userId, email: EMAIL, name: null });
	});

	test('starts one session that says how it began, and keeps no token', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const signedIn = await ways[way](ada, await askFor(api, ada));
		const token = ada.cookies.get('session') ?? '';
		expect(setCookiesOf(signedIn)).toEqual([
			`session=${token}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`,
			expect.stringMatching(/^browser=/),
		]);
		expect(signedIn.body).not.toContain(token);
		const { userId } = signedIn.json<{ userId: string }>();
		expect(await sessionsOf(api)).toEqual([
			{
				user_id: userId,
				method: way,
				token_hash: hashToken(token),
				ended_at: null,
				end_reason: null,
			},
		]);
	});

	test('gives a new token and ends the session that the browser held', async () => {
		await using api = await createTestApp();
		const grace = await api.signIn('grace@example.com');
		const browser = createVisitor(api);
		const [name = '', old = ''] = grace.cookie.split('=');
		browser.cookies.set(name, old);
		const signedIn = await ways[way](browser, await askFor(api, browser));
		expect(signedIn.statusCode).toBe(200);
		expect(browser.cookies.get('session')).not.toBe(old);
		const late = await api.send({ url: '/users/me', cookie: grace.cookie });
		expectProblem(late, 401, 'session_ended');
		expect(late.json()).toMatchObject({ reason: 'replaced' });
	});

	test('that is not right leaves the session that the browser holds', async () => {
		await using api = await createTestApp();
		const grace = await api.signIn('grace@example.com');
		const browser = createVisitor(api);
		browser.cookies.set('session', grace.cookie.split('=')[1] ?? '');
		const mailed = await askFor(api, browser);
		const token = mailed.token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
		const refused = await ways[way](browser, {
			id: mailed.id,
			code: wrongCode(mailed.code),
			token,
		});
		expect(refused.statusCode).toBeGreaterThanOrEqual(400);
		expect((await api.send({ url: '/users/me', cookie: grace.cookie })).statusCode).toBe(200);
	});

	test.each(WAYS)('ends the %s of the same mail with its first use', async (other) => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect((await ways[way](ada, mailed)).statusCode).toBe(200);
		const before = await snapshot(api.storage.db);
		expectProblem(await ways[other](ada, mailed), 410, 'auth_request_used');
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await ada.find(mailed.id)).json()).toMatchObject({ status: 'used' });
	});

	test('works until its ten minutes are over, and not for a millisecond more', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const [first, second] = [await askFor(api, ada), await askFor(api, ada)];
		api.clock.advance(10 * MINUTE_MS - 1);
		expect((await ada.find(first.id)).json()).toMatchObject({ status: 'pending', expiresIn: 1 });
		expect((await ways[way](ada, first)).statusCode).toBe(200);
		api.clock.advance(1);
		const before = await snapshot(api.storage.db);
		expect((await ada.find(second.id)).json()).toMatchObject({ status: 'expired', expiresIn: 0 });
		expectProblem(await ways[way](ada, second), 410, 'auth_request_expired');
		expect(await snapshot(api.storage.db)).toBe(before);
		// The clock moves, the session does not end with the request.
		expect((await ada.request({ url: '/users/me' })).statusCode).toBe(200);
	});

	test('that was used says so after its ten minutes, too', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		await ways[way](ada, mailed);
		api.clock.advance(11 * MINUTE_MS);
		expectProblem(await ways[way](ada, mailed), 410, 'auth_request_used');
	});

	test('leads back to where the person wanted to be: path, query and hash', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const wanted = '/todos/7?filter=open&q=a%20b#notes';
		const signedIn = await ways[way](ada, await askFor(api, ada, EMAIL, wanted));
		expect(signedIn.json()).toMatchObject({ redirectTo: wanted });
	});

	test('signs in to the account of the address, however it was spelt', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson(EMAIL);
		const ada = createVisitor(api);
		const signedIn = await ways[way](ada, await askFor(api, ada, '  ADA@Example.COM\t'));
		expect(signedIn.json()).toMatchObject({ userId, email: EMAIL });
		expect(api.mail.delivered.map(({ to }) => to)).toEqual([EMAIL]);
	});

	test('ends a session like any other at sign-out', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		await ways[way](ada, await askFor(api, ada));
		const kept = ada.cookies.get('session') ?? '';
		await ada.request({ method: 'POST', url: '/auth/logout' });
		expect(ada.cookies.has('session')).toBe(false);
		const late = await api.send({ url: '/users/me', cookie: `session=${kept}` });
		expectProblem(late, 401, 'session_ended');
	});
});

test('secrets that nobody was ever mailed are told apart from those that are over', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, token } = await askFor(api, ada);
	const stranger = token.split('').reverse().join('');
	for (const unknown of [stranger, 'x', '\u0000', id, hashToken(token), 'a'.repeat(100)]) {
		expectProblem(await ada.verifyLink(unknown), 404, 'link_not_valid');
	}
	for (const unknown of [token, 'x', '\u0000', '\ud800', hashToken(id), 'a'.repeat(200)]) {
		expectProblem(await ada.verifyCode(unknown, '123456'), 404, 'auth_request_not_found');
		expectProblem(await ada.resend(unknown), 404, 'auth_request_not_found');
	}
	expectProblem(await ada.find('a'.repeat(200)), 404, 'auth_request_not_found');
	expectProblem(await ada.find('%00'), 404, 'auth_request_not_found');
	expectProblem(await ada.verifyLink('a'.repeat(101)), 422, 'invalid_request');
	expectProblem(await ada.verifyCode('a'.repeat(201), '123456'), 422, 'invalid_request');
});

test('what is not six digits is no code, and costs no try', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id } = await askFor(api, ada);
	const fullWidth = '１２３４５６';
	for (const code of ['12345', '1234567', '12345a', ' 123456', '123456\n', fullWidth, '', '1e5']) {
		const refused = await ada.verifyCode(id, code);
		expectProblem(refused, 422, 'invalid_request');
		expect(refused.json(), code).toMatchObject({ errors: [{ path: 'code' }] });
	}
	expect((await ada.find(id)).json()).toMatchObject({ triesLeft: 5 });
});

test('a wrong code says how many tries are left, and the right one still works', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, code } = await askFor(api, ada);
	for (const triesLeft of [4, 3, 2, 1]) {
		const refused = await ada.verifyCode(id, wrongCode(code));
		expectProblem(refused, 401, 'code_wrong');
		expect(refused.json()).toMatchObject({ triesLeft });
		expect((await ada.find(id)).json()).toMatchObject({ status: 'pending', triesLeft });
	}
	expect((await ada.verifyCode(id, code)).statusCode).toBe(200);
});

test('the secrets of one request open no other', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const [first, second] = [
		await askFor(api, ada, 'ada@example.com'),
		await askFor(api, ada, 'grace@example.com'),
	];
	expectProblem(await ada.verifyCode(first.id, second.code), 401, 'code_wrong');
	const signedIn = await ada.verifyLink(second.token);
	expect(signedIn.json()).toMatchObject({ email: 'grace@example.com' });
	expect((await ada.verifyCode(first.id, first.code)).json()).toMatchObject({
		email: 'ada@example.com',
	});
});

test('what the browser is told of its request is true at every moment', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const sent = await ada.ask(EMAIL);
	expect(sent).toEqual({
		authRequestId: sent.authRequestId,
		passwordlessType: 'LINK_CODE',
		expiresIn: 600,
		resendAfter: 60,
	});
	const fresh = {
		authRequestId: sent.authRequestId,
		status: 'pending',
		email: EMAIL,
		passwordlessType: 'LINK_CODE',
		expiresIn: 600,
		resendAfter: 60,
		triesLeft: 5,
	};
	expect((await ada.find(sent.authRequestId)).json()).toEqual(fresh);
	api.clock.advance(1500);
	expect((await ada.find(sent.authRequestId)).json()).toEqual({
		...fresh,
		expiresIn: 599,
		resendAfter: 59,
	});
	api.clock.advance(2 * MINUTE_MS);
	expect((await ada.find(sent.authRequestId)).json()).toMatchObject({
		expiresIn: 479,
		resendAfter: 0,
	});
});
