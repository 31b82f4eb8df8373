// cspell:words haben schon
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { byMail, type ByMail } from '../../../test/by-mail.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { namesInTrail } from '../../../test/trail.ts';
import { askFor, createVisitor, type Mailed, type Visitor } from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;

const registering = (api: TestApp, visitor: Visitor) => byMail(api, '/auth/register', visitor);

const ways = {
	code: ({ verifyCode }: ByMail, { id, code }: Mailed) => verifyCode(id, code),
	link: ({ verifyLink }: ByMail, { token }: Mailed) => verifyLink(token),
};
const WAYS = ['code', 'link'] as const;

async function login(api: TestApp, password: string, email = EMAIL) {
	const payload = { email, password };
	const visitor = createVisitor(api);
	return visitor.request({ method: 'POST', url: '/auth/login', payload });
}

const countOf = async ({ storage }: TestApp, table: 'user' | 'password' | 'session') =>
	(await storage.db.selectFrom(table).selectAll().execute()).length;

describe.each(WAYS)('registering, proven by %s', (way) => {
	test('makes the account with its password and its name, verified and signed in', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const register = registering(api, ada);
		const wanted = { email: ' Ada@Example.com', password: PASSWORD, name: ' Ada  ' };
		const mailed = await register.askFor({ ...wanted, redirectTo: '/todos?filter=open' }, EMAIL);
		expect(mailed.mail.subject).toBe('Your new Postern account');
		expect([await countOf(api, 'user'), await countOf(api, 'password')]).toEqual([0, 0]);
		const answer = await ways[way](register, mailed);
		expect(answer.statusCode).toBe(200);
		expect(answer.json()).toMatchObject({ email: EMAIL, redirectTo: '/todos?filter=open' });
		const me = await ada.request({ url: '/users/me' });
		expect(me.json()).toMatchObject({ email: EMAIL, name: 'Ada', isEmailVerified: true });
		expect((await login(api, PASSWORD)).statusCode).toBe(200);
		expect((await namesInTrail(api.storage.db)).slice(0, 3)).toEqual([
			'registration_mail_asked',
			'account_created',
			'signed_in',
		]);
	});

	test('without a password makes an account that signs in by mail', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const register = registering(api, ada);
		const mailed = await register.askFor({ email: EMAIL }, EMAIL);
		expect((await ways[way](register, mailed)).statusCode).toBe(200);
		expect([await countOf(api, 'user'), await countOf(api, 'password')]).toEqual([1, 0]);
	});

	test('of an address that got its account meanwhile signs in, and plants no password and no name', async () => {
		await using api = await createTestApp();
		const eve = createVisitor(api);
		const register = registering(api, eve);
		const planted = await register.askFor({ email: EMAIL, password: PASSWORD, name: 'Eve' }, EMAIL);
		const ada = createVisitor(api);
		const own = await askFor(api, ada);
		await ada.verifyCode(own.id, own.code);
		// Somebody reads Ada's mail after all: they are in, and leave nothing that lets them in again.
		expect((await ways[way](register, planted)).statusCode).toBe(200);
		expect(await countOf(api, 'user')).toBe(1);
		expect(await countOf(api, 'password')).toBe(0);
		expectProblem(await login(api, PASSWORD), 401, 'invalid_credentials');
		expect((await ada.request({ url: '/users/me' })).json()).toMatchObject({ name: null });
	});

	test('works once, of fifty tries at the same time', async () => {
		await using api = await createTestApp({ codeTriesMax: 5 });
		const ada = createVisitor(api);
		const register = registering(api, ada);
		const mailed = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		const answers = await Promise.all(
			Array.from({ length: 50 }, () => ways[way](register, mailed)),
		);
		expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
		expect([await countOf(api, 'user'), await countOf(api, 'session')]).toEqual([1, 1]);
	});
});

describe('an address that has an account', () => {
	test('is mailed that it has, and how to sign in; its password and its sessions stay', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const before = await api.storage.db.selectFrom('password').selectAll().execute();
		const register = registering(api, createVisitor(api));
		const mailed = await register.askFor({ email: EMAIL, password: PASSWORD, name: 'Eve' }, EMAIL);
		expect(mailed.mail.subject).toBe('You have a Postern account already');
		expect(mailed.mail.text).toContain('http://localhost:5173/sign-in');
		expect(() => mailed.code).toThrow('no code');
		expect(() => mailed.token).toThrow('no link');
		expect(await api.storage.db.selectFrom('password').selectAll().execute()).toEqual(before);
		expect((await api.send({ url: '/users/me', cookie: ada.cookie })).json()).toMatchObject({
			name: null,
		});
	});

	test('is told so in the language of its person', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		await api.send({
			method: 'PATCH',
			url: '/users/me/profile',
			cookie: ada.cookie,
			payload: { language: 'de' },
		});
		const { mail } = await registering(api, createVisitor(api)).askFor({ email: EMAIL }, EMAIL);
		expect(mail.subject).toContain('Sie haben schon ein Konto');
	});
});

describe('who may not have an account', () => {
	test.each(['closed', 'invited'] as const)(
		'is mailed so while sign-up is %s, and can prove nothing',
		async (signUp) => {
			await using api = await createTestApp({ signUp });
			const register = registering(api, createVisitor(api));
			const mailed = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
			expect(mailed.mail.subject).toContain('No Postern account');
			expect(() => mailed.code).toThrow('no code');
			expect(() => mailed.token).toThrow('no link');
		},
	);

	test('registers once they are invited', async () => {
		await using api = await createTestApp({ signUp: 'invited' });
		await api.services.invitations.invite(EMAIL, 'en');
		await api.mail.next(EMAIL);
		const register = registering(api, createVisitor(api));
		const mailed = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		expect((await register.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
		expect((await login(api, PASSWORD)).statusCode).toBe(200);
	});
});

describe('a proof', () => {
	test('of a registration is none for signing in, and the other way round', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const register = registering(api, ada);
		const registered = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		const signing = await askFor(api, ada);
		expectProblem(await ada.verifyLink(registered.token), 404, 'link_not_valid');
		expectProblem(
			await ada.verifyCode(registered.id, registered.code),
			404,
			'auth_request_not_found',
		);
		expectProblem(await register.verifyLink(signing.token), 404, 'link_not_valid');
		expectProblem(
			await register.verifyCode(signing.id, signing.code),
			404,
			'auth_request_not_found',
		);
		expectProblem(await register.find(signing.id), 404, 'auth_request_not_found');
		expect((await register.find(registered.id)).json()).toMatchObject({ status: 'pending' });
	});

	test('in another browser makes nothing, and uses nothing up', async () => {
		await using api = await createTestApp();
		const register = registering(api, createVisitor(api));
		const mailed = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		const before = await snapshot(api.storage.db);
		const elsewhere = registering(api, createVisitor(api));
		expectProblem(await elsewhere.verifyLink(mailed.token), 403, 'link_other_browser');
		expectProblem(
			await elsewhere.verifyCode(mailed.id, mailed.code),
			404,
			'auth_request_not_found',
		);
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await register.verifyLink(mailed.token)).statusCode).toBe(200);
	});

	test('that is confirmed in another browser makes the account without what a stranger chose', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const eve = registering(api, createVisitor(api));
		const mailed = await eve.askFor({ email: EMAIL, password: PASSWORD, name: 'Eve' }, EMAIL);
		const ada = createVisitor(api);
		const victim = registering(api, ada);
		expectProblem(await victim.verifyLink(mailed.token), 403, 'link_needs_confirmation');
		expect((await victim.verifyLink(mailed.token, true)).statusCode).toBe(200);
		expect(await countOf(api, 'password')).toBe(0);
		expectProblem(await login(api, PASSWORD), 401, 'invalid_credentials');
		expect((await ada.request({ url: '/users/me' })).json()).toMatchObject({ name: null });
	});

	test('with a new mail takes the new secrets and no others, and keeps the wish', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const register = registering(api, ada);
		const first = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		api.clock.advance(MINUTE_MS);
		expect((await register.resend(first.id)).statusCode).toBe(200);
		const code = await api.mail.nextCode(EMAIL);
		expectProblem(await register.verifyLink(first.token), 404, 'link_not_valid');
		expect((await register.verifyCode(first.id, code)).statusCode).toBe(200);
		expect((await login(api, PASSWORD)).statusCode).toBe(200);
	});
});

describe('what is sent', () => {
	test.each([
		['a password that is too short', { password: 'a'.repeat(11) }, 'password'],
		['a password that is too long', { password: 'a'.repeat(257) }, 'password'],
		['a name of too many letters', { name: 'a'.repeat(101) }, 'name'],
		['a name that nobody sees', { name: '\u200b\u200b' }, 'name'],
		['a name of two lines', { name: 'Ada\nLovelace' }, 'name'],
		['no address', { email: 'ada' }, 'email'],
		['a page elsewhere', { redirectTo: '//evil.example' }, 'redirectTo'],
	])('is refused for %s, and nothing is written or mailed', async (_what, wrong, path) => {
		await using api = await createTestApp();
		const before = await snapshot(api.storage.db);
		const visitor = createVisitor(api);
		const sent = await registering(api, visitor).send({ email: EMAIL, ...wrong });
		expectProblem(sent, 422, 'invalid_request');
		expect(sent.json()).toMatchObject({ errors: [{ path }] });
		expect(await snapshot(api.storage.db)).toBe(before);
		expect(visitor.cookies.size).toBe(0);
	});

	test('keeps no password in clear, in no table and in no line of the log', async () => {
		await using api = await createTestApp();
		const register = registering(api, createVisitor(api));
		const { mail } = await register.askFor({ email: EMAIL, password: PASSWORD }, EMAIL);
		expect(await snapshot(api.storage.db)).not.toContain(PASSWORD);
		expect(JSON.stringify(api.logLines())).not.toContain(PASSWORD);
		expect(JSON.stringify(mail)).not.toContain(PASSWORD);
	});
});
