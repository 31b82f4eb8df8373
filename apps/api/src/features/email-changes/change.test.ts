import { hashToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import {
	askForChange,
	changeEmail,
	createMover,
	type Mover,
	tokenIn,
} from '../../../test/mover.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, namesInTrail, trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor, wrongCode } from '../../../test/visitor.ts';
import { MINUTE_MS } from '../../ports/clock.ts';

const OLD = 'ada@example.com';
const NEW = 'ada@lovelace.example';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';

/** Ada, signed in in a browser of hers. */
async function createMovingApp(settings: Parameters<typeof createTestApp>[0] = {}) {
	const api = await createTestApp({ mailsPerMinute: 100, mailsPerHour: 100, ...settings });
	const ada = await api.createPerson(OLD);
	return { api, ada, mover: await createMover(api, ada) };
}

const emailOf = async (mover: Mover) => (await mover.me()).json<{ email: string }>().email;

describe('the new address', () => {
	test('is live once its code is typed, and not before', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { id, code } = await askForChange(api, mover, NEW);
		expect(await emailOf(mover)).toBe(OLD);
		const wrong = await mover.changeByCode(id, wrongCode(code));
		expectProblem(wrong, 401, 'code_wrong');
		expect(wrong.json()).toMatchObject({ triesLeft: 4 });
		expect(await emailOf(mover)).toBe(OLD);
		const changed = await mover.changeByCode(id, code);
		expect({ status: changed.statusCode, body: changed.json<unknown>() }).toEqual({
			status: 200,
			body: { email: NEW },
		});
		expect(await emailOf(mover)).toBe(NEW);
	});

	test('is live once its link is opened in the browser that asked', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { token } = await askForChange(api, mover, NEW);
		expect((await mover.changeByLink(token)).json()).toEqual({ email: NEW });
		expect(await emailOf(mover)).toBe(NEW);
	});

	test('is what signs in from then on, with the same password and by mail', async () => {
		const { api, ada, mover } = await createMovingApp();
		await using _ = api;
		await changeEmail(api, mover, { from: OLD, to: NEW });
		const login = (email: string) =>
			api.send({ method: 'POST', url: '/auth/login', payload: { email, password: ada.password } });
		expectProblem(await login(OLD), 401, 'invalid_credentials');
		const visitor = createVisitor(api);
		const { id, code } = await askFor(api, visitor, NEW);
		expect((await visitor.verifyCode(id, code)).json()).toMatchObject({ userId: ada.userId });
		expect((await login(NEW)).json()).toMatchObject({ userId: ada.userId });
	});

	test('must be one, and another than the account has', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		for (const [email, message] of [
			['nonsense', 'is not an e-mail address'],
			['ADA@Example.com ', 'is the address of this account already'],
		] as const) {
			const refused = await mover.sendChange(email);
			expectProblem(refused, 422, 'invalid_request');
			expect(refused.json()).toMatchObject({ errors: [{ path: 'email', message }] });
		}
	});

	test('is asked for with a proof of a moment ago; the mail may take its time', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		api.clock.advance(9 * MINUTE_MS);
		const { id, code } = await askForChange(api, mover, NEW);
		api.clock.advance(2 * MINUTE_MS);
		expectProblem(await mover.sendChange('other@example.com'), 403, 'step_up_required');
		expect((await mover.changeByCode(id, code)).statusCode).toBe(200);
	});
});

describe('a proof of the new address', () => {
	test('is none in another browser, and of another person', async () => {
		const { api, ada, mover } = await createMovingApp();
		await using _ = api;
		const { id, code, token } = await askForChange(api, mover, NEW);
		const elsewhere = await createMover(api, ada);
		expectProblem(await elsewhere.changeByLink(token), 403, 'link_other_browser');
		expectProblem(await elsewhere.changeByCode(id, code), 404, 'auth_request_not_found');
		const grace = await createMover(api, await api.createPerson('grace@example.com'));
		grace.cookies.set('browser', mover.cookies.get('browser') ?? '');
		expectProblem(await grace.changeByCode(id, code), 404, 'auth_request_not_found');
		expectProblem(await grace.changeByLink(token), 404, 'link_not_valid');
		expectProblem(await grace.resendChange(id), 404, 'auth_request_not_found');
		expect((await grace.pending()).json()).toEqual({ pending: null });
		expect((await elsewhere.pending()).json()).toEqual({ pending: null });
		expect((await mover.changeByCode(id, code)).statusCode).toBe(200);
	});

	test('signs in nobody, and no proof of a sign-in changes an address', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { id, code, token } = await askForChange(api, mover, NEW);
		const visitor = createVisitor(api);
		visitor.cookies.set('browser', mover.cookies.get('browser') ?? '');
		expectProblem(await visitor.verifyCode(id, code), 404, 'auth_request_not_found');
		expectProblem(await visitor.verifyLink(token), 404, 'link_not_valid');
		const signIn = await askFor(api, visitor, 'other@example.com');
		expectProblem(await mover.changeByCode(signIn.id, signIn.code), 404, 'auth_request_not_found');
		expectProblem(await mover.changeByLink(signIn.token), 404, 'link_not_valid');
	});

	test('needs a session, and works once', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { id, code, token } = await askForChange(api, mover, NEW);
		const session = mover.cookies.get('session') ?? '';
		mover.cookies.delete('session');
		expectProblem(await mover.changeByCode(id, code), 401, 'no_session');
		mover.cookies.set('session', session);
		expect((await mover.changeByCode(id, code)).statusCode).toBe(200);
		expectProblem(await mover.changeByCode(id, code), 410, 'auth_request_used');
		expectProblem(await mover.changeByLink(token), 410, 'auth_request_used');
	});

	test('expires, and is worthless once a newer change was asked for', async () => {
		const { api, mover } = await createMovingApp({ stepUpSeconds: 3600 });
		await using _ = api;
		const first = await askForChange(api, mover, NEW);
		const second = await askForChange(api, mover, 'ada@third.example');
		expectProblem(await mover.changeByCode(first.id, first.code), 410, 'auth_request_used');
		api.clock.advance(10 * MINUTE_MS);
		expectProblem(await mover.changeByLink(second.token), 410, 'auth_request_expired');
		expect(await emailOf(mover)).toBe(OLD);
	});

	test('can be asked for again, and the first mail is worthless then', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const first = await askForChange(api, mover, NEW);
		expectProblem(await mover.resendChange(first.id), 429, 'mails_limited');
		api.clock.advance(MINUTE_MS);
		expect((await mover.resendChange(first.id)).statusCode).toBe(200);
		const again = await api.mail.next(NEW);
		expectProblem(await mover.changeByLink(first.token), 404, 'link_not_valid');
		expect((await mover.changeByLink(tokenIn(again, 'change-email'))).statusCode).toBe(200);
	});

	test('that waits is shown to its browser after a reload', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		expect((await mover.pending()).json()).toEqual({ pending: null });
		const { id, code } = await askForChange(api, mover, NEW);
		await mover.changeByCode(id, wrongCode(code));
		expect((await mover.pending()).json()).toEqual({
			pending: {
				authRequestId: id,
				status: 'pending',
				email: NEW,
				passwordlessType: 'LINK_CODE',
				expiresIn: 600,
				resendAfter: 60,
				triesLeft: 4,
			},
		});
		await mover.changeByCode(id, code);
		expect((await mover.pending()).json()).toEqual({ pending: null });
	});
});

describe('a change', () => {
	test('ends all other sessions, and gives this one a new token', async () => {
		const { api, ada, mover } = await createMovingApp();
		await using _ = api;
		const other = await createMover(api, ada);
		const before = `session=${mover.cookies.get('session') ?? ''}`;
		await changeEmail(api, mover, { from: OLD, to: NEW });
		const ended = await other.me();
		expectProblem(ended, 401, 'session_ended');
		expect(ended.json()).toMatchObject({ reason: 'email_changed' });
		const copy = await api.send({ url: '/users/me', cookie: before });
		expectProblem(copy, 401, 'session_ended');
		expect(copy.json()).toMatchObject({ reason: 'replaced' });
		expect((await mover.me()).statusCode).toBe(200);
	});

	test('ends sign-ins that wait, with the old address and with the new one', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const visitor = createVisitor(api);
		const byOld = await askFor(api, visitor, OLD);
		const byNew = await askFor(api, visitor, NEW);
		await changeEmail(api, mover, { from: OLD, to: NEW });
		for (const { id, code, token } of [byOld, byNew]) {
			expectProblem(await visitor.verifyCode(id, code), 410, 'auth_request_used');
			expectProblem(await visitor.verifyLink(token), 410, 'auth_request_used');
		}
	});

	test('makes the account a verified one, whose password stays', async () => {
		const { api, ada, mover } = await createMovingApp();
		await using _ = api;
		await api.storage.db.updateTable('user').set({ verified_at: null }).execute();
		expect((await mover.me()).json()).toMatchObject({ isEmailVerified: false });
		await changeEmail(api, mover, { from: OLD, to: NEW });
		expect((await mover.me()).json()).toMatchObject({ isEmailVerified: true });
		const { password } = ada;
		const login = {
			method: 'POST',
			url: '/auth/login',
			payload: { email: NEW, password },
		} as const;
		expect((await api.send(login)).statusCode).toBe(200);
	});

	test('is told to the old address, with when and where, and not with the new one', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { id, code } = await askForChange(api, mover, NEW);
		await mover.request({
			method: 'POST',
			url: '/users/me/email/change/verify/code',
			payload: { authRequestId: id, code },
			headers: { 'user-agent': FIREFOX },
		});
		const mail = await api.mail.next(OLD);
		const flat = mail.text.replace(/\s+/g, ' ');
		expect(mail.subject).toBe('The address of your Postern account was changed');
		expect(flat).toContain('on 1 January 2030 at 12:00 UTC, with Firefox on Linux.');
		expect(flat).toContain('until 8 January 2030 at 12:00 UTC');
		expect(mail.text + mail.html).not.toContain(NEW);
		expect(tokenIn(mail, 'undo')).toHaveLength(43);
	});

	test('is in the trail, and so is who asked for it and who guessed', async () => {
		const { api, ada, mover } = await createMovingApp();
		await using _ = api;
		await forgetTrail(api.storage.db);
		const { id, code } = await askForChange(api, mover, NEW);
		await mover.changeByCode(id, wrongCode(code));
		await mover.changeByCode(id, code);
		expect(await namesInTrail(api.storage.db)).toEqual([
			'email_change_asked',
			'code_wrong',
			'email_changed',
			'session_renewed',
		]);
		const trail = await trailOf(api.storage.db);
		expect(new Set(trail.map(({ user_id }) => user_id))).toEqual(new Set([ada.userId]));
		expect(trail[2]?.details).toBe('{"method":"code"}');
	});

	test('keeps no secret in the database, nor in the log', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const token = await changeEmail(api, mover, { from: OLD, to: NEW });
		const rows = await api.storage.db.selectFrom('email_change').selectAll().execute();
		expect(rows).toMatchObject([{ undo_hash: hashToken(token), old_email: OLD, new_email: NEW }]);
		expect(JSON.stringify(rows)).not.toContain(token);
		expect(JSON.stringify(api.logLines())).not.toMatch(
			new RegExp(`${token}|${hashToken(token)}|lovelace|ada@`),
		);
	});
});

describe('an address that is taken', () => {
	test('is answered like a free one, its owner is told, and nothing can be proven', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		await api.createPerson('grace@example.com');
		const free = await mover.sendChange(NEW);
		const taken = await mover.sendChange('grace@example.com');
		const shape = (text: string) => text.replace(/"authRequestId":"[\w-]{43}"/, '');
		expect(shape(taken.body)).toBe(shape(free.body));
		expect(Object.keys(taken.headers)).toEqual(Object.keys(free.headers));
		const { subject, text } = await api.mail.next('grace@example.com');
		expect(subject).toBe('This address belongs to a Postern account already');
		expect(text).not.toMatch(/#t=|\b\d{6}\b/);
	});

	test('by another account in the meantime is not taken from it', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const { id, code } = await askForChange(api, mover, NEW);
		await api.createPerson(NEW);
		expectProblem(await mover.changeByCode(id, code), 409, 'email_taken');
		expect(await emailOf(mover)).toBe(OLD);
		// Nothing was used up, nobody signed out.
		expect((await mover.pending()).json()).toMatchObject({ pending: { authRequestId: id } });
	});

	test('by two at the same moment belongs to one of them', async () => {
		const { api, mover } = await createMovingApp();
		await using _ = api;
		const grace = await createMover(api, await api.createPerson('grace@example.com'));
		const ofAda = await askForChange(api, mover, NEW);
		const ofGrace = await askForChange(api, grace, NEW);
		const answers = await Promise.all([
			mover.changeByCode(ofAda.id, ofAda.code),
			grace.changeByCode(ofGrace.id, ofGrace.code),
		]);
		const codes = answers.map((answer) => answer.statusCode).sort();
		expect(codes[0]).toBe(200);
		// Whoever was first ended what the other had asked for, or took the address from under them.
		expect([409, 410]).toContain(codes[1]);
	});
});
