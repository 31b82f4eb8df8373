import { Problem, type PasswordState, type SetPasswordBody } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { Notice } from '#lib/ui/notices.svelte.ts';
import { Calls, offline } from '../../../../../test/fakes.ts';
import { PasswordForm } from './password-form.svelte.ts';

const SET: PasswordState = { isSet: true, changedAt: '2026-05-03T10:00:00.000Z' };
const NONE: PasswordState = { isSet: false, changedAt: null };
const GOOD = 'lamp river cloud kettle';
const problem = (code: string, status: number) => new Problem({ status, code, title: '' });
const common = new Problem({
	...{ status: 422, code: 'invalid_request', title: '' },
	errors: [{ path: 'newPassword', message: 'is used by many people', reason: 'common' }],
});

/** The form of somebody with this password, whose API is in the test's hands. */
async function createWorld(state: PasswordState = SET) {
	const writes = new Calls<PasswordState>();
	const removals = new Calls<undefined>();
	const sent: SetPasswordBody[] = [];
	const notices: Omit<Notice, 'id'>[] = [];
	const world = { renewed: 0 };
	const form = new PasswordForm({
		api: {
			getPassword: () => Promise.resolve(state),
			setPassword: (body: SetPasswordBody) => {
				sent.push(body);
				return writes.call();
			},
			removePassword: () => removals.call(),
		},
		withSession: (send) => send(),
		notices: { add: (notice) => notices.push(notice) },
		onrenewed: () => (world.renewed += 1),
	});
	await form.load();
	return { form, writes, removals, sent, notices, world };
}

async function type(form: PasswordForm, next: string, current?: string) {
	form.next = next;
	if (current !== undefined) form.current = current;
	return form.save();
}

describe('saving', () => {
	test('sends both passwords, empties the fields, and tells the other tabs', async () => {
		const { form, writes, sent, notices, world } = await createWorld();
		void type(form, GOOD, 'the old one');
		expect(form.hasUnsaved).toBe(true);
		await writes.answer({ ...SET, changedAt: '2026-06-01T10:00:00.000Z' });
		expect(sent).toEqual([{ newPassword: GOOD, currentPassword: 'the old one' }]);
		expect({ current: form.current, next: form.next }).toEqual({ current: '', next: '' });
		expect(form.state.changedAt).toBe('2026-06-01T10:00:00.000Z');
		expect(notices.map(({ text }) => text)).toEqual([
			'Your password was changed. Everybody else was signed out.',
		]);
		expect({ renewed: world.renewed, hasUnsaved: form.hasUnsaved }).toEqual({
			...{ renewed: 1, hasUnsaved: false },
		});
	});

	test('a first password wants no current one', async () => {
		const { form, writes, sent, notices } = await createWorld(NONE);
		expect(form.wantsCurrent).toBe(false);
		void type(form, GOOD);
		await writes.answer(SET);
		expect(sent).toEqual([{ newPassword: GOOD }]);
		expect(notices[0]?.text).toMatch(/^Your password was set/);
		expect(form.wantsCurrent).toBe(true);
	});

	test('who does not know the current one leaves it out', async () => {
		const { form, writes, sent } = await createWorld();
		form.isUnknown = true;
		void type(form, GOOD, 'half of it');
		await writes.answer(SET);
		expect(sent).toEqual([{ newPassword: GOOD }]);
		expect(form.isUnknown).toBe(false);
	});

	test('sends nothing while something is missing, and names the first field', async () => {
		const { form, sent } = await createWorld();
		expect(await type(form, 'short')).toBe('current');
		expect(form.errors).toEqual({
			current: 'Type your current password.',
			next: 'Use at least 12 characters.',
		});
		expect(await type(form, 'short', 'the old one')).toBe('next');
		expect(sent).toEqual([]);
	});

	test('a wrong current password is said at its field, and everything stays', async () => {
		const { form, writes, world } = await createWorld();
		const saving = type(form, GOOD, 'wrong');
		await writes.fail(problem('current_password_wrong', 403));
		expect(await saving).toBe('current');
		expect(form.errors).toEqual({ current: 'This is not your current password.' });
		expect({ next: form.next, current: form.current }).toEqual({ next: GOOD, current: 'wrong' });
		expect(world.renewed).toBe(0);
	});

	test('what the API has against the new one is said at its field', async () => {
		const { form, writes } = await createWorld();
		const saving = type(form, 'password1234', 'the old one');
		await writes.fail(common);
		expect(await saving).toBe('next');
		expect(form.errors.next).toMatch(/^Too many people use/);
		expect(form.failure).toBeNull();
	});

	test.each([offline, problem('guesses_limited', 429), problem('internal_error', 500)])(
		'any other failure is said below, and everything stays',
		async (error) => {
			const { form, writes } = await createWorld();
			const saving = type(form, GOOD, 'the old one');
			await writes.fail(error);
			expect(await saving).toBeUndefined();
			expect(form.failure).toBe(error);
			expect(form.next).toBe(GOOD);
		},
	);

	test('who will not confirm who they are hears nothing of it, and keeps what they typed', async () => {
		const { form, writes } = await createWorld(NONE);
		void type(form, GOOD);
		await writes.fail(new SessionLost());
		expect({ failure: form.failure, next: form.next, isSaving: form.isSaving }).toEqual({
			...{ failure: null, next: GOOD, isSaving: false },
		});
	});
});

describe('removing', () => {
	test('leaves no password, closes the question, and tells the other tabs', async () => {
		const { form, removals, notices, world } = await createWorld();
		form.isAskingToRemove = true;
		void form.remove();
		void form.remove();
		await removals.answer(undefined);
		expect(removals.count).toBe(1);
		expect(form.state).toEqual(NONE);
		expect({ asking: form.isAskingToRemove, renewed: world.renewed }).toEqual({
			...{ asking: false, renewed: 1 },
		});
		expect(notices[0]?.text).toMatch(/^Your password was removed/);
	});

	test('that fails says so in the question', async () => {
		const { form, removals } = await createWorld();
		form.isAskingToRemove = true;
		void form.remove();
		await removals.fail(offline);
		expect({ asking: form.isAskingToRemove, failure: form.removeFailure }).toEqual({
			...{ asking: true, failure: offline },
		});
		expect(form.state).toEqual(SET);
	});
});

test('what cannot be loaded is said, and can be loaded again', async () => {
	let isDown = true;
	const form = new PasswordForm({
		api: {
			getPassword: () => (isDown ? Promise.reject(offline) : Promise.resolve(SET)),
			setPassword: () => Promise.reject(offline),
			removePassword: () => Promise.reject(offline),
		},
		withSession: (send) => send(),
		notices: { add: () => 0 },
		onrenewed: () => undefined,
	});
	await form.load();
	expect({ status: form.status, failure: form.loadFailure }).toEqual({
		...{ status: 'failed', failure: offline },
	});
	isDown = false;
	await form.load();
	expect(form.status).toBe('ready');
});
