/** Each event is written with what it records, and a failed sign-in leaves neither. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, namesInTrail, trailOf } from '../../../test/trail.ts';
import { askAgain, askFor, createVisitor, wrongCode } from '../../../test/visitor.ts';
import { SOMEBODY, SOMEWHERE } from '../../../test/where.ts';

const EMAIL = 'ada@example.com';
const MINUTE_MS = 60_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0';

const login = (
	api: TestApp,
	{ email, password }: Pick<Person, 'email' | 'password'>,
	cookie = '',
) =>
	api.send({
		method: 'POST',
		url: '/auth/login',
		cookie,
		headers: { 'user-agent': FIREFOX },
		remoteAddress: '2001:db8::7',
		payload: { email, password },
	});

const disable = ({ storage: { db } }: TestApp) =>
	db.updateTable('user').set({ disabled_at: 1 }).execute();

const sessionsOf = ({ storage: { db } }: TestApp) =>
	db.selectFrom('session').selectAll().orderBy('created_at').execute();

describe('a password', () => {
	test('that is right is recorded with everything that is known of it', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson();
		const response = await login(api, ada);
		const [session] = await sessionsOf(api);
		expect(await trailOf(api.storage.db)).toEqual([
			{
				id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
				at: api.clock(),
				name: 'signed_in',
				outcome: 'success',
				user_id: ada.userId,
				session_id: session?.id,
				client: '2001:db8:0:0::/64',
				user_agent: FIREFOX,
				request_id: response.headers['x-request-id'],
				details: '{"method":"password"}',
			},
		]);
	});

	test('that is wrong is recorded for its account, or for nobody', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		for (const email of [EMAIL, 'ADA@example.com ', 'nobody@example.com', 'no address']) {
			const refused = await login(api, { email, password: 'wrong' });
			expectProblem(refused, 401, 'invalid_credentials');
		}
		const rows = await trailOf(api.storage.db);
		expect(rows.map(({ name, outcome, user_id }) => [name, outcome, user_id])).toEqual([
			['password_wrong', 'failure', userId],
			['password_wrong', 'failure', userId],
			['password_wrong', 'failure', null],
			['password_wrong', 'failure', null],
		]);
	});

	test('of a disabled account is recorded, and no sign-in is', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson();
		await disable(api);
		expectProblem(await login(api, ada), 401, 'account_disabled');
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ name: 'account_disabled', user_id: ada.userId, details: '{"method":"password"}' },
		]);
	});
});

describe('the ending of a session', () => {
	test('by signing out is recorded once, however often it is asked for', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const [session] = await sessionsOf(api);
		await forgetTrail(api.storage.db);
		for (let each = 0; each < 3; each += 1) {
			await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
		}
		await api.send({ method: 'POST', url: '/auth/logout' });
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ name: 'signed_out', user_id: ada.userId, session_id: session?.id },
		]);
	});

	test('by another sign-in is recorded for whoever it belonged to', async () => {
		await using api = await createTestApp();
		const grace = await api.signIn('grace@example.com');
		const ada = await api.createPerson();
		const [replaced] = await sessionsOf(api);
		await forgetTrail(api.storage.db);
		await login(api, ada, grace.cookie);
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ name: 'session_replaced', user_id: grace.userId, session_id: replaced?.id },
			{ name: 'signed_in', user_id: ada.userId },
		]);
	});

	test('by the cap is recorded for each session that it ends', async () => {
		await using api = await createTestApp({ sessionsPerUserMax: 1 });
		const ada = await api.signIn();
		const [oldest] = await sessionsOf(api);
		api.clock.advance(1);
		await forgetTrail(api.storage.db);
		await login(api, ada);
		expect((await trailOf(api.storage.db)).slice(0, 2)).toMatchObject([
			{ name: 'session_over_limit', user_id: ada.userId, session_id: oldest?.id },
			{ name: 'signed_in', user_id: ada.userId },
		]);
	});

	test('from the list of sessions is recorded for each, its own as a sign-out', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		api.clock.advance(1);
		await login(api, ada);
		const [own, other] = await sessionsOf(api);
		await forgetTrail(api.storage.db);
		const request = {
			method: 'POST',
			url: '/users/me/sessions/end-all',
			cookie: ada.cookie,
		} as const;
		expect((await api.send(request)).json()).toEqual({ ended: 2 });
		expect((await api.send(request)).statusCode).toBe(401);
		const rows = await trailOf(api.storage.db);
		expect(rows.map(({ name, session_id, user_id }) => [name, session_id, user_id]).sort()).toEqual(
			[
				['session_revoked', other?.id, ada.userId],
				['signed_out', own?.id, ada.userId],
			],
		);
	});
});

describe('a mail', () => {
	test('that is asked for, and asked for again, is recorded; so is one too many', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		expectProblem(await ada.resend(first.id), 429, 'mails_limited');
		api.clock.advance(MINUTE_MS);
		await askAgain(api, ada, first);
		await ada.ask(EMAIL);
		expectProblem(await ada.send(EMAIL), 429, 'mails_limited');
		const rows = await trailOf(api.storage.db);
		expect(rows.map(({ name }) => name)).toEqual([
			...['sign_in_mail_asked', 'mails_limited'],
			...['sign_in_mail_asked_again', 'sign_in_mail_asked', 'mails_limited'],
		]);
		expect(new Set(rows.map(({ user_id }) => user_id))).toEqual(new Set([userId]));
	});

	test('to an address without an account is recorded for nobody, and the address nowhere', async () => {
		await using api = await createTestApp();
		const stranger = createVisitor(api);
		await stranger.ask('stranger@example.com');
		const rows = await trailOf(api.storage.db);
		expect(rows).toMatchObject([{ name: 'sign_in_mail_asked', user_id: null }]);
		expect(JSON.stringify(rows)).not.toContain('stranger');
	});
});

describe('a sign-in by mail', () => {
	test('that makes an account says so, and how', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const { id, code } = await askFor(api, ada);
		await forgetTrail(api.storage.db);
		await ada.verifyCode(id, code);
		const [session] = await sessionsOf(api);
		const shared = { user_id: session?.user_id, details: '{"method":"code"}' };
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ ...shared, name: 'account_created', session_id: null },
			{ ...shared, name: 'signed_in', session_id: session?.id },
		]);
	});

	test('with a link to an account that is there says so, and no more', async () => {
		await using api = await createTestApp();
		await api.createPerson();
		const ada = createVisitor(api);
		const { token } = await askFor(api, ada);
		await forgetTrail(api.storage.db);
		await ada.verifyLink(token);
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ name: 'signed_in', details: '{"method":"link"}' },
		]);
	});

	test('that fails over a code is recorded, also once the tries are spent', async () => {
		await using api = await createTestApp({ codeTriesMax: 2, guessesPerHour: 3 });
		const { userId } = await api.createPerson();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		await forgetTrail(api.storage.db);
		for (let each = 0; each < 3; each += 1) await ada.verifyCode(first.id, wrongCode(first.code));
		const second = await askFor(api, ada);
		await ada.verifyCode(second.id, second.code);
		const rows = await trailOf(api.storage.db);
		expect(rows.map(({ name }) => name)).toEqual([
			...['code_wrong', 'code_wrong', 'code_tries_spent'],
			...['sign_in_mail_asked', 'guesses_limited'],
		]);
		expect(new Set(rows.map(({ user_id }) => user_id))).toEqual(new Set([userId]));
	});

	test('that fails over a link is recorded, when the link was ever good', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		const [ada, elsewhere] = [createVisitor(api), createVisitor(api)];
		const [used, late] = [await askFor(api, ada), await askFor(api, ada)];
		await forgetTrail(api.storage.db);
		await elsewhere.verifyLink(used.token);
		await ada.verifyLink(used.token);
		await ada.verifyLink(used.token);
		await ada.verifyLink('x'.repeat(43));
		api.clock.advance(10 * MINUTE_MS);
		await ada.verifyLink(late.token);
		const rows = await trailOf(api.storage.db);
		expect(rows.map(({ name, user_id }) => [name, user_id])).toEqual([
			['link_other_browser', userId],
			['signed_in', userId],
			['link_used', userId],
			['link_expired', userId],
		]);
	});

	test('that has to be confirmed in another browser is recorded as opened there', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const { token } = await askFor(api, createVisitor(api));
		await forgetTrail(api.storage.db);
		const elsewhere = createVisitor(api);
		await elsewhere.verifyLink(token);
		await elsewhere.verifyLink(token, true);
		expect(await namesInTrail(api.storage.db)).toEqual([
			...['link_other_browser', 'account_created', 'signed_in'],
		]);
	});

	test('of an account that was disabled meanwhile is recorded, and the request is not used up', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		const ada = createVisitor(api);
		const { id, code } = await askFor(api, ada);
		await disable(api);
		await forgetTrail(api.storage.db);
		expectProblem(await ada.verifyCode(id, code), 401, 'account_disabled');
		expect(await trailOf(api.storage.db)).toMatchObject([
			{ name: 'account_disabled', user_id: userId, details: '{"method":"code"}' },
		]);
	});
});

describe('together or not at all', () => {
	test('a transaction that fails after a sign-in leaves neither session nor event', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		const { db } = api.storage;
		const options = {
			userId,
			method: 'code',
			replacesTokenHash: null,
			where: SOMEWHERE,
			visitor: SOMEBODY,
		} as const;
		const failing = db.transaction().execute(async (trx) => {
			await api.services.sessions.start(options, trx);
			expect(await namesInTrail(trx)).toEqual(['signed_in']);
			throw new Error('on purpose');
		});
		await expect(failing).rejects.toThrow('on purpose');
		expect([await sessionsOf(api), await trailOf(db)]).toEqual([[], []]);
	});

	test('what cannot be recorded does not happen', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const visitor = createVisitor(api);
		const { id, code } = await askFor(api, visitor, 'new@example.com');
		const { db } = api.storage;
		const state = async () => [
			await sessionsOf(api),
			await db.selectFrom('user').selectAll().execute(),
			await db.selectFrom('auth_request').selectAll().orderBy('id').execute(),
		];
		const [sessions, users] = await state();
		await sql`alter table security_event rename to security_event_gone`.execute(db);
		const out = { method: 'POST', url: '/auth/logout', cookie: ada.cookie } as const;
		expectProblem(await login(api, ada), 500, 'internal_error');
		expectProblem(await api.send(out), 500, 'internal_error');
		expectProblem(await visitor.send(EMAIL), 500, 'internal_error');
		expectProblem(await visitor.verifyCode(id, code), 500, 'internal_error');
		expect((await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode).toBe(200);
		const [sessionsAfter, usersAfter, requestsAfter] = await state();
		expect([sessionsAfter, usersAfter]).toEqual([sessions, users]);
		expect(requestsAfter).toMatchObject([{ id, used_at: null }]);
		await sql`alter table security_event_gone rename to security_event`.execute(db);
		expect((await visitor.verifyCode(id, code)).statusCode).toBe(200);
		expect(cookieOf(await login(api, ada))).not.toBe('');
	});

	test('what is refused stays refused when that cannot be recorded, and the log says so', async () => {
		await using api = await createTestApp();
		await api.createPerson();
		const ada = createVisitor(api);
		const { id, code } = await askFor(api, ada);
		await sql`alter table security_event rename to security_event_gone`.execute(api.storage.db);
		expectProblem(await login(api, { email: EMAIL, password: 'x' }), 401, 'invalid_credentials');
		expectProblem(await ada.verifyCode(id, wrongCode(code)), 401, 'code_wrong');
		const told = api.logLines().filter(({ msg }) => msg === 'a refusal was not recorded');
		expect(told.map(({ event }) => event)).toEqual(['password_wrong', 'code_wrong']);
	});
});
