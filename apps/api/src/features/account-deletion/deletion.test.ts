// cspell:ignore gelöscht wird wurde
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { cookieOf, createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { createTestServices } from '../../../test/services.ts';
import { forgetTrail, namesInTrail, trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { SOMEBODY, SOMEWHERE } from '../../../test/where.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';

const EMAIL = 'ada@example.com';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';

const ask = (api: TestApp, cookie: string, headers: Record<string, string> = {}) =>
	api.send({ method: 'POST', url: '/users/me/deletion', cookie, headers });
const login = (api: TestApp, { email, password }: Person) =>
	api.send({ method: 'POST', url: '/auth/login', payload: { email, password } });
const me = (api: TestApp, cookie: string) => api.send({ url: '/users/me', cookie });
const sweep = (api: TestApp) => api.services.housekeeping.run();
const countUsers = async (api: TestApp) =>
	(await api.storage.db.selectFrom('user').select('id').execute()).length;

/** Ada, who has asked to have her account deleted. */
async function createLeavingApp() {
	const api = await createTestApp();
	const ada = await api.signIn();
	expect((await ask(api, ada.cookie)).statusCode).toBe(200);
	return { api, ada };
}

test('asking ends every session at once, and answers until when it can be undone', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const other = cookieOf(await login(api, ada));
	const grace = await api.signIn('grace@example.com');
	const answer = await ask(api, ada.cookie);
	expect(answer.json()).toEqual({ dueAt: '2030-01-15T12:00:00.000Z' });
	expect(answer.headers['set-cookie']).toMatch(/^session=; Max-Age=0/);
	for (const cookie of [ada.cookie, other]) {
		const refused = await me(api, cookie);
		expectProblem(refused, 401, 'session_ended');
		expect(refused.json()).toMatchObject({ reason: 'account_deletion' });
	}
	expectProblem(await ask(api, ada.cookie), 401, 'session_ended');
	expect((await me(api, grace.cookie)).statusCode).toBe(200);
});

test('once it is answered, none of a thousand requests with an old cookie passes', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 10_000 });
	const ada = await api.signIn();
	const other = cookieOf(await login(api, ada));
	const early = Array.from({ length: 50 }, () => me(api, other));
	expect((await ask(api, ada.cookie)).statusCode).toBe(200);
	await Promise.all(early);
	const late = await Promise.all(Array.from({ length: 1000 }, () => me(api, other)));
	expect(late.filter(({ statusCode }) => statusCode !== 401)).toEqual([]);
});

test('asking needs a proof of a moment ago', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	api.clock.advance(11 * MINUTE_MS);
	expectProblem(await ask(api, cookie), 403, 'step_up_required');
	expect((await me(api, cookie)).statusCode).toBe(200);
});

test('the owner is told when, where from, until when it can be undone, and how', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await ask(api, ada.cookie, { 'user-agent': FIREFOX });
	const { subject, text } = await api.mail.next(EMAIL);
	const flat = text.replace(/\s+/g, ' ');
	expect(subject).toBe('Your Postern account will be deleted');
	expect(flat).toContain('on 1 January 2030 at 12:00 UTC, with Firefox on Linux.');
	expect(flat).toContain('On 15 January 2030 at 12:00 UTC it is removed for good');
	expect(text).toContain('http://localhost:5173/sign-in');
	expect(text).not.toContain('Gecko');
});

test('what happens is in the trail, from asking to the end, and stays there', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	await login(api, ada);
	await forgetTrail(api.storage.db);
	await ask(api, cookieOf(await login(api, ada)));
	api.clock.advance(14 * DAY_MS);
	await sweep(api);
	expect(await namesInTrail(api.storage.db)).toEqual([
		'signed_in',
		'new_browser',
		'deletion_asked',
		'session_revoked',
		'session_revoked',
		'account_deleted',
	]);
	const trail = await trailOf(api.storage.db);
	expect(new Set(trail.map(({ user_id }) => user_id))).toEqual(new Set([ada.userId]));
	expect(trail.at(-1)).toMatchObject({ client: null, user_agent: null, request_id: null });
});

test('signing in with a password keeps the account, says so to that session alone, and by mail', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	await api.mail.next(EMAIL);
	api.clock.advance(13 * DAY_MS);
	await forgetTrail(api.storage.db);
	const cookie = cookieOf(await login(api, ada));
	expect((await me(api, cookie)).json()).toMatchObject({
		keptFromDeletionAt: '2030-01-15T12:00:00.000Z',
	});
	const next = cookieOf(await login(api, ada));
	expect((await me(api, next)).json()).toMatchObject({ keptFromDeletionAt: null });
	expect((await api.mail.next(EMAIL)).subject).toBe('Your Postern account is kept');
	expect(await namesInTrail(api.storage.db)).toEqual([
		'deletion_undone',
		...['signed_in', 'new_browser', 'signed_in', 'new_browser'],
	]);
	api.clock.advance(30 * DAY_MS);
	await sweep(api);
	expect(await countUsers(api)).toBe(1);
});

test('signing in by mail keeps the account, and makes no second one', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	await api.mail.next(EMAIL);
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor);
	const signedIn = await visitor.verifyCode(id, code);
	expect(signedIn.json()).toMatchObject({ userId: ada.userId });
	api.clock.advance(14 * DAY_MS);
	await sweep(api);
	expect(await countUsers(api)).toBe(1);
});

test('a sign-in that fails keeps nothing', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	expectProblem(await login(api, { ...ada, password: 'wrong' }), 401, 'invalid_credentials');
	await api.storage.db.updateTable('user').set({ disabled_at: 1 }).execute();
	expectProblem(await login(api, ada), 401, 'account_disabled');
	api.clock.advance(14 * DAY_MS);
	await sweep(api);
	expect(await countUsers(api)).toBe(0);
});

test('the account is removed when its time has come and not a millisecond before', async () => {
	const { api } = await createLeavingApp();
	await using _ = api;
	await api.mail.next(EMAIL);
	api.clock.advance(14 * DAY_MS - 1);
	await sweep(api);
	expect(await countUsers(api)).toBe(1);
	api.clock.advance(1);
	await sweep(api);
	expect(await countUsers(api)).toBe(0);
	const { subject, text } = await api.mail.next(EMAIL);
	expect(subject).toBe('Your Postern account was deleted');
	expect(text).not.toContain('http');
});

test('the address is free afterwards, for an account that has nothing of the old one', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	api.clock.advance(14 * DAY_MS);
	await sweep(api);
	await api.mail.next(EMAIL);
	expectProblem(await login(api, ada), 401, 'invalid_credentials');
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor);
	const signedIn = await visitor.verifyCode(id, code);
	expect(signedIn.json<{ userId: string }>().userId).not.toBe(ada.userId);
	const activity = await visitor.request({ url: '/users/me/activity' });
	expect(activity.json<{ events: { name: string }[] }>().events.map(({ name }) => name)).toEqual([
		'signed_in',
		'account_created',
	]);
});

test('how many days there are to think is a setting', async () => {
	await using api = await createTestApp({ deletionDays: 1 });
	const ada = await api.signIn();
	expect((await ask(api, ada.cookie)).json()).toEqual({ dueAt: '2030-01-02T12:00:00.000Z' });
});

test('every mail comes in the language in which it was asked for, the last one, too', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await ask(api, ada.cookie, { 'accept-language': 'de' });
	expect((await api.mail.next(EMAIL)).subject).toBe('Ihr Konto bei Postern wird gelöscht');
	api.clock.advance(14 * DAY_MS);
	await sweep(api);
	expect((await api.mail.next(EMAIL)).subject).toBe('Ihr Konto bei Postern wurde gelöscht');
});

test('many accounts go one by one, as many in a round as it is told', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1000 });
	for (let each = 0; each < 5; each += 1) {
		await ask(api, (await api.signIn(`person${each}@example.com`)).cookie);
	}
	api.clock.advance(14 * DAY_MS);
	const { removeDue } = api.services.accountDeletion;
	expect([await removeDue(2), await removeDue(2), await removeDue(2)]).toEqual([2, 2, 1]);
	expect(await countUsers(api)).toBe(0);
});

test('an account that cannot be removed keeps no other, and is whole until it can', async () => {
	const { api, ada } = await createLeavingApp();
	await using _ = api;
	await ask(api, (await api.signIn('grace@example.com')).cookie);
	const { db } = api.storage;
	// Somebody added a table and forgot what becomes of its rows.
	await db.schema
		.createTable('forgotten')
		.addColumn('user_id', 'text', (column) => column.references('user.id'))
		.execute();
	await sql`insert into forgotten values (${ada.userId})`.execute(db);
	api.clock.advance(14 * DAY_MS);
	await expect(api.services.accountDeletion.removeDue(10)).rejects.toThrow(/not deleted/);
	const left = await db.selectFrom('user').select('email').execute();
	expect(left).toEqual([{ email: EMAIL }]);
	expect(await db.selectFrom('password').select('user_id').execute()).toHaveLength(1);
	await sql`delete from forgotten`.execute(db);
	expect(await api.services.accountDeletion.removeDue(10)).toBe(1);
	expect(await countUsers(api)).toBe(0);
});

test('a sign-in at the moment of the removal either keeps the account or finds none', async () => {
	await using fixture = await createTestServices();
	const [one, other] = fixture.both();
	const { db } = fixture.storage;
	for (let round = 0; round < 8; round += 1) {
		const made = await one.users.create(`ada${round}@example.com`);
		const userId = made?.id ?? '';
		const due = { user_id: userId, locale: 'en', asked_at: 0, due_at: 0 };
		await db.insertInto('account_deletion').values(due).execute();
		const start = {
			...({ userId, method: 'code', replacesTokenHash: null } as const),
			...{ where: SOMEWHERE, visitor: SOMEBODY },
		};
		const [session] = await Promise.all([
			// Whoever comes a moment too late is asked to come again, and then finds no account.
			other.sessions.start(start).catch((error: unknown) => {
				expect(error).toMatchObject({ message: 'unavailable' });
				return null;
			}),
			one.accountDeletion.removeDue(1),
		]);
		const users = await db.selectFrom('user').select('id').where('id', '=', userId).execute();
		const mails = await db
			.selectFrom('outbox_mail')
			.select('template')
			.where('to_address', '=', `ada${round}@example.com`)
			.execute();
		const isKept = session !== null;
		expect(users).toHaveLength(isKept ? 1 : 0);
		expect(mails).toEqual([{ template: isKept ? 'deletion-undone' : 'account-deleted' }]);
	}
});
