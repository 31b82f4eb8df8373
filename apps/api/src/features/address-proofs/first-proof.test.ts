/** Whoever prepares an account for somebody else's address has nothing of it once they prove the address (#48, #49). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { namesInTrail } from '../../../test/trail.ts';
import {
	askFor,
	createVisitor,
	type Mailed,
	setCookiesOf,
	type Visitor,
} from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';

const ways = {
	code: ({ verifyCode }: Visitor, { id, code }: Mailed) => verifyCode(id, code),
	link: ({ verifyLink }: Visitor, { token }: Mailed) => verifyLink(token),
};
const WAYS = ['code', 'link'] as const;

const login = (by: Pick<Visitor, 'request'>, { email, password }: Person) =>
	by.request({ method: 'POST', url: '/auth/login', payload: { email, password } });

const me = (api: TestApp, cookie: string) => api.send({ url: '/users/me', cookie });

describe.each(WAYS)('the first proof of an address, by %s', (way) => {
	test('ends the sessions and the password that were there before, and says so beforehand', async () => {
		await using api = await createTestApp();
		const eve = await api.signIn(EMAIL, { isVerified: false });
		const elsewhere = createVisitor(api);
		expect((await login(elsewhere, eve)).statusCode).toBe(200);
		await api.mail.next(EMAIL);
		expect((await me(api, eve.cookie)).json()).toMatchObject({ isEmailVerified: false });
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(mailed.mail.text).toContain('Nobody has confirmed this address yet');
		expect((await ways[way](ada, mailed)).statusCode).toBe(200);
		expectProblem(await me(api, eve.cookie), 401, 'session_ended');
		const ended = await elsewhere.request({ url: '/users/me' });
		expectProblem(ended, 401, 'session_ended');
		expect(ended.json()).toMatchObject({ reason: 'address_verified' });
		expectProblem(await login(createVisitor(api), eve), 401, 'invalid_credentials');
		const mine = await ada.request({ url: '/users/me' });
		expect(mine.json()).toMatchObject({ id: eve.userId, isEmailVerified: true });
		expect(await api.storage.db.selectFrom('password').selectAll().execute()).toEqual([]);
		const names = await namesInTrail(api.storage.db);
		expect(names.slice(names.indexOf('address_verified'))).toEqual([
			...['address_verified', 'session_revoked', 'session_revoked', 'unproven_password_removed'],
			...['signed_in', 'new_browser', 'password_wrong'],
		]);
	});

	test('is the only one that ends anything', async () => {
		await using api = await createTestApp();
		const person = await api.signIn(EMAIL, { isVerified: false });
		const ada = createVisitor(api);
		await ways[way](ada, await askFor(api, ada));
		await api.services.passwords.set(person.userId, 'a password of her own');
		await api.mail.next(EMAIL);
		const again = createVisitor(api);
		const mailed = await askFor(api, again);
		expect(mailed.mail.text).not.toContain('Nobody has confirmed');
		expect((await ways[way](again, mailed)).statusCode).toBe(200);
		expect((await ada.request({ url: '/users/me' })).statusCode).toBe(200);
		const own = { ...person, password: 'a password of her own' };
		expect((await login(createVisitor(api), own)).statusCode).toBe(200);
	});

	test('that makes the account finds nothing to end', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		await ways[way](ada, await askFor(api, ada));
		expect((await ada.request({ url: '/users/me' })).json()).toMatchObject({
			isEmailVerified: true,
		});
		expect(await namesInTrail(api.storage.db)).toEqual([
			'sign_in_mail_asked',
			'account_created',
			'signed_in',
		]);
	});

	test('that fails ends nothing', async () => {
		await using api = await createTestApp();
		const eve = await api.signIn(EMAIL, { isVerified: false });
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		await api.storage.db.updateTable('user').set({ disabled_at: 1 }).execute();
		expectProblem(await ways[way](ada, mailed), 401, 'account_disabled');
		await api.storage.db.updateTable('user').set({ disabled_at: null }).execute();
		expect((await me(api, eve.cookie)).json()).toMatchObject({ isEmailVerified: false });
		expect((await login(createVisitor(api), eve)).statusCode).toBe(200);
	});
});

test('a thousand requests of a session that the proof ended: none passes', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	const eve = await api.signIn(EMAIL, { isVerified: false });
	const ada = createVisitor(api);
	await ways.code(ada, await askFor(api, ada));
	const answers = await Promise.all(Array.from({ length: 1000 }, () => me(api, eve.cookie)));
	expect(answers.filter(({ statusCode }) => statusCode !== 401)).toEqual([]);
});

test('a password that is removed while it is being proven signs nobody in', async () => {
	await using api = await createTestApp();
	const eve = await api.createPerson(EMAIL, { isVerified: false });
	const proven = await api.services.passwords.prove(EMAIL, eve.password, AbortSignal.timeout(5000));
	const ada = createVisitor(api);
	await ways.code(ada, await askFor(api, ada));
	expect(proven).not.toBeNull();
	const { db } = api.storage;
	const isCurrent = await db
		.transaction()
		.execute((trx) =>
			api.services.passwords.isStill(trx, proven ?? { userId: '', generation: '' }),
		);
	expect(isCurrent).toBe(false);
});

describe('where the unverified may reach their account only', () => {
	let api: TestApp;
	let eve: Person;
	beforeAll(async () => {
		api = await createTestApp({ unverifiedMay: 'account' });
		eve = await api.signIn(EMAIL, { isVerified: false });
	});
	afterAll(() => api[Symbol.asyncDispose]());

	test.each(['/users/me', '/users/me/profile', '/users/me/sessions', '/users/me/activity'])(
		'%s answers them',
		async (url) => {
			expect((await api.send({ url, cookie: eve.cookie })).statusCode).toBe(200);
		},
	);

	test('the rest does not, and says why', async () => {
		expectProblem(await api.send({ url: '/todos', cookie: eve.cookie }), 403, 'email_not_verified');
		const written = await api.send({
			method: 'POST',
			url: '/todos',
			cookie: eve.cookie,
			payload: { title: 'early' },
		});
		expectProblem(written, 403, 'email_not_verified');
		expect(await api.storage.db.selectFrom('todo').selectAll().execute()).toEqual([]);
	});

	test('the very next request after the proof is let in', async () => {
		const ada = createVisitor(api);
		const signedIn = await ways.link(ada, await askFor(api, ada));
		expect(setCookiesOf(signedIn)).toHaveLength(2);
		expect((await ada.request({ url: '/todos' })).statusCode).toBe(200);
	});
});
