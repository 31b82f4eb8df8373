import { Unreachable } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { ada, createTestAuth, offline, settle, sessionEnded } from '../../../test/fakes.ts';
import {
	fakeMemory,
	fakeTransport,
	pending,
	problem,
	proof,
	sentAs,
} from '../../../test/mail-fakes.ts';
import { MailSignIn } from './mail-sign-in.svelte.ts';
import { createStartByMail } from './start-by-mail.ts';

function createTestMail(id: string | null = pending.authRequestId) {
	const api = fakeTransport();
	const memory = fakeMemory(id);
	const session = createTestAuth();
	const clock = { now: 1_000_000 };
	const led: (string | null)[] = [];
	const mail = new MailSignIn({
		transport: api.transport,
		start: createStartByMail({ transport: api.transport, memory }),
		memory,
		auth: session.auth,
		arrive: (redirectTo) => led.push(redirectTo),
		now: () => clock.now,
	});

	/** Lets time pass, and the page notice it. */
	function pass(seconds: number): void {
		clock.now += seconds * 1000;
		mail.tick();
	}

	return { ...api, mail, memory, session, led, pass };
}

/** A mail is on its way and the page for its code is open. */
async function openPage(request = pending) {
	const test = createTestMail();
	void test.mail.resume();
	await test.calls.find.answer(request);
	return test;
}

async function tryCode({ mail, calls }: Awaited<ReturnType<typeof openPage>>, error: unknown) {
	mail.code = '123456';
	void mail.verify();
	await calls.verifyCode.fail(error);
}

describe('resume', () => {
	test('asks the API about the remembered request and shows what it says', async () => {
		const { mail, sent } = await openPage({ ...pending, expiresIn: 540, resendAfter: 12 });
		expect(sent).toEqual([['find', 'request-1']]);
		expect(mail.phase).toMatchObject({ kind: 'waiting', request: { email: ada.email } });
		expect(mail.secondsLeft).toMatchObject({ life: 540, send: 12 });
	});

	test('asks nothing where nothing is remembered', async () => {
		const { mail, sent } = createTestMail(null);
		await mail.resume();
		expect(mail.phase.kind).toBe('none');
		expect(sent).toEqual([]);
	});

	test.each(['expired', 'spent'] as const)('tells that the mail is over: %s', async (status) => {
		const { mail } = await openPage({ ...pending, status });
		expect(mail.phase).toMatchObject({ kind: 'over', how: status, request: { email: ada.email } });
	});

	test('forgets a request that is not known to the API, or not of this browser', async () => {
		const { mail, calls, memory } = createTestMail();
		void mail.resume();
		await calls.find.fail(problem('auth_request_not_found'));
		expect(mail.phase.kind).toBe('gone');
		expect(memory.id).toBeNull();
	});

	test('keeps the request while the API is silent, and takes it up when it is back', async () => {
		const { mail, calls, memory } = createTestMail();
		void mail.resume();
		await calls.find.fail(offline);
		expect(mail.phase.kind).toBe('unknown');
		expect(mail.failure).toEqual({ at: 'asking', error: offline });
		expect(mail.isAsking).toBe(false);
		expect(memory.id).toBe('request-1');
		void mail.refresh();
		expect(mail.isAsking).toBe(true);
		await calls.find.answer(pending);
		expect(mail.phase.kind).toBe('waiting');
		expect(mail.failure).toBeNull();
	});

	test('of a used mail signs in where its session is this browser’s', async () => {
		const { mail, calls, session, memory } = createTestMail();
		void mail.resume();
		await calls.find.answer({ ...pending, status: 'used' });
		await session.users.answer(ada);
		expect(mail.phase.kind).toBe('done');
		expect(memory.id).toBeNull();
	});

	test('of a mail that was used elsewhere says so', async () => {
		const { mail, calls, session } = createTestMail();
		void mail.resume();
		await calls.find.answer({ ...pending, status: 'used' });
		await session.users.fail(problem('no_session', { status: 401 }));
		expect(mail.phase).toMatchObject({ kind: 'over', how: 'used' });
	});
});

describe('refresh', () => {
	test('that fails leaves the page as it is', async () => {
		const { mail, calls } = await openPage();
		void mail.refresh();
		await calls.find.fail(offline);
		expect(mail.phase.kind).toBe('waiting');
		expect(mail.failure).toBeNull();
	});

	test('shows a mail that was sent again from another tab', async () => {
		const { mail, calls, pass } = await openPage();
		pass(600);
		expect(mail.phase).toMatchObject({ kind: 'over', how: 'expired' });
		void mail.refresh();
		await calls.find.answer({ ...pending, expiresIn: 580 });
		expect(mail.phase.kind).toBe('waiting');
		expect(mail.secondsLeft.life).toBe(580);
	});

	test('answered after a code has been sent off changes nothing', async () => {
		const { mail, calls } = await openPage();
		void mail.refresh();
		mail.code = '123456';
		void mail.verify();
		await calls.verifyCode.fail(problem('code_wrong', { triesLeft: 3 }));
		await calls.find.answer({ ...pending, triesLeft: 5 });
		expect(mail.phase).toMatchObject({ request: { triesLeft: 3 } });
	});
});

describe('verify', () => {
	test('signs in, tells the tabs, and knows where to go before anybody hears of it', async () => {
		const { mail, calls, sent, session, memory, led } = await openPage();
		mail.code = '123456';
		void mail.verify();
		expect(mail.activity).toBe('verifying');
		expect(sent.at(-1)).toEqual(['verifyCode', 'request-1', '123456']);
		await calls.verifyCode.answer(proof);
		expect(led).toEqual(['/todos']);
		expect(session.told).toEqual([{ kind: 'signed-in', userId: ada.id }]);
		await session.users.answer(ada);
		expect(session.auth.state).toEqual({ kind: 'signed-in', user: ada });
		expect(mail.phase.kind).toBe('done');
		expect(memory.id).toBeNull();
	});

	test('is done even if the API falls silent right after', async () => {
		const { mail, calls, session } = await openPage();
		mail.code = '123456';
		void mail.verify();
		await calls.verifyCode.answer(proof);
		await session.users.fail(offline);
		expect(mail.phase.kind).toBe('done');
	});

	test('sends one code at a time', async () => {
		const { mail, calls } = await openPage();
		mail.code = '123456';
		void mail.verify();
		void mail.verify();
		void mail.sendAgain(null);
		await settle();
		expect(calls.verifyCode.count).toBe(1);
		expect(calls.resend.count).toBe(0);
	});

	test('of a wrong code empties the field and counts the tries as the API does', async () => {
		const page = await openPage();
		const error = problem('code_wrong', { triesLeft: 2 });
		await tryCode(page, error);
		expect(page.mail.code).toBe('');
		expect(page.mail.phase).toMatchObject({ kind: 'waiting', request: { triesLeft: 2 } });
		expect(page.mail.failure).toEqual({ at: 'verifying', error });
		expect(page.mail.activity).toBe('idle');
	});

	test.each([
		['code_wrong', { triesLeft: 0 }, 'spent'],
		['code_tries_spent', {}, 'spent'],
		['auth_request_expired', {}, 'expired'],
	] as const)('ends with %s %j', async (code, more, how) => {
		const page = await openPage();
		await tryCode(page, problem(code, more));
		expect(page.mail.phase).toMatchObject({ kind: 'over', how });
		expect(page.mail.failure).toBeNull();
	});

	test('of a code whose answer got lost finds the session it began', async () => {
		const page = await openPage();
		await tryCode(page, new Unreachable('timeout'));
		expect(page.mail.code).toBe('123456');
		void page.mail.verify();
		await page.calls.verifyCode.fail(problem('auth_request_used'));
		await page.session.users.answer(ada);
		expect(page.mail.phase.kind).toBe('done');
	});

	test('of a mail that was used elsewhere says so', async () => {
		const page = await openPage();
		await tryCode(page, problem('auth_request_used'));
		await page.session.users.fail(sessionEnded);
		expect(page.mail.phase).toMatchObject({ kind: 'over', how: 'used' });
	});

	test('of a request of another browser starts over', async () => {
		const page = await openPage();
		await tryCode(page, problem('auth_request_not_found'));
		expect(page.mail.phase.kind).toBe('gone');
	});

	test('of a mail without a code shows the link alone', async () => {
		const page = await openPage();
		await tryCode(page, problem('code_not_offered'));
		expect(page.mail.phase).toMatchObject({ request: { passwordlessType: 'LINK' } });
	});

	test.each([
		['guesses_limited', 1800],
		['rate_limited', 30],
	])('waits as long as %s asks, and then forgets it', async (code, retryAfterSeconds) => {
		const page = await openPage({ ...pending, expiresIn: 3600 });
		await tryCode(page, problem(code, { retryAfterSeconds }));
		expect(page.mail.code).toBe('123456');
		expect(page.mail.secondsLeft.code).toBe(retryAfterSeconds);
		page.pass(retryAfterSeconds - 1);
		void page.mail.verify();
		expect(page.calls.verifyCode.count).toBe(1);
		expect(page.mail.failure).not.toBeNull();
		page.pass(1);
		expect(page.mail.failure).toBeNull();
		void page.mail.verify();
		expect(page.calls.verifyCode.count).toBe(2);
	});

	test.each(['sign_up_closed', 'account_disabled', 'internal_error'])(
		'keeps the page for %s and says why',
		async (code) => {
			const page = await openPage();
			const error = problem(code);
			await tryCode(page, error);
			expect(page.mail.phase.kind).toBe('waiting');
			expect(page.mail.failure).toEqual({ at: 'verifying', error });
		},
	);
});

describe('sendAgain', () => {
	test('waits for the countdown of the API, then renews the same request', async () => {
		const { mail, calls, sent, pass } = await openPage();
		mail.code = '12';
		void mail.sendAgain(null);
		pass(59);
		void mail.sendAgain(null);
		expect(calls.resend.count).toBe(0);
		pass(1);
		void mail.sendAgain(null);
		expect(mail.activity).toBe('sending');
		expect(sent.at(-1)).toEqual(['resend', 'request-1']);
		await calls.resend.answer(sentAs('request-1'));
		expect(mail).toMatchObject({ code: '', resent: 1, activity: 'idle' });
		expect(mail.secondsLeft).toMatchObject({ life: 600, send: 60 });
		expect(mail.phase).toMatchObject({ kind: 'waiting', request: { email: ada.email } });
	});

	test('is offered again when the API says so', async () => {
		const { mail, calls, pass } = await openPage({ ...pending, resendAfter: 0 });
		void mail.sendAgain(null);
		await calls.resend.fail(problem('mails_limited', { retryAfterSeconds: 50 }));
		expect(mail.failure?.at).toBe('sending');
		expect(mail.secondsLeft.send).toBe(50);
		pass(50);
		expect(mail.failure).toBeNull();
	});

	test('after the end starts another request with the same address', async () => {
		const { mail, calls, sent, memory } = await openPage({
			...pending,
			status: 'expired',
			resendAfter: 0,
		});
		void mail.sendAgain('/todos');
		expect(sent.at(-1)).toEqual(['send', ada.email, '/todos']);
		await calls.send.answer(sentAs('request-2'));
		expect(memory.id).toBe('request-2');
		expect(sent.at(-1)).toEqual(['find', 'request-2']);
		await calls.find.answer({ ...pending, authRequestId: 'request-2' });
		expect(mail.phase).toMatchObject({
			kind: 'waiting',
			request: { authRequestId: 'request-2' },
		});
	});

	test('never loses a new request to silence: it can be asked about again', async () => {
		const { mail, calls } = await openPage({ ...pending, status: 'expired', resendAfter: 0 });
		void mail.sendAgain(null);
		await calls.send.answer(sentAs('request-2'));
		await calls.find.fail(offline);
		expect(mail.phase.kind).toBe('unknown');
		expect(mail.failure).toEqual({ at: 'asking', error: offline });
		void mail.refresh();
		await calls.find.answer({ ...pending, authRequestId: 'request-2' });
		expect(mail.phase.kind).toBe('waiting');
	});

	test('of a mail that was used meanwhile says so', async () => {
		const { mail, calls, session } = await openPage({ ...pending, resendAfter: 0 });
		void mail.sendAgain(null);
		await calls.resend.fail(problem('auth_request_used'));
		await session.users.fail(sessionEnded);
		expect(mail.phase).toMatchObject({ kind: 'over', how: 'used' });
	});
});

describe('time', () => {
	test('counts a second that has begun as one that is left', async () => {
		const { mail, pass } = await openPage();
		pass(0.9);
		expect(mail.secondsLeft).toMatchObject({ life: 600, send: 60 });
		pass(0.1);
		expect(mail.secondsLeft).toMatchObject({ life: 599, send: 59 });
	});

	test('ends a mail that nobody used', async () => {
		const { mail, pass } = await openPage();
		pass(599);
		expect(mail.phase.kind).toBe('waiting');
		pass(1);
		expect(mail.phase).toMatchObject({ kind: 'over', how: 'expired' });
	});

	test('ends the link of a mail whose code is spent', async () => {
		const { mail, pass } = await openPage({ ...pending, status: 'spent', expiresIn: 10 });
		pass(10);
		expect(mail.phase).toMatchObject({ kind: 'over', how: 'expired' });
	});

	test('does not end it under a code that is being checked', async () => {
		const { mail, calls, session, pass } = await openPage();
		mail.code = '123456';
		void mail.verify();
		pass(600);
		expect(mail.phase.kind).toBe('waiting');
		await calls.verifyCode.answer(proof);
		await session.users.answer(ada);
		expect(mail.phase.kind).toBe('done');
	});
});
