import { Unreachable } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { ada, bob, createTestAuth, offline, sessionEnded, settle } from '../../../test/fakes.ts';
import { fakeMemory, fakeTransport, pending, problem, proof } from '../../../test/mail-fakes.ts';
import { LinkSignIn } from './link-sign-in.svelte.ts';

const TOKEN = 'x'.repeat(43);

function createTestLink(id: string | null = null) {
	const api = fakeTransport();
	const memory = fakeMemory(id);
	const session = createTestAuth();
	const led: (string | null)[] = [];
	const link = new LinkSignIn({
		transport: api.transport,
		memory,
		auth: session.auth,
		arrive: (redirectTo) => led.push(redirectTo),
	});
	return { ...api, link, memory, session, led };
}

/** A link was opened and refused. */
async function refuse(error: unknown, id: string | null = null) {
	const test = createTestLink(id);
	void test.link.open(TOKEN);
	await test.calls.verifyLink.fail(error);
	return test;
}

describe('open', () => {
	test('sends the token at once and signs in', async () => {
		const { link, calls, sent, session, memory, led } = createTestLink('request-1');
		void link.open(TOKEN);
		expect(sent).toEqual([['verifyLink', TOKEN, false]]);
		expect(link.phase.kind).toBe('opening');
		await calls.verifyLink.answer(proof);
		expect(led).toEqual(['/todos']);
		expect(session.told).toEqual([{ kind: 'signed-in', userId: ada.id }]);
		await session.users.answer(ada);
		expect(link.phase.kind).toBe('done');
		expect(memory.id).toBeNull();
	});

	test('takes the place of whoever is signed in here', async () => {
		const { link, calls, session } = createTestLink();
		const check = session.auth.ensureAuthenticated();
		await session.users.answer(bob);
		await check;
		void link.open(TOKEN);
		await calls.verifyLink.answer(proof);
		expect(session.world.cleanStarts).toBe(1);
	});

	test('without a token sends nothing', async () => {
		const { link, sent, session } = createTestLink();
		void link.open(null);
		await session.users.fail(problem('no_session', { status: 401 }));
		expect(link.phase.kind).toBe('no-token');
		expect(sent).toEqual([]);
	});

	test('without a token, after a reload, goes on where the link has worked', async () => {
		const { link, session } = createTestLink();
		void link.open(null);
		await session.users.answer(ada);
		expect(link.phase.kind).toBe('done');
	});

	test('of a second link in the same tab is the one that counts', async () => {
		const { link, calls, sent } = createTestLink();
		void link.open(TOKEN);
		void link.open('y'.repeat(43));
		await calls.verifyLink.fail(problem('link_not_valid'));
		expect(link.phase.kind).toBe('opening');
		expect(sent.at(-1)).toEqual(['verifyLink', 'y'.repeat(43), false]);
		await calls.verifyLink.fail(problem('auth_request_expired'));
		expect(link.phase).toMatchObject({ kind: 'refused', error: { code: 'auth_request_expired' } });
	});
});

describe('another browser', () => {
	test('signs nobody in, and keeps nothing of the token', async () => {
		const { link, sent } = await refuse(problem('link_other_browser'));
		expect(link.phase).toMatchObject({ kind: 'refused', mayRetry: false });
		await link.retry();
		expect(sent).toHaveLength(1);
	});

	test('asks first where the policy lets it, and sends the word only after a press', async () => {
		const { link, calls, sent, session } = await refuse(problem('link_needs_confirmation'));
		expect(link.phase.kind).toBe('unconfirmed');
		await settle();
		expect(sent).toHaveLength(1);
		void link.confirm();
		expect(sent.at(-1)).toEqual(['verifyLink', TOKEN, true]);
		await calls.verifyLink.answer(proof);
		await session.users.answer(ada);
		expect(link.phase.kind).toBe('done');
	});

	test('asks again for the next link', async () => {
		const { link, sent } = await refuse(problem('link_needs_confirmation'));
		void link.confirm();
		void link.open('y'.repeat(43));
		expect(sent.at(-1)).toEqual(['verifyLink', 'y'.repeat(43), false]);
	});
});

describe('a refusal', () => {
	test.each([
		'link_not_valid',
		'auth_request_expired',
		'sign_up_closed',
		'account_disabled',
		'invalid_request',
	])('is for good: %s', async (code) => {
		const { link } = await refuse(problem(code));
		expect(link.phase).toMatchObject({ kind: 'refused', mayRetry: false, error: { code } });
	});

	test.each([
		['silence', offline],
		['a slow answer', new Unreachable('timeout')],
		['rate_limited', problem('rate_limited', { retryAfterSeconds: 9 })],
		['unavailable', problem('unavailable', { status: 503 })],
	])('is only for now, and the same token is tried again: %s', async (_, error) => {
		const { link, sent, calls, session } = await refuse(error);
		expect(link.phase).toEqual({ kind: 'refused', error, mayRetry: true });
		void link.retry();
		expect(sent.at(-1)).toEqual(['verifyLink', TOKEN, false]);
		await calls.verifyLink.answer(proof);
		await session.users.answer(ada);
		expect(link.phase.kind).toBe('done');
	});

	test('still carries the person’s word into the next try', async () => {
		const { link, calls, sent } = await refuse(problem('link_needs_confirmation'));
		void link.confirm();
		await calls.verifyLink.fail(offline);
		void link.retry();
		expect(sent.at(-1)).toEqual(['verifyLink', TOKEN, true]);
	});

	test('of a link whose first answer got lost finds the session it began', async () => {
		const { link, calls, session } = await refuse(new Unreachable('timeout'));
		void link.retry();
		await calls.verifyLink.fail(problem('auth_request_used'));
		await session.users.answer(ada);
		expect(link.phase.kind).toBe('done');
	});

	test('of a used link says so, and whether somebody is signed in all the same', async () => {
		const { link, session } = await refuse(problem('auth_request_used'));
		await session.users.answer(bob);
		expect(link.phase).toMatchObject({ kind: 'refused', error: { code: 'auth_request_used' } });
		expect(link.isSignedIn).toBe(true);

		const other = await refuse(problem('auth_request_used'));
		await other.session.users.fail(sessionEnded);
		expect(other.link.isSignedIn).toBe(false);
	});

	test('asks for the address of the request under way, and shows itself meanwhile', async () => {
		const { link, calls, sent } = await refuse(problem('link_not_valid'), 'request-1');
		expect(link.phase.kind).toBe('refused');
		expect(sent.at(-1)).toEqual(['find', 'request-1']);
		await calls.find.answer(pending);
		expect(link.knownEmail).toBe(ada.email);
	});

	test('does without the address where the API does not tell it', async () => {
		const { link, calls } = await refuse(problem('link_not_valid'), 'request-1');
		await calls.find.fail(offline);
		expect(link.knownEmail).toBeNull();
	});
});
