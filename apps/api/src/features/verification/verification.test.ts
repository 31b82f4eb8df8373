import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { byMail, type ByMail } from '../../../test/by-mail.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { namesInTrail } from '../../../test/trail.ts';
import { createVisitor, type Mailed, type Visitor, wrongCode } from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const MINUTE_MS = 60_000;
const PATH = '/users/me/email/verification';

const ways = {
	code: ({ verifyCode }: ByMail, { id, code }: Mailed) => verifyCode(id, code),
	link: ({ verifyLink }: ByMail, { token }: Mailed) => verifyLink(token),
};
const WAYS = ['code', 'link'] as const;

/** A browser in which an account is signed in whose address nobody has proven. */
async function signedIn(api: TestApp, email = EMAIL) {
	const person = await api.createPerson(email, { isVerified: false });
	const visitor = createVisitor(api);
	await login(visitor, person);
	return { person, visitor, verify: byMail(api, PATH, visitor) };
}

const login = (by: Visitor, { email, password }: { email: string; password: string }) =>
	by.request({ method: 'POST', url: '/auth/login', payload: { email, password } });

const meOf = (visitor: Visitor) => visitor.request({ url: '/users/me' });

describe.each(WAYS)('verifying by %s', (way) => {
	test('keeps this session under a new token and the password, and ends the other sessions', async () => {
		await using api = await createTestApp();
		const { person, visitor, verify } = await signedIn(api);
		const other = createVisitor(api);
		await login(other, person);
		await api.mail.next(EMAIL);
		const old = visitor.cookies.get('session') ?? '';
		const mailed = await verify.askFor({}, EMAIL);
		expect(mailed.mail.subject).toBe('Verify your address for Postern');
		expect(mailed.mail.text).not.toContain('/link#t=');
		const answer = await ways[way](verify, mailed);
		expect(answer.json()).toEqual({ userId: person.userId, email: EMAIL, redirectTo: null });
		expect(visitor.cookies.get('session')).not.toBe(old);
		expect((await meOf(visitor)).json()).toMatchObject({ isEmailVerified: true });
		expectProblem(await meOf(other), 401, 'session_ended');
		const stale = await api.send({ url: '/users/me', cookie: `session=${old}` });
		expectProblem(stale, 401, 'session_ended');
		expect((await login(createVisitor(api), person)).statusCode).toBe(200);
		const names = await namesInTrail(api.storage.db);
		expect(names.slice(names.indexOf('verification_mail_asked')).slice(0, 4)).toEqual([
			...['verification_mail_asked', 'address_verified', 'session_revoked', 'session_renewed'],
		]);
	});

	test('counts for the account that asked, and for nobody else who is signed in there', async () => {
		await using api = await createTestApp();
		const { visitor, verify } = await signedIn(api);
		const mailed = await verify.askFor({}, EMAIL);
		await visitor.request({ method: 'POST', url: '/auth/logout' });
		expectProblem(await ways[way](verify, mailed), 401, 'no_session');
		const eve = await api.createPerson('eve@example.com', { isVerified: false });
		await login(visitor, eve);
		expectProblem(await ways[way](verify, mailed), 404, 'auth_request_not_found');
		expect((await meOf(visitor)).json()).toMatchObject({ isEmailVerified: false });
		expect(await api.storage.db.selectFrom('user').select('verified_at').execute()).toEqual([
			{ verified_at: null },
			{ verified_at: null },
		]);
	});

	test('proves nothing once the account has another address', async () => {
		await using api = await createTestApp();
		const { visitor, verify } = await signedIn(api);
		const mailed = await verify.askFor({}, EMAIL);
		await api.storage.db.updateTable('user').set({ email: 'new@example.com' }).execute();
		expectProblem(await ways[way](verify, mailed), 404, 'auth_request_not_found');
		expect((await meOf(visitor)).json()).toMatchObject({ isEmailVerified: false });
	});

	test('works once, of twenty tries at the same time', async () => {
		await using api = await createTestApp();
		const { verify } = await signedIn(api);
		const mailed = await verify.askFor({}, EMAIL);
		const answers = await Promise.all(Array.from({ length: 20 }, () => ways[way](verify, mailed)));
		expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
	});
});

describe('a mail to verify with', () => {
	test('is not sent for an address that is verified', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const before = await snapshot(api.storage.db);
		const refused = await byMail(api, PATH, createVisitor(api), ada.cookie).send({});
		expectProblem(refused, 409, 'email_verified_already');
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('is limited like every other, and a new one takes the place of the old', async () => {
		await using api = await createTestApp();
		const { verify } = await signedIn(api);
		const first = await verify.askFor({}, EMAIL);
		expectProblem(await verify.resend(first.id), 429, 'mails_limited');
		api.clock.advance(MINUTE_MS);
		expect((await verify.resend(first.id)).statusCode).toBe(200);
		const code = await api.mail.nextCode(EMAIL);
		expectProblem(await verify.verifyLink(first.token), 404, 'link_not_valid');
		expectProblem(await verify.verifyCode(first.id, wrongCode(code)), 401, 'code_wrong');
		expect((await verify.verifyCode(first.id, code)).statusCode).toBe(200);
	});

	test('may be asked for where the unverified reach their account only', async () => {
		await using api = await createTestApp({ unverifiedMay: 'account' });
		const { visitor, verify } = await signedIn(api);
		expectProblem(await visitor.request({ url: '/todos' }), 403, 'email_not_verified');
		const mailed = await verify.askFor({}, EMAIL);
		expect((await verify.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
		expect((await visitor.request({ url: '/todos' })).statusCode).toBe(200);
	});

	test('signs nobody in', async () => {
		await using api = await createTestApp();
		const { visitor, verify } = await signedIn(api);
		const mailed = await verify.askFor({}, EMAIL);
		expectProblem(await visitor.verifyLink(mailed.token), 404, 'link_not_valid');
		const found = await visitor.verifyCode(mailed.id, mailed.code);
		expectProblem(found, 404, 'auth_request_not_found');
	});
});
