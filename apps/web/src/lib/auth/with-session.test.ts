import { Problem } from '@postern/api-client';
import { expect, test } from 'vitest';
import {
	ada,
	bob,
	Calls,
	createTestAuth,
	offline,
	sessionEnded,
	settle,
} from '../../../test/fakes.ts';
import { SessionLost } from './auth-state.ts';
import { createWithSession } from './with-session.ts';

const credentials = { email: ada.email, password: 'correct horse' };

async function createWork() {
	const world = createTestAuth();
	await world.asAda();
	const writes = new Calls<string>();
	return { ...world, writes, withSession: createWithSession(world.auth) };
}

test('a request is sent again once after the same person has signed in again', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const done = withSession(writes.call);
	await writes.fail(sessionEnded);
	expect(auth.state).toMatchObject({ interrupted: { user: ada } });
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	await writes.answer('saved');
	expect(await done).toBe('saved');
	expect(writes.count).toBe(2);
});

test('requests interrupted at the same time share one sign-in and are each sent again once', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const all = Promise.all([1, 2, 3].map(() => withSession(writes.call)));
	for (const _ of [1, 2, 3]) await writes.fail(sessionEnded);
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	expect(writes.count).toBe(6);
	for (const _ of [1, 2, 3]) await writes.answer('saved');
	expect(await all).toEqual(['saved', 'saved', 'saved']);
	expect(logins.count).toBe(1);
});

test('a request that is refused a second time is not sent a third time', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const done = withSession(writes.call).catch((error: unknown) => error);
	await writes.fail(sessionEnded);
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	await writes.fail(sessionEnded);
	expect(await done).toBe(sessionEnded);
	expect(writes.count).toBe(2);
});

test('an answer from before the last sign-in opens no dialog: the request goes out again', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const first = withSession(writes.call);
	const late = withSession(writes.call);
	await writes.fail(sessionEnded);
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	expect(auth.state.kind).toBe('signed-in');
	// The queue holds the late one first, then the first one sent again.
	await writes.fail(sessionEnded);
	expect(auth.state.kind).toBe('signed-in');
	await writes.answer('first');
	await writes.answer('late');
	expect(await Promise.all([first, late])).toEqual(['first', 'late']);
});

test('nothing is sent again for a different person, who starts clean', async () => {
	const { auth, logins, withSession, world, writes } = await createWork();
	const done = withSession(writes.call).catch((error: unknown) => error);
	await writes.fail(sessionEnded);
	void auth.signIn({ email: bob.email, password: 'x' });
	await logins.answer({ userId: bob.id });
	expect(await done).toBeInstanceOf(SessionLost);
	expect(writes.count).toBe(1);
	expect(world.cleanStarts).toBe(1);
});

test('nothing is sent again when the person signs out instead', async () => {
	const { auth, withSession, writes } = await createWork();
	const done = withSession(writes.call).catch((error: unknown) => error);
	await writes.fail(sessionEnded);
	void auth.signOut();
	expect(await done).toBeInstanceOf(SessionLost);
	expect(writes.count).toBe(1);
});

test('a wrong password in the dialog keeps the request waiting', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const done = withSession(writes.call);
	await writes.fail(sessionEnded);
	void auth.signIn(credentials).catch(() => undefined);
	await logins.fail(new Problem({ status: 401, code: 'invalid_credentials', title: '' }));
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	await writes.answer('saved');
	expect(await done).toBe('saved');
});

test.each([
	['silence', offline, 'unconfirmed'],
	['503', new Problem({ status: 503, code: 'unavailable', title: '' }), 'unconfirmed'],
	['500', new Problem({ status: 500, code: 'internal_error', title: '' }), 'signed-in'],
	['429', new Problem({ status: 429, code: 'rate_limited', title: '' }), 'signed-in'],
	['404', new Problem({ status: 404, code: 'todo_not_found', title: '' }), 'signed-in'],
])(
	'a request answered with %s fails at once, and only silence leaves the person unconfirmed',
	async (_, error, kind) => {
		const { auth, withSession, writes } = await createWork();
		const done = withSession(writes.call).catch((failure: unknown) => failure);
		await writes.fail(error);
		expect(await done).toBe(error);
		await settle();
		expect(auth.state.kind).toBe(kind);
	},
);

const tooOld = new Problem({ status: 403, code: 'step_up_required', title: '' });

test('a request that wants a new proof is sent again once the person has given one', async () => {
	const { auth, logins, withSession, writes } = await createWork();
	const done = withSession(writes.call);
	await writes.fail(tooOld);
	expect(auth.stepUp).toMatchObject({ user: ada });
	expect(auth.state.kind).toBe('signed-in');
	void auth.signIn(credentials);
	await logins.answer({ userId: ada.id });
	expect(auth.stepUp).toBeNull();
	await writes.answer('saved');
	expect(await done).toBe('saved');
	expect(writes.count).toBe(2);
});

test('a look at the session is no new proof', async () => {
	const { auth, users, withSession, writes } = await createWork();
	void withSession(writes.call);
	await writes.fail(tooOld);
	const check = auth.confirm();
	await users.answer(ada);
	await check;
	expect(auth.stepUp).not.toBeNull();
	expect(writes.count).toBe(1);
});

test('a proof that is declined leaves everything as it was', async () => {
	const { auth, withSession, writes } = await createWork();
	const done = withSession(writes.call).catch((error: unknown) => error);
	await writes.fail(tooOld);
	auth.declineProof();
	expect(await done).toBeInstanceOf(SessionLost);
	expect(auth.state).toEqual({ kind: 'signed-in', user: ada });
	expect(auth.stepUp).toBeNull();
	expect(writes.count).toBe(1);
});

test('a proof by somebody else sends nothing of the first person', async () => {
	const { auth, logins, withSession, world, writes } = await createWork();
	const done = withSession(writes.call).catch((error: unknown) => error);
	await writes.fail(tooOld);
	void auth.signIn({ email: bob.email, password: 'x' });
	await logins.answer({ userId: bob.id });
	expect(await done).toBeInstanceOf(SessionLost);
	expect(writes.count).toBe(1);
	expect(world.cleanStarts).toBe(1);
});
