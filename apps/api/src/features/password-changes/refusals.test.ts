/** What is refused around a new password, and what is written down, mailed and left behind. */
import { Problem } from '@postern/problem';
import { mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import { cookieOf, createTestApp, type TestApp } from '../../../test/app.ts';
import { codeIn } from '../../../test/mail.ts';
import { expectProblem } from '../../../test/problem.ts';
import { trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import { createOwnPassword, type OwnPasswordDeps, type Owner } from './own-password.ts';

const EMAIL = 'ada@example.com';
const NEW = 'lamp river cloud kettle';

const post = (api: TestApp, url: string, payload: object) =>
	api.send({ method: 'POST', url, payload });
const send = (api: TestApp) => post(api, '/auth/password/reset/send', { email: EMAIL });
const reset = (api: TestApp, token: string) =>
	post(api, '/auth/password/reset', { token, newPassword: NEW });
const signIn = async (api: TestApp) =>
	cookieOf(await post(api, '/auth/login', { email: EMAIL, password: NEW }));

async function ask(api: TestApp): Promise<string> {
	await send(api);
	const { text } = await api.mail.next(EMAIL, /^Choose a new/);
	return /\/reset#t=([\w-]{43})\b/.exec(text)?.[1] ?? '';
}

test('each refusal around a new password is recorded for its account', async () => {
	await using api = await createTestApp({ mailsPerMinute: 1 });
	const { userId } = await api.createPerson();
	const late = await ask(api);
	expectProblem(await send(api), 429, 'mails_limited');
	api.clock.advance(15 * MINUTE_MS);
	expectProblem(await reset(api, late), 410, 'auth_request_expired');
	const token = await ask(api);
	const disable = (disabled_at: number | null) =>
		api.storage.db.updateTable('user').set({ disabled_at }).execute();
	await disable(1);
	expectProblem(await reset(api, token), 401, 'account_disabled');
	await disable(null);
	await reset(api, token);
	expectProblem(await reset(api, token), 410, 'auth_request_used');
	expectProblem(await reset(api, mintToken()), 404, 'link_not_valid');
	const trail = await trailOf(api.storage.db);
	const told = trail.filter(({ name }) => name !== 'password_reset_asked');
	expect(told.map(({ name, user_id }) => [name, user_id])).toEqual(
		[
			...['mails_limited', 'reset_link_refused', 'account_disabled'],
			...['password_reset', 'reset_link_refused'],
		].map((name) => [name, userId]),
	);
});

test('a link whose account is gone gives nobody a password', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const token = await ask(api);
	await api.storage.db.deleteFrom('user').where('id', '=', ada.userId).execute();
	expectProblem(await reset(api, token), 404, 'link_not_valid');
	expect(await api.storage.db.selectFrom('password').selectAll().execute()).toEqual([]);
	const told = api.logLines().filter(({ msg }) => msg === 'a refusal was not recorded');
	expect(told).toEqual([]);
	expect((await trailOf(api.storage.db)).map(({ outcome }) => outcome)).not.toContain('failure');
});

test('a move to another address that was begun before a reset is over', async () => {
	await using api = await createTestApp({ mailsPerMinute: 10 });
	await api.createPerson();
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor, EMAIL);
	await visitor.verifyCode(id, code);
	const url = '/users/me/email/change';
	const email = 'eve@example.com';
	const begun = await visitor.request({ method: 'POST', url: `${url}/send`, payload: { email } });
	const { authRequestId } = begun.json<{ authRequestId: string }>();
	const payload = { authRequestId, code: codeIn(await api.mail.next(email)) };
	await reset(api, await ask(api));
	visitor.cookies.set('session', (await signIn(api)).slice('session='.length));
	const late = await visitor.request({ method: 'POST', url: `${url}/verify/code`, payload });
	expectProblem(late, 410, 'auth_request_used');
});

test('the mail about a new password is tried for two days', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await api.send({
		...{ method: 'PUT', url: '/users/me/password', cookie: ada.cookie },
		payload: { newPassword: NEW },
	});
	const mails = await api.storage.db
		.selectFrom('outbox_mail')
		.select('expires_at')
		.where('reference', 'like', 'password:%')
		.execute();
	expect(mails).toEqual([{ expires_at: api.clock() + 2 * DAY_MS }]);
});

test('a first password is no other one again, whatever is sent along with it', async () => {
	await using api = await createTestApp();
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor, EMAIL);
	await visitor.verifyCode(id, code);
	const payload = { newPassword: NEW, currentPassword: NEW };
	const set = await visitor.request({ method: 'PUT', url: '/users/me/password', payload });
	expect(set.statusCode).toBe(200);
	await signIn(api);
});

/** What is written down when the guess at a current password could not be counted. */
async function recordedAt(error: Error): Promise<unknown[]> {
	const recorded: unknown[] = [];
	const own = createOwnPassword({
		authRequests: { countGuess: () => Promise.reject(error) },
		passwords: {
			setAt: () => Promise.resolve(1),
			prove: () => Promise.reject(new Error('looked at all the same')),
		},
		trail: {
			recordFailure: (event: unknown) => {
				recorded.push(event);
				return Promise.resolve();
			},
		},
	} as unknown as OwnPasswordDeps);
	const session = { id: 'a session', userId: 'ada', user: { email: EMAIL } };
	const owner = { session, where: SOMEWHERE } as unknown as Owner;
	const set = own.set({ newPassword: NEW, currentPassword: 'x' }, owner);
	await expect(set).rejects.toBe(error);
	return recorded;
}

test('a current password that could not be counted is not looked at, and is no limit unless it was one', async () => {
	const alike = Object.assign(new Error('no Problem'), {
		kind: authRequestProblems.guesses_limited,
	});
	expect(await recordedAt(new Error('no database'))).toEqual([]);
	expect(await recordedAt(new Problem(httpProblems.invalid_request))).toEqual([]);
	expect(await recordedAt(alike)).toEqual([]);
	expect(await recordedAt(new Problem(authRequestProblems.guesses_limited))).toEqual([
		{ name: 'guesses_limited', account: { userId: 'ada' }, sessionId: 'a session' },
	]);
});
