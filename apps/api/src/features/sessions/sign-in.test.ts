import { hashToken, isTokenShaped, mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';

function signInAgain(api: TestApp, { email, password }: Person, cookie?: string) {
	return api.send({
		method: 'POST',
		url: '/auth/login',
		payload: { email, password },
		...(cookie === undefined ? {} : { cookie }),
	});
}

const tokenOf = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1);

test('every sign-in gives a new token of 256 bits', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const tokens = new Set<string>();
	for (let each = 0; each < 20; each += 1) {
		tokens.add(tokenOf(cookieOf(await signInAgain(api, ada))));
	}
	expect(tokens.size).toBe(20);
	expect([...tokens].every(isTokenShaped)).toBe(true);
});

// Session fixation (@fastify/passport CVE-2023-29019).
test('a token that was planted before the sign-in is never adopted', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const planted = `session=${mintToken()}`;
	const response = await signInAgain(api, ada, planted);
	expect(response.statusCode).toBe(200);
	expect(cookieOf(response)).not.toBe(planted);
	expectProblem(await api.send({ url: '/users/me', cookie: planted }), 401, 'no_session');
	const stored = await api.storage.db.selectFrom('session').select('token_hash').execute();
	expect(stored).toEqual([{ token_hash: hashToken(tokenOf(cookieOf(response))) }]);
});

test('signing in again ends the session the browser held, and no other', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const elsewhere = cookieOf(await signInAgain(api, ada));
	api.clock.advance(5000);
	const renewed = cookieOf(await signInAgain(api, ada, ada.cookie));

	const old = await api.send({ url: '/users/me', cookie: ada.cookie });
	expectProblem(old, 401, 'session_ended');
	expect(old.json()).toMatchObject({ reason: 'replaced', endedAt: '2030-01-01T12:00:05.000Z' });
	for (const cookie of [renewed, elsewhere]) {
		expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
	}
});

test('signing in as somebody else ends the session of the person before', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn('ada@example.com');
	const grace = await api.createPerson('grace@example.com');
	const cookie = cookieOf(await signInAgain(api, grace, ada.cookie));
	expectProblem(await api.send({ url: '/users/me', cookie: ada.cookie }), 401, 'session_ended');
	const me = await api.send({ url: '/users/me', cookie });
	expect(me.json()).toMatchObject({ email: 'grace@example.com' });
});

test('a failed sign-in leaves the session the browser holds alone', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const failed = await signInAgain(api, { ...ada, password: 'wrong' }, ada.cookie);
	expectProblem(failed, 401, 'invalid_credentials');
	expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
});

test('a disabled account is told so with the right password, and only then', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	await api.storage.db.updateTable('user').set({ disabled_at: api.clock() }).execute();
	expectProblem(await signInAgain(api, ada), 401, 'account_disabled');
	expectProblem(await signInAgain(api, { ...ada, password: 'wrong' }), 401, 'invalid_credentials');
	expect(await api.storage.db.selectFrom('session').selectAll().execute()).toEqual([]);
});

test('only the SHA-256 of a token is stored', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const token = tokenOf(ada.cookie);
	const row = await api.storage.db.selectFrom('session').selectAll().executeTakeFirstOrThrow();
	expect(row.token_hash).toBe(hashToken(token));
	expect(JSON.stringify(row)).not.toContain(token);
});
