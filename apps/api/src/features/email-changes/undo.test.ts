import { mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import {
	askForChange,
	changeEmail,
	createMover,
	type Mover,
	undoTokenFor,
} from '../../../test/mover.ts';
import { expectProblem } from '../../../test/problem.ts';
import { forgetTrail, namesInTrail } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { DAY_MS, MINUTE_MS } from '../../ports/clock.ts';

const OLD = 'ada@example.com';
const NEW = 'thief@example.org';

const undo = (api: TestApp, token: string) =>
	api.send({ method: 'POST', url: '/auth/email-change/undo', payload: { token } });
const emailOf = async (mover: Mover) => (await mover.me()).json<{ email: string }>().email;

/** Ada, whose address somebody has changed who sits at her screen. */
async function createRobbedApp(settings: Parameters<typeof createTestApp>[0] = {}) {
	const api = await createTestApp({ mailsPerMinute: 100, mailsPerHour: 100, ...settings });
	const ada = await api.createPerson(OLD);
	const thief = await createMover(api, ada);
	const token = await changeEmail(api, thief, { from: OLD, to: NEW });
	return { api, ada, thief, token };
}

/** Signs in with a code from a mail. */
async function enter(api: TestApp, email: string) {
	const visitor = createVisitor(api);
	const { id, code } = await askFor(api, visitor, email);
	return visitor.verifyCode(id, code);
}

describe('undoing a change of address', () => {
	test('gives the account its address back, and leaves nobody inside', async () => {
		const { api, ada, thief, token } = await createRobbedApp();
		await using _ = api;
		const undone = await undo(api, token);
		expect({ status: undone.statusCode, body: undone.json<unknown>() }).toEqual({
			status: 200,
			body: { email: OLD },
		});
		expect(undone.headers).not.toHaveProperty('set-cookie');
		const ended = await thief.me();
		expectProblem(ended, 401, 'session_ended');
		expect(ended.json()).toMatchObject({ reason: 'email_change_undone' });
		// The next sign-in in the thief's browser is told to the owner again.
		expect(await api.storage.db.selectFrom('known_browser').selectAll().execute()).toEqual([]);
		// The password may be the thief's.
		expectProblem(await thief.signIn(), 401, 'invalid_credentials');
		for (const email of [OLD, NEW]) await api.mail.next(email);
		expect((await enter(api, OLD)).json()).toMatchObject({ userId: ada.userId });
		expect((await enter(api, NEW)).json<{ userId: string }>().userId).not.toBe(ada.userId);
	});

	test('tells both addresses, and the new one nothing of the old', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		await undo(api, token);
		expect((await api.mail.next(OLD)).subject).toBe('Your Postern account has this address again');
		const toNew = await api.mail.next(NEW);
		expect(toNew.subject).toBe('This is no longer the address of a Postern account');
		expect(toNew.text + toNew.html).not.toContain(OLD);
	});

	test('works once, until seven days are over, and only with the link', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		expectProblem(await undo(api, mintToken()), 404, 'undo_not_valid');
		expectProblem(await undo(api, 'x'), 404, 'undo_not_valid');
		api.clock.advance(7 * DAY_MS - 1);
		expect((await undo(api, token)).statusCode).toBe(200);
		expectProblem(await undo(api, token), 410, 'undo_used');
	});

	test('is over after seven days, and a day later nothing is left of it', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		api.clock.advance(7 * DAY_MS);
		expectProblem(await undo(api, token), 410, 'undo_expired');
		await api.services.housekeeping.run();
		expect(await api.storage.db.selectFrom('email_change').selectAll().execute()).toHaveLength(1);
		api.clock.advance(DAY_MS + 1);
		await api.services.housekeeping.run();
		expect(await api.storage.db.selectFrom('email_change').selectAll().execute()).toEqual([]);
		expectProblem(await undo(api, token), 404, 'undo_not_valid');
	});

	test('undoes younger changes too, and their own links with them', async () => {
		const { api, thief, token } = await createRobbedApp();
		await using _ = api;
		api.clock.advance(MINUTE_MS);
		const second = await changeEmail(api, thief, { from: NEW, to: 'thief@example.net' });
		expect((await undo(api, token)).json()).toEqual({ email: OLD });
		expectProblem(await undo(api, second), 410, 'undo_used');
		for (const email of [NEW, 'thief@example.net']) {
			const { subject } = await api.mail.next(email);
			expect(subject).toBe('This is no longer the address of a Postern account');
		}
	});

	test('of the younger change leaves the older one to be undone', async () => {
		const { api, thief, token } = await createRobbedApp();
		await using _ = api;
		api.clock.advance(MINUTE_MS);
		const second = await changeEmail(api, thief, { from: NEW, to: 'thief@example.net' });
		expect((await undo(api, second)).json()).toEqual({ email: NEW });
		expect((await undo(api, token)).json()).toEqual({ email: OLD });
	});

	test('ends what the thief has asked for: changes that wait, and the deletion', async () => {
		const { api, ada, thief, token } = await createRobbedApp();
		await using _ = api;
		const waiting = await askForChange(api, thief, 'thief@example.net');
		const deletion = { method: 'POST', url: '/users/me/deletion' } as const;
		expect((await thief.request(deletion)).statusCode).toBe(200);
		await undo(api, token);
		api.clock.advance(20 * DAY_MS);
		await api.services.housekeeping.run();
		const users = await api.storage.db.selectFrom('user').select(['id', 'email']).execute();
		expect(users).toEqual([{ id: ada.userId, email: OLD }]);
		const requests = await api.storage.db
			.selectFrom('auth_request')
			.select('used_at')
			.where('id', '=', waiting.id)
			.where('used_at', 'is', null)
			.execute();
		expect(requests).toEqual([]);
	});

	test('ends a sign-in that the thief has under way with the new address', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		const visitor = createVisitor(api);
		const { id, code } = await askFor(api, visitor, NEW);
		await undo(api, token);
		expectProblem(await visitor.verifyCode(id, code), 410, 'auth_request_used');
	});

	test('is in the trail', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		await forgetTrail(api.storage.db);
		await undo(api, token);
		expect(await namesInTrail(api.storage.db)).toEqual(['session_revoked', 'email_change_undone']);
	});

	test('of two presses at the same moment does it once', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		const answers = await Promise.all([undo(api, token), undo(api, token)]);
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 410]);
	});

	test('is consumed by no GET', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		await api.send({ url: `/undo?t=${token}` });
		await api.send({ url: `/auth/email-change/undo?token=${token}` });
		expect((await undo(api, token)).statusCode).toBe(200);
	});
});

describe('the old address, while the change can be undone,', () => {
	test('makes no account, and whoever asks is told where theirs went', async () => {
		const { api } = await createRobbedApp();
		await using _ = api;
		const visitor = createVisitor(api);
		const free = await visitor.send('nobody@example.com');
		const kept = await visitor.send(OLD);
		const shape = (text: string) => text.replace(/"authRequestId":"[\w-]{43}"/, '');
		expect(shape(kept.body)).toBe(shape(free.body));
		const mail = await api.mail.next(OLD);
		expect(mail.subject).toBe('Your Postern account has another address now');
		expect(mail.text).not.toMatch(/#t=|\b\d{6}\b/);
		expect(await api.services.users.create(OLD)).toBeNull();
		expect(await api.storage.db.selectFrom('user').select('id').execute()).toHaveLength(1);
	});

	test('goes to no other account, which hears what it would hear of a taken one', async () => {
		const { api, token } = await createRobbedApp();
		await using _ = api;
		const grace = await createMover(api, await api.createPerson('grace@example.com'));
		expect((await grace.sendChange(OLD)).statusCode).toBe(200);
		expect((await api.mail.next(OLD)).subject).toBe(
			'This address belongs to a Postern account already',
		);
		expect((await undo(api, token)).statusCode).toBe(200);
	});

	test('goes back to its own account by another change', async () => {
		const { api, thief } = await createRobbedApp();
		await using _ = api;
		api.clock.advance(MINUTE_MS);
		await changeEmail(api, thief, { from: NEW, to: OLD });
		expect(await emailOf(thief)).toBe(OLD);
	});

	test('is free once that is over', async () => {
		const { api, ada } = await createRobbedApp();
		await using _ = api;
		api.clock.advance(7 * DAY_MS);
		const signedIn = await enter(api, OLD);
		expect(signedIn.json<{ userId: string }>().userId).not.toBe(ada.userId);
	});

	test('is not given away by a sign-in that was under way when it was changed', async () => {
		await using api = await createTestApp({ mailsPerMinute: 100 });
		const ada = await api.createPerson(OLD);
		const mover = await createMover(api, ada);
		const change = await askForChange(api, mover, NEW);
		const visitor = createVisitor(api);
		const signIn = await askFor(api, visitor, OLD);
		const [changed, entered] = await Promise.all([
			mover.changeByCode(change.id, change.code),
			visitor.verifyCode(signIn.id, signIn.code),
		]);
		expect(changed.statusCode).toBe(200);
		expect([200, 401, 403, 410]).toContain(entered.statusCode);
		expect(await api.storage.db.selectFrom('user').select('email').execute()).toEqual([
			{ email: NEW },
		]);
		await undoTokenFor(api, OLD);
	});
});
