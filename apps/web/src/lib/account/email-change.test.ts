import {
	type AuthRequest,
	type PasswordlessEmailSent,
	Problem,
	Unreachable,
} from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { Notice } from '#lib/ui/notices.svelte.ts';
import { Calls } from '../../../test/fakes.ts';
import { EmailChange } from './email-change.svelte.ts';

const OLD = 'ada@example.com';
const NEW = 'ada@lovelace.example';
const SENT: PasswordlessEmailSent = {
	authRequestId: 'r1',
	passwordlessType: 'LINK_CODE',
	expiresIn: 600,
	resendAfter: 60,
};
const PENDING: AuthRequest = { ...SENT, status: 'pending', email: NEW, triesLeft: 5 };

const problem = (code: Problem['code'], more: Partial<Problem> = {}) =>
	new Problem({ status: 400, code, title: '', ...more });

/** The change of Ada's address, whose API and clock are in the test's hands. */
async function createWorld(pending: AuthRequest | null = null) {
	const sends = new Calls<PasswordlessEmailSent>();
	const resends = new Calls<PasswordlessEmailSent>();
	const verifies = new Calls<{ email: string }>();
	const notices: Omit<Notice, 'id'>[] = [];
	const world = { now: 0, changed: 0, pending };
	const change = new EmailChange({
		api: {
			getEmailChange: () => Promise.resolve({ pending: world.pending }),
			sendEmailChange: sends.call,
			resendEmailChange: resends.call,
			verifyEmailChangeCode: verifies.call,
		},
		withSession: (send) => send(),
		notices: { add: (notice) => notices.push(notice) },
		onchanged: () => (world.changed += 1),
		now: () => world.now,
	});
	await change.load();
	const pass = (seconds: number): void => {
		world.now += seconds * 1000;
		change.tick();
	};
	return { change, sends, resends, verifies, notices, world, pass };
}

describe('asking for a mail', () => {
	test('leads to its code, and empties the field', async () => {
		const { change, sends } = await createWorld();
		change.email = ` ${NEW.toUpperCase()} `;
		const sending = change.send(OLD);
		expect(change.activity).toBe('sending');
		await sends.answer(SENT);
		expect(await sending).toBe(true);
		expect(change.pending).toMatchObject({ authRequestId: 'r1', email: NEW });
		expect({ email: change.email, hasUnsaved: change.hasUnsaved }).toEqual({
			email: '',
			hasUnsaved: false,
		});
		expect(change.secondsLeft).toEqual({ life: 600, send: 60 });
	});

	test.each([
		['', 'Enter the new e-mail address.'],
		['nonsense', 'Enter the new e-mail address.'],
		[' ADA@example.com', 'This is the address of this account already.'],
	])('with %j sends nothing and says why', async (typed, sentence) => {
		const { change, sends } = await createWorld();
		change.email = typed;
		expect(await change.send(OLD)).toBe(false);
		expect(change.emailError).toBe(sentence);
		expect(sends.count).toBe(0);
	});

	test('that is refused keeps what was typed, and says it where it belongs', async () => {
		const { change, sends, pass } = await createWorld();
		change.email = 'ada@@x';
		void change.send(OLD);
		await sends.fail(
			problem('invalid_request', {
				errors: [{ path: 'email', message: 'is not an e-mail address' }],
			}),
		);
		expect(change.emailError).toBe('This is not an e-mail address.');
		expect(change.failure).toBeNull();
		change.email = NEW;
		void change.send(OLD);
		await sends.fail(problem('mails_limited', { retryAfterSeconds: 30 }));
		expect(change.failure).toMatchObject({ at: 'sending' });
		expect(change.email).toBe(NEW);
		pass(30);
		expect(change.failure).toBeNull();
	});

	test('that nobody wants to prove changes nothing', async () => {
		const { change, sends } = await createWorld();
		change.email = NEW;
		void change.send(OLD);
		await sends.fail(new SessionLost());
		expect({ failure: change.failure, email: change.email }).toEqual({ failure: null, email: NEW });
	});

	test('again waits until it may, and the old code is worth nothing', async () => {
		const { change, resends, notices, pass } = await createWorld(PENDING);
		change.code = '123';
		void change.sendAgain();
		expect(resends.count).toBe(0);
		pass(60);
		void change.sendAgain();
		await resends.answer({ ...SENT, passwordlessType: 'LINK' });
		expect(change.pending).toMatchObject({ email: NEW, passwordlessType: 'LINK' });
		expect(change.code).toBe('');
		expect(notices).toHaveLength(1);
	});
});

describe('the code', () => {
	test('changes the address, says so, and leaves nothing to wait for', async () => {
		const { change, verifies, notices, world } = await createWorld(PENDING);
		change.code = '123456';
		const verifying = change.verify();
		await verifies.answer({ email: NEW });
		expect(await verifying).toBe(true);
		expect({ pending: change.pending, changed: world.changed }).toEqual({
			pending: null,
			changed: 1,
		});
		expect(notices[0]?.text).toContain(NEW);
	});

	test('that is too short is not sent', async () => {
		const { change, verifies } = await createWorld(PENDING);
		change.code = '12345';
		expect(await change.verify()).toBe(false);
		expect({ sent: verifies.count, error: change.codeError }).toEqual({
			sent: 0,
			error: 'The code has six digits.',
		});
	});

	test('that is wrong costs a try, and the last one the mail', async () => {
		const { change, verifies } = await createWorld(PENDING);
		for (const [triesLeft, sentence] of [
			[2, 'That is not the code. 2 tries left.'],
			[1, 'That is not the code. One try left.'],
		] as const) {
			change.code = '123456';
			void change.verify();
			await verifies.fail(problem('code_wrong', { triesLeft }));
			expect({ code: change.code, error: change.codeError }).toEqual({ code: '', error: sentence });
		}
		change.code = '123456';
		void change.verify();
		await verifies.fail(problem('code_wrong', { triesLeft: 0 }));
		expect(change.pending).toBeNull();
		expect(change.email).toBe(NEW);
		expect(change.failure?.error).toMatchObject({ code: 'code_tries_spent' });
	});

	test.each([
		'auth_request_expired',
		'auth_request_used',
		'auth_request_not_found',
		'email_taken',
	] as const)('that meets %s leads back to the address', async (code) => {
		const { change, verifies } = await createWorld(PENDING);
		change.code = '123456';
		void change.verify();
		await verifies.fail(problem(code));
		expect({ pending: change.pending, email: change.email }).toEqual({ pending: null, email: NEW });
		expect(change.failure?.error).toMatchObject({ code });
	});

	test('that got no answer can be sent again as it is', async () => {
		const { change, verifies } = await createWorld(PENDING);
		change.code = '123456';
		void change.verify();
		await verifies.fail(new Unreachable('network'));
		expect({ code: change.code, pending: change.pending }).toEqual({
			code: '123456',
			pending: PENDING,
		});
	});

	test('runs out with its mail, while nobody does anything', async () => {
		const { change, pass } = await createWorld(PENDING);
		pass(599);
		expect(change.pending).not.toBeNull();
		pass(1);
		expect(change.pending).toBeNull();
		expect(change.failure?.error).toMatchObject({ code: 'auth_request_expired' });
	});
});

test('a link that was opened elsewhere is noticed with the next look', async () => {
	const { change, world } = await createWorld(PENDING);
	world.pending = null;
	await change.load();
	expect(change.pending).toBeNull();
});
