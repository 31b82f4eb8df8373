// cspell:ignore Passwort wurde geändert Januar unter Bäume über Fluß
import { describe, expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, namesInTrail, trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';

const url = '/users/me/password';
const NEW = 'lamp river cloud kettle';
const FIREFOX_ON_LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const NO_LIMIT = 1_000_000;

const read = async (api: TestApp, cookie: string): Promise<unknown> =>
	(await api.send({ url, cookie })).json();
const put = (api: TestApp, cookie: string, payload: object, headers = {}) =>
	api.send({ method: 'PUT', url, cookie, payload, headers });
const remove = (api: TestApp, cookie: string) => api.send({ method: 'DELETE', url, cookie });
const me = (api: TestApp, cookie: string) => api.send({ url: '/users/me', cookie });
const signIn = (api: TestApp, email: string, password: string) =>
	api.send({ method: 'POST', url: '/auth/login', payload: { email, password } });

async function signInElsewhere(api: TestApp, { email, password }: Person): Promise<string> {
	return cookieOf(await signIn(api, email, password));
}

/** Somebody who signed in by mail and never had a password. */
async function signInByMail(api: TestApp, email = 'grace@example.com'): Promise<string> {
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor, email);
	await visitor.verifyCode(id, code);
	return `session=${visitor.cookies.get('session') ?? ''}`;
}

async function expectEnded(api: TestApp, cookie: string, reason: string): Promise<void> {
	const refused = await me(api, cookie);
	expectProblem(refused, 401, 'session_ended');
	expect(refused.json()).toMatchObject({ reason });
}

test('whether there is a password, and since when, is told to the person and says nothing else', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	expect(await read(api, ada.cookie)).toEqual({
		isSet: true,
		changedAt: '2030-01-01T12:00:00.000Z',
	});
	const grace = await signInByMail(api);
	expect(await read(api, grace)).toEqual({ isSet: false, changedAt: null });
});

describe('changing the password', () => {
	test('takes the current one, however long ago the sign-in was', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(DAY_MS);
		const changed = await put(api, ada.cookie, {
			...{ currentPassword: ada.password, newPassword: NEW },
		});
		expect(changed.statusCode).toBe(200);
		expect(changed.json()).toEqual({ isSet: true, changedAt: '2030-01-02T12:00:00.000Z' });
		expect((await signIn(api, ada.email, NEW)).statusCode).toBe(200);
		expectProblem(await signIn(api, ada.email, ada.password), 401, 'invalid_credentials');
	});

	test('takes a sign-in of a moment ago in its place, and none of longer ago', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(10 * MINUTE_MS + 1);
		expectProblem(await put(api, ada.cookie, { newPassword: NEW }), 403, 'step_up_required');
		const fresh = await signInElsewhere(api, ada);
		expect((await put(api, fresh, { newPassword: NEW })).statusCode).toBe(200);
	});

	test('gives this session a new token and ends all others, and no other person’s', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const other = await signInElsewhere(api, ada);
		const grace = await api.signIn('grace@example.com');
		const changed = await put(api, ada.cookie, { newPassword: NEW });
		const cookie = cookieOf(changed);
		expect(cookie).not.toBe(ada.cookie);
		expect(changed.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax$/);
		expect((await me(api, cookie)).statusCode).toBe(200);
		await expectEnded(api, ada.cookie, 'replaced');
		await expectEnded(api, other, 'password_changed');
		expect((await me(api, grace.cookie)).statusCode).toBe(200);
	});

	test('makes an old sign-in no fresher', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(11 * MINUTE_MS);
		const changed = await put(api, ada.cookie, {
			...{ currentPassword: ada.password, newPassword: NEW },
		});
		expectProblem(await remove(api, cookieOf(changed)), 403, 'step_up_required');
	});

	test('with a wrong current one changes nothing, and is written down', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await forgetTrail(api.storage.db);
		const refused = await put(api, ada.cookie, { currentPassword: 'wrong', newPassword: NEW });
		expectProblem(refused, 403, 'current_password_wrong');
		expect(refused.headers).not.toHaveProperty('set-cookie');
		expect((await me(api, ada.cookie)).statusCode).toBe(200);
		expect((await signIn(api, ada.email, ada.password)).statusCode).toBe(200);
		const [event] = await trailOf(api.storage.db);
		expect(event).toMatchObject({ name: 'password_wrong', user_id: ada.userId });
		expect(event?.session_id).not.toBeNull();
	});

	test('with a wrong current one is refused right after signing in, too', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const refused = await put(api, ada.cookie, { currentPassword: 'x', newPassword: NEW });
		expectProblem(refused, 403, 'current_password_wrong');
	});

	test('is no place to try passwords at: they are counted with the codes of the account', async () => {
		await using api = await createTestApp({
			...{ guessesPerHour: 4, rateLimitCredentialsPerMinute: NO_LIMIT },
		});
		const ada = await api.signIn();
		const guess = (currentPassword: string) =>
			put(api, ada.cookie, { currentPassword, newPassword: NEW });
		const statuses: number[] = [];
		for (let each = 0; each < 6; each += 1) statuses.push((await guess('wrong')).statusCode);
		expect(statuses).toEqual([403, 403, 429, 429, 429, 429]);
		const limited = await guess(ada.password);
		expectProblem(limited, 429, 'guesses_limited');
		expect(limited.headers['retry-after']).toBe('3600');
		expect((await namesInTrail(api.storage.db)).slice(-1)).toEqual(['guesses_limited']);
		// Nobody is locked out: a sign-in of a moment ago needs no guess.
		expect((await put(api, ada.cookie, { newPassword: NEW })).statusCode).toBe(200);
	});

	test.each([
		['lamp river', 'too_short'],
		['password1234', 'common'],
		['abcdefghijklmnop', 'guessable'],
		['ada@example.com is me', 'personal'],
		['x'.repeat(257), 'too_long'],
	])('refuses %s as %s, and nothing has changed', async (newPassword, reason) => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const refused = await put(api, ada.cookie, { newPassword });
		expectProblem(refused, 422, 'invalid_request');
		expect(refused.json()).toMatchObject({ errors: [{ path: 'newPassword', reason }] });
		expect(refused.body).not.toContain(newPassword);
		expect((await me(api, ada.cookie)).statusCode).toBe(200);
		expect((await signIn(api, ada.email, ada.password)).statusCode).toBe(200);
	});

	test('refuses the name of its person, and the password that is there', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await api.send({
			...{ method: 'PATCH', url: '/users/me/profile', cookie: ada.cookie },
			payload: { name: 'Augusta King-Noel' },
		});
		const { password: currentPassword } = ada;
		for (const [newPassword, reason] of [
			['augusta king-noel!', 'personal'],
			[currentPassword, 'unchanged'],
		]) {
			const refused = await put(api, ada.cookie, { currentPassword, newPassword });
			expect(refused.json()).toMatchObject({ errors: [{ path: 'newPassword', reason }] });
		}
	});

	test('tells the owner when and from where, in their own language and time zone', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await api.send({
			...{ method: 'PATCH', url: '/users/me/profile', cookie: ada.cookie },
			payload: { language: 'de', timeZone: 'Europe/Berlin' },
		});
		await put(api, ada.cookie, { newPassword: NEW }, { 'user-agent': FIREFOX_ON_LINUX });
		const { subject, text } = await api.mail.next(ada.email, /Passwort/);
		expect(subject).toBe('Ihr Passwort für Postern wurde geändert');
		const said = text.replaceAll('\n', ' ');
		expect(said).toContain('am 1. Januar 2030 um 13:00 MEZ, mit Firefox unter Linux');
		expect(text).toContain('/sign-in/forgot');
		expect(text).not.toContain(NEW);
		expect(text).not.toContain('Mozilla');
	});

	test('ends the links to a new password, and leaves those to sign in with', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const visitor = createVisitor(api);
		await api.send({
			...{ method: 'POST', url: '/auth/password/reset/send' },
			payload: { email: ada.email },
		});
		const token = /reset#t=([\w-]{43})/.exec((await api.mail.next(ada.email)).text)?.[1] ?? '';
		const { id, code } = await askFor(api, visitor, ada.email);
		await put(api, ada.cookie, { newPassword: NEW });
		const late = await api.send({
			...{ method: 'POST', url: '/auth/password/reset/check', payload: { token } },
		});
		expectProblem(late, 410, 'auth_request_used');
		expect((await visitor.verifyCode(id, code)).statusCode).toBe(200);
	});

	test('is recorded with the session that goes on', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		await signInElsewhere(api, ada);
		await forgetTrail(api.storage.db);
		await put(api, ada.cookie, { newPassword: NEW });
		const trail = await trailOf(api.storage.db);
		expect(trail.map(({ name }) => name)).toEqual([
			...['session_renewed', 'session_revoked', 'password_changed'],
		]);
		expect(trail[2]?.session_id).toBe(trail[0]?.session_id);
	});
});

describe('setting a first password', () => {
	test('takes a sign-in of a moment ago, whatever is sent as the current one', async () => {
		await using api = await createTestApp();
		const cookie = await signInByMail(api);
		api.clock.advance(11 * MINUTE_MS);
		for (const more of [{}, { currentPassword: 'anything' }]) {
			const refused = await put(api, cookie, { newPassword: NEW, ...more });
			expectProblem(refused, 403, 'step_up_required');
		}
		const fresh = await signInByMail(api);
		expect((await put(api, fresh, { newPassword: NEW })).json()).toMatchObject({ isSet: true });
		expect((await signIn(api, 'grace@example.com', NEW)).statusCode).toBe(200);
		expect(await namesInTrail(api.storage.db)).toContain('password_set');
		const { subject } = await api.mail.next('grace@example.com', /password/);
		expect(subject).toBe('Your Postern account has a password now');
	});
});

describe('removing the password', () => {
	test('wants a sign-in of a moment ago, and leaves the mail to sign in with', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const other = await signInElsewhere(api, ada);
		const removed = await remove(api, ada.cookie);
		expect({ status: removed.statusCode, body: removed.body }).toEqual({ status: 204, body: '' });
		expect(await read(api, cookieOf(removed))).toEqual({ isSet: false, changedAt: null });
		await expectEnded(api, other, 'password_changed');
		await expectEnded(api, ada.cookie, 'replaced');
		expectProblem(await signIn(api, ada.email, ada.password), 401, 'invalid_credentials');
		expect((await api.mail.next(ada.email, /password/)).subject).toBe(
			'Your Postern password was removed',
		);
		expect(await namesInTrail(api.storage.db)).toContain('password_removed');
		expect((await me(api, await signInByMail(api, ada.email))).statusCode).toBe(200);
	});

	test('after a longer time asks for another sign-in', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(10 * MINUTE_MS + 1);
		expectProblem(await remove(api, ada.cookie), 403, 'step_up_required');
		expect(await read(api, ada.cookie)).toMatchObject({ isSet: true });
	});

	test('where there is none does nothing', async () => {
		await using api = await createTestApp();
		const cookie = await signInByMail(api);
		await forgetTrail(api.storage.db);
		const removed = await remove(api, cookie);
		expect(removed.statusCode).toBe(204);
		expect(removed.headers).not.toHaveProperty('set-cookie');
		expect((await me(api, cookie)).statusCode).toBe(200);
		expect(await namesInTrail(api.storage.db)).toEqual([]);
	});
});

test('the same letters in another form are the same password', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await put(api, ada.cookie, { newPassword: 'Bäume über dem Fluß' });
	const decomposed = 'Bäume über dem Fluß'.normalize('NFD');
	expect(decomposed).not.toBe('Bäume über dem Fluß');
	expect((await signIn(api, ada.email, decomposed)).statusCode).toBe(200);
	const other = await signIn(api, ada.email, 'bäume über dem fluß');
	expectProblem(other, 401, 'invalid_credentials');
});

test('a half character is no password, and not the same as another half', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const payload = JSON.stringify({ newPassword: `${NEW} X` }).replace('X', '\\ud83d');
	const refused = await put(api, ada.cookie, payload as unknown as object, {
		'content-type': 'application/json',
	});
	expect(refused.json()).toMatchObject({ errors: [{ reason: 'malformed' }] });
});
