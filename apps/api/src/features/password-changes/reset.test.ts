// cspell:ignore Neues Passwort wählen
import type { LightMyRequestResponse as Response } from 'fastify';
import { describe, expect, test } from 'vitest';
import { cookieOf, createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, namesInTrail, trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { MINUTE_MS } from '../../ports/clock.ts';

const PATH = '/auth/password/reset';
const NEW = 'lamp river cloud kettle';
const EMAIL = 'ada@example.com';

const post = (api: TestApp, path: string, payload: object, headers = {}): Promise<Response> =>
	api.send({ method: 'POST', url: `${PATH}${path}`, payload, headers });
const send = (api: TestApp, email = EMAIL, headers = {}) => post(api, '/send', { email }, headers);
const check = (api: TestApp, token: string) => post(api, '/check', { token });
const reset = (api: TestApp, token: string, newPassword = NEW) =>
	post(api, '', { token, newPassword });
const signIn = (api: TestApp, email: string, password: string) =>
	api.send({ method: 'POST', url: '/auth/login', payload: { email, password } });
const tokenIn = (text: string) => /\/reset#t=([\w-]{43})\b/.exec(text)?.[1] ?? '';

/** Asks for a link and takes it from the mail. */
async function ask(api: TestApp, email = EMAIL): Promise<string> {
	expect((await send(api, email)).statusCode).toBe(200);
	const token = tokenIn((await api.mail.next(email, /^Choose a new/)).text);
	expect(token).not.toBe('');
	return token;
}

test('a forgotten password is replaced with the link of a mail, in any browser, and nobody is signed in', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const token = await ask(api);
	const looked = await check(api, token);
	expect(looked.json()).toEqual({ email: EMAIL, expiresIn: 900 });
	const done = await reset(api, token);
	expect(done.json()).toEqual({ email: EMAIL });
	expect(done.headers).not.toHaveProperty('set-cookie');
	expect((await signIn(api, EMAIL, NEW)).statusCode).toBe(200);
	expectProblem(await signIn(api, EMAIL, ada.password), 401, 'invalid_credentials');
});

test('an account that never had a password gets one', async () => {
	await using api = await createTestApp();
	await api.services.users.create(EMAIL);
	await reset(api, await ask(api));
	expect((await signIn(api, EMAIL, NEW)).statusCode).toBe(200);
});

test('the address is verified with it, and the account has the new password alone', async () => {
	await using api = await createTestApp();
	const eve = await api.signIn(EMAIL, { isVerified: false });
	await reset(api, await ask(api));
	expectProblem(await api.send({ url: '/users/me', cookie: eve.cookie }), 401, 'session_ended');
	expectProblem(await signIn(api, EMAIL, eve.password), 401, 'invalid_credentials');
	const ada = cookieOf(await signIn(api, EMAIL, NEW));
	expect((await api.send({ url: '/users/me', cookie: ada })).json()).toMatchObject({
		isEmailVerified: true,
	});
});

test('every session ends, and so does everything else that was mailed to the address', async () => {
	await using api = await createTestApp({ mailsPerMinute: 10 });
	const ada = await api.signIn();
	const other = cookieOf(await signIn(api, ada.email, ada.password));
	const visitor = createVisitor(api);
	const mailed = await askFor(api, visitor, EMAIL);
	const earlier = await ask(api);
	const elsewhere = createVisitor(api);
	const grace = await askFor(api, elsewhere, 'grace@example.com');
	await reset(api, await ask(api));
	for (const cookie of [ada.cookie, other]) {
		const refused = await api.send({ url: '/users/me', cookie });
		expectProblem(refused, 401, 'session_ended');
		expect(refused.json()).toMatchObject({ reason: 'password_changed' });
	}
	expectProblem(await reset(api, earlier, 'another good password'), 410, 'auth_request_used');
	const byCode = await visitor.verifyCode(mailed.id, mailed.code);
	expectProblem(byCode, 410, 'auth_request_used');
	expectProblem(await visitor.verifyLink(mailed.token), 410, 'auth_request_used');
	api.clock.advance(MINUTE_MS);
	expectProblem(await visitor.resend(mailed.id), 410, 'auth_request_used');
	expect((await elsewhere.verifyCode(grace.id, grace.code)).statusCode).toBe(200);
});

test('a link works once, for 15 minutes, and never after a newer proof', async () => {
	await using api = await createTestApp();
	await api.createPerson();
	const token = await ask(api);
	api.clock.advance(15 * MINUTE_MS - 1);
	expect((await check(api, token)).json()).toMatchObject({ expiresIn: 1 });
	expect((await reset(api, token)).statusCode).toBe(200);
	for (const late of [check(api, token), reset(api, token)]) {
		expectProblem(await late, 410, 'auth_request_used');
	}
	expect((await api.mail.next(EMAIL, /was/)).subject).toBe('Your Postern password was reset');
	const second = await ask(api);
	api.clock.advance(15 * MINUTE_MS);
	for (const late of [check(api, second), reset(api, second)]) {
		expectProblem(await late, 410, 'auth_request_expired');
	}
});

test('looking at a link uses nothing up, however often', async () => {
	await using api = await createTestApp();
	await api.createPerson();
	const token = await ask(api);
	for (let each = 0; each < 5; each += 1) expect((await check(api, token)).statusCode).toBe(200);
	expect((await reset(api, token)).statusCode).toBe(200);
});

test.each([
	['too_short', 'short'],
	['common', 'password1234'],
	['personal', 'ada@example.com!!'],
])('a password that is refused as %s uses nothing up', async (reason, newPassword) => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const token = await ask(api);
	const refused = await reset(api, token, newPassword);
	expectProblem(refused, 422, 'invalid_request');
	expect(refused.json()).toMatchObject({ errors: [{ path: 'newPassword', reason }] });
	expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
	expect((await reset(api, token)).statusCode).toBe(200);
});

describe('a link is for one thing', () => {
	test('one to sign in with resets no password', async () => {
		await using api = await createTestApp();
		await api.createPerson();
		const { token } = await askFor(api, createVisitor(api));
		for (const refused of [check(api, token), reset(api, token)]) {
			expectProblem(await refused, 404, 'link_not_valid');
		}
	});

	test('one to a new password signs nobody in', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		await api.createPerson();
		const token = await ask(api);
		const refused = await createVisitor(api).verifyLink(token, true);
		expectProblem(refused, 404, 'link_not_valid');
	});

	test.each(['', 'x', '\u0000', 'a'.repeat(43)])('what is none is none: %j', async (token) => {
		await using api = await createTestApp();
		const refused = await check(api, token || ' ');
		expectProblem(refused, 404, 'link_not_valid');
	});
});

describe('asking', () => {
	function comparable({ statusCode, headers, ...response }: Response) {
		const { date: _, 'x-request-id': __, ratelimit: ___, ...rest } = headers;
		return { statusCode, headers: rest, body: response.json<unknown>() };
	}

	test('is answered alike for addresses with an account, a password, neither, and a disabled one', async () => {
		await using api = await createTestApp();
		await api.createPerson();
		await api.services.users.create('without-password@example.com');
		const disabled = await api.createPerson('disabled@example.com');
		await api.storage.db
			.updateTable('user')
			.set({ disabled_at: 1 })
			.where('id', '=', disabled.userId)
			.execute();
		const answers = [];
		for (const name of ['ada', 'without-password', 'disabled', 'nobody']) {
			answers.push(comparable(await send(api, `${name}@example.com`)));
		}
		expect(answers[0]).toMatchObject({
			statusCode: 200,
			body: { expiresIn: 900, resendAfter: 60 },
		});
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		const subjects = [];
		for (const name of ['without-password', 'disabled', 'nobody']) {
			const mail = await api.mail.next(`${name}@example.com`);
			subjects.push(mail.subject);
			expect(tokenIn(mail.text) !== '').toBe(name === 'without-password');
		}
		expect(subjects).toEqual([
			'Choose a new Postern password',
			'Your Postern account is disabled',
			'No Postern account for this address',
		]);
	});

	test('writes in the language of the reader', async () => {
		await using api = await createTestApp();
		await api.createPerson();
		await send(api, EMAIL, { 'accept-language': 'de' });
		expect((await api.mail.next(EMAIL)).subject).toBe('Neues Passwort für Postern wählen');
	});

	test('counts with all mails to the address', async () => {
		await using api = await createTestApp();
		await createVisitor(api).send(EMAIL);
		expect((await send(api)).statusCode).toBe(200);
		const limited = await send(api);
		expectProblem(limited, 429, 'mails_limited');
		expect(limited.headers['retry-after']).toBe('60');
	});

	test('wants an address', async () => {
		await using api = await createTestApp();
		const refused = await send(api, 'nobody');
		expectProblem(refused, 422, 'invalid_request');
		expect(refused.json()).toMatchObject({ errors: [{ path: 'email' }] });
	});
});

test('a disabled account keeps its password, and the link stays good for when it is enabled', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const token = await ask(api);
	const disable = (disabled_at: number | null) =>
		api.storage.db.updateTable('user').set({ disabled_at }).execute();
	await disable(1);
	expectProblem(await reset(api, token), 401, 'account_disabled');
	await disable(null);
	expect((await signIn(api, EMAIL, ada.password)).statusCode).toBe(200);
	expect((await reset(api, token)).statusCode).toBe(200);
});

test('the link proves the address, and what somebody may have planted before that is gone', async () => {
	await using api = await createTestApp();
	const made = await api.services.users.create(EMAIL);
	await api.services.passwords.set(made?.id ?? '', 'planted by a stranger');
	const planted = cookieOf(await signIn(api, EMAIL, 'planted by a stranger'));
	await reset(api, await ask(api));
	const ended = await api.send({ url: '/users/me', cookie: planted });
	expect(ended.json()).toMatchObject({ code: 'session_ended', reason: 'password_changed' });
	const cookie = cookieOf(await signIn(api, EMAIL, NEW));
	const me = await api.send({ url: '/users/me', cookie });
	expect(me.json()).toMatchObject({ isEmailVerified: true });
	expect(await namesInTrail(api.storage.db)).toContain('address_verified');
});

test('the owner is told', async () => {
	await using api = await createTestApp();
	await api.createPerson();
	await reset(api, await ask(api));
	const { subject, text } = await api.mail.next(EMAIL, /was/);
	expect(subject).toBe('Your Postern password was reset');
	expect(text.replaceAll('\n', ' ')).toContain('done on 1 January 2030 at 12:00 UTC');
	expect(text).not.toContain(NEW);
});

test('what happens is recorded, and so is what is refused', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await forgetTrail(api.storage.db);
	const token = await ask(api);
	await reset(api, token);
	await check(api, token);
	await send(api, 'nobody@example.com');
	const trail = await trailOf(api.storage.db);
	expect(trail.map(({ name, user_id }) => [name, user_id])).toEqual([
		['password_reset_asked', ada.userId],
		['session_revoked', ada.userId],
		['password_reset', ada.userId],
		['reset_link_refused', ada.userId],
		['password_reset_asked', null],
	]);
	expect(await namesInTrail(api.storage.db)).toHaveLength(5);
});
