import { Problem, Unreachable } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { ada, bob, createTestAuth, offline, sessionEnded, settle } from '../../../test/fakes.ts';

const noSession = new Problem({ status: 401, code: 'no_session', title: '' });
const credentials = { email: ada.email, password: 'correct horse' };

describe('ensureAuthenticated', () => {
	test('asks once in 20 seconds and again after them', async () => {
		const { auth, users, world, asAda } = createTestAuth();
		await asAda();
		world.now = 19_999;
		expect(await auth.ensureAuthenticated()).toMatchObject({ kind: 'signed-in' });
		expect(users.count).toBe(1);
		world.now = 20_000;
		void auth.ensureAuthenticated();
		expect(users.count).toBe(2);
	});

	test('gives callers at the same time one request and one fresh answer', async () => {
		const { auth, users } = createTestAuth();
		const calls = [1, 2, 3].map(() => auth.ensureAuthenticated());
		expect(users.count).toBe(1);
		await users.answer(ada);
		for (const outcome of await Promise.all(calls)) {
			expect(outcome).toEqual({ kind: 'signed-in', user: ada });
		}
	});

	test('ignores an answer that comes after the sign-out', async () => {
		const { auth, users, logouts } = createTestAuth();
		const check = auth.ensureAuthenticated();
		const leaving = auth.signOut();
		await logouts.answer(undefined);
		await leaving;
		await users.answer(ada);
		expect(await check).toMatchObject({ kind: 'signed-out', cause: 'here' });
		expect(auth.state.kind).toBe('signed-out');
	});

	test('asks anew after a sign-in, without waiting for the request from before it', async () => {
		const { auth, users, logins } = createTestAuth();
		void auth.ensureAuthenticated();
		const signIn = auth.signIn(credentials);
		await logins.answer({ userId: ada.id });
		expect(users.count).toBe(2);
		await users.fail(sessionEnded);
		await users.answer(ada);
		await signIn;
		expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	});

	test.each([
		'no_session',
		'session_expired_idle',
		'session_expired_absolute',
		'session_ended',
		'account_disabled',
	])('ends the state for a 401 %s', async (code) => {
		const { auth, users } = createTestAuth();
		const check = auth.ensureAuthenticated();
		await users.fail(new Problem({ status: 401, code, title: '' }));
		expect(await check).toEqual({ kind: 'signed-out', cause: 'api' });
	});

	test.each([
		['a network error', offline],
		['a timeout', new Unreachable('timeout')],
		['a proxy’s page', new Unreachable('unreadable', { status: 502 })],
		['429', new Problem({ status: 429, code: 'rate_limited', title: '' })],
		['500', new Problem({ status: 500, code: 'internal_error', title: '' })],
		['503', new Problem({ status: 503, code: 'unavailable', title: '' })],
		['a 401 that is about no session', new Problem({ status: 401, code: 'new_code', title: '' })],
	])('keeps a known person for %s, unconfirmed until the API answers', async (_, error) => {
		const { auth, users, world, asAda } = createTestAuth();
		await asAda();
		world.now = 20_000;
		const check = auth.ensureAuthenticated();
		await users.fail(error);
		expect(await check).toEqual({ kind: 'unconfirmed', user: ada });
		const again = auth.ensureAuthenticated();
		await users.answer(ada);
		expect(await again).toEqual({ kind: 'signed-in', user: ada });
	});

	test('says unreachable where nobody is known, and takes nobody for signed out', async () => {
		const { auth, users } = createTestAuth();
		const check = auth.ensureAuthenticated();
		await users.fail(offline);
		expect(await check).toEqual({ kind: 'unreachable', error: offline });
		expect(auth.state.kind).toBe('unknown');
	});

	test('starts clean when the session turns out to be somebody else’s', async () => {
		const { auth, users, world, asAda } = createTestAuth();
		await asAda();
		world.now = 20_000;
		void auth.ensureAuthenticated();
		await users.answer(bob);
		expect(world.cleanStarts).toBe(1);
		expect(auth.user).toBeNull();
	});
});

describe('enter', () => {
	test('takes any proof for a sign-in: the tabs hear of it and the API is asked who it is', async () => {
		const { auth, users, told } = createTestAuth();
		const entering = auth.enter(async () => Promise.resolve({ userId: ada.id, more: 7 }));
		await settle();
		await users.answer(ada);
		expect(await entering).toEqual({ userId: ada.id, more: 7 });
		expect(told).toEqual([{ kind: 'signed-in', userId: ada.id }]);
		expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	});

	test('lets no sign-out be told while the proof is under way', async () => {
		const { auth, farewell, logouts, users, asAda } = createTestAuth();
		await asAda();
		void auth.signOut();
		await logouts.fail(offline);
		const proof = Promise.withResolvers<{ userId: string }>();
		const entering = auth.enter(() => proof.promise);
		expect(await farewell.tell()).toBe(false);
		proof.resolve({ userId: ada.id });
		await settle();
		await users.answer(ada);
		await entering;
		expect(farewell.isPending).toBe(false);
		expect(logouts.count).toBe(1);
	});

	test('changes nothing when the proof is refused', async () => {
		const { auth, told, asAda } = createTestAuth();
		await asAda();
		await expect(auth.enter(() => Promise.reject(offline))).rejects.toBe(offline);
		expect(told).toEqual([]);
		expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	});

	test('notices a browser that drops the cookie, by the one check that follows', async () => {
		const { auth, users, world } = createTestAuth();
		const entering = auth.enter(() => Promise.resolve({ userId: ada.id }));
		await settle();
		await users.fail(noSession);
		await entering;
		expect(world.notKept).toBe(1);
		expect(users.count).toBe(1);
	});

	test.each([
		['the session was ended meanwhile', sessionEnded],
		['the API does not answer', offline],
	])('does not blame the browser when %s', async (_, error) => {
		const { auth, users, world } = createTestAuth();
		const before = auth.ensureAuthenticated();
		await users.fail(noSession);
		await before;
		const entering = auth.enter(() => Promise.resolve({ userId: ada.id }));
		await settle();
		await users.fail(error);
		await entering;
		expect(world.notKept).toBe(0);
	});

	test('ends the interruption of the same person without another question', async () => {
		const { auth, users, asAda } = createTestAuth();
		await asAda();
		const again = auth.signedInAgain(sessionEnded);
		await auth.enter(() => Promise.resolve({ userId: ada.id }));
		await again;
		expect(users.count).toBe(1);
	});
});

describe('signOut', () => {
	test('ends the state and tells the tabs before the API has answered', async () => {
		const { auth, told, world, logouts, asAda } = createTestAuth();
		await asAda();
		void auth.signOut();
		expect(auth.user).toBeNull();
		expect(told).toEqual([{ kind: 'signed-out' }]);
		expect(world.hint).toBe(false);
		expect(logouts.count).toBe(1);
	});

	test('says that the API could not be told, and does not forget it', async () => {
		const { auth, farewell, logouts, world, asAda } = createTestAuth();
		await asAda();
		const leaving = auth.signOut();
		await logouts.fail(offline);
		expect(await leaving).toBe(false);
		expect(farewell.status).toBe('untold');
		expect(world.pending).toBe(true);
	});

	test('that the API has not heard of keeps its cookie from signing the person in again', async () => {
		const { auth, users, logouts, world } = createTestAuth();
		world.pending = true;
		const check = auth.ensureAuthenticated();
		await logouts.fail(offline);
		expect(await check).toMatchObject({ kind: 'signed-out' });
		expect(users.count).toBe(0);
	});

	test('is not told any more once somebody has signed in', async () => {
		const { auth, farewell, logins, logouts, users, asAda } = createTestAuth();
		await asAda();
		void auth.signOut();
		await logouts.fail(offline);
		const signIn = auth.signIn(credentials);
		expect(await farewell.tell()).toBe(false);
		await logins.answer({ userId: ada.id });
		await users.answer(ada);
		await signIn;
		expect(await farewell.tell()).toBe(true);
		expect(logouts.count).toBe(1);
	});

	test('is still to be told after a sign-in that failed', async () => {
		const { auth, farewell, logins, logouts, asAda } = createTestAuth();
		await asAda();
		void auth.signOut();
		await logouts.fail(offline);
		const signIn = auth.signIn(credentials).catch(() => 'refused');
		await logins.fail(new Problem({ status: 401, code: 'invalid_credentials', title: '' }));
		expect(await signIn).toBe('refused');
		void farewell.tell();
		await settle();
		expect(logouts.count).toBe(2);
	});
});

describe('another tab', () => {
	test('that signs out ends the state here', async () => {
		const { auth, asAda, logouts } = createTestAuth();
		await asAda();
		await auth.hear({ kind: 'signed-out' });
		expect(auth.state).toEqual({ kind: 'signed-out', cause: 'other-tab' });
		expect(logouts.count).toBe(0);
	});

	test('that signs in wakes this one', async () => {
		const { auth, users } = createTestAuth();
		const heard = auth.hear({ kind: 'signed-in', userId: ada.id });
		await users.answer(ada);
		await heard;
		expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	});

	test('that signs in as the same person ends the interruption here', async () => {
		const { auth, asAda } = createTestAuth();
		await asAda();
		const again = auth.signedInAgain(sessionEnded);
		await auth.hear({ kind: 'signed-in', userId: ada.id });
		await again;
		expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	});

	test('that signs in as somebody else makes this one start clean', async () => {
		const { auth, asAda, world } = createTestAuth();
		await asAda();
		await auth.hear({ kind: 'signed-in', userId: bob.id });
		expect(world.cleanStarts).toBe(1);
		expect(auth.user).toBeNull();
	});
});

test('a session that ends interrupts a person at work, and nobody on a public page', async () => {
	const { auth, users, world, asAda } = createTestAuth();
	await asAda();
	world.now = 20_000;
	void auth.ensureAuthenticated();
	await users.fail(sessionEnded);
	expect(auth.user).toEqual(ada);
	expect(auth.state).toMatchObject({ interrupted: { user: ada, problem: sessionEnded } });

	const other = createTestAuth();
	await other.asAda();
	other.auth.isAtWork = false;
	void other.auth.confirm();
	await other.users.fail(sessionEnded);
	expect(other.auth.user).toBeNull();
});
