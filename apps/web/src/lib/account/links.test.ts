import { Problem, Unreachable } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import { Calls } from '../../../test/fakes.ts';
import { EmailLink } from './email-link.svelte.ts';
import { EmailUndo } from './undo.svelte.ts';

const TOKEN = 'a'.repeat(43);
const EMAIL = 'ada@example.com';
const problem = (code: Problem['code']) => new Problem({ status: 400, code, title: '' });

describe('a link that undoes a change', () => {
	function createWorld() {
		const calls = new Calls<{ email: string }>();
		const done: string[] = [];
		const undo = new EmailUndo({ undo: calls.call, ondone: (email) => done.push(email) });
		return { undo, calls, done };
	}

	test('does nothing before somebody presses, and then once', async () => {
		const { undo, calls, done } = createWorld();
		undo.open(TOKEN);
		expect({ phase: undo.phase, asked: calls.count }).toEqual({
			phase: { kind: 'asking' },
			asked: 0,
		});
		void undo.confirm();
		void undo.confirm();
		expect(calls.count).toBe(1);
		await calls.answer({ email: EMAIL });
		expect(undo.phase).toEqual({ kind: 'done', email: EMAIL });
		expect(done).toEqual([EMAIL]);
		void undo.confirm();
		expect(calls.count).toBe(1);
	});

	test('without its token cannot be pressed', async () => {
		const { undo, calls } = createWorld();
		undo.open(null);
		await undo.confirm();
		expect({ phase: undo.phase, asked: calls.count }).toEqual({
			phase: { kind: 'no-token' },
			asked: 0,
		});
	});

	test.each(['undo_not_valid', 'undo_expired', 'undo_used'] as const)(
		'that meets %s is not sent again',
		async (code) => {
			const { undo, calls } = createWorld();
			undo.open(TOKEN);
			void undo.confirm();
			await calls.fail(problem(code));
			expect(undo.phase).toMatchObject({ kind: 'refused', mayRetry: false });
			await undo.confirm();
			expect(calls.count).toBe(1);
		},
	);

	test('that got no answer can be tried again', async () => {
		const { undo, calls } = createWorld();
		undo.open(TOKEN);
		void undo.confirm();
		await calls.fail(new Unreachable('network'));
		expect(undo.phase).toMatchObject({ kind: 'refused', mayRetry: true });
		void undo.confirm();
		await calls.answer({ email: EMAIL });
		expect(undo.phase).toEqual({ kind: 'done', email: EMAIL });
	});
});

describe('a link that confirms an address', () => {
	function createWorld() {
		const calls = new Calls<{ email: string }>();
		const asked: [string, boolean][] = [];
		const world = { changed: 0 };
		const link = new EmailLink({
			verify: (token, isConfirmed) => {
				asked.push([token, isConfirmed]);
				return calls.call();
			},
			withSession: (send) => send(),
			onchanged: () => (world.changed += 1),
		});
		return { link, calls, asked, world };
	}

	test('is sent at once, by whoever is signed in', async () => {
		const { link, calls, world } = createWorld();
		void link.open(TOKEN);
		expect(link.phase).toEqual({ kind: 'opening' });
		await calls.answer({ email: EMAIL });
		expect({ phase: link.phase, changed: world.changed }).toEqual({
			phase: { kind: 'done', email: EMAIL },
			changed: 1,
		});
	});

	test('from another browser wants a press where the settings allow it', async () => {
		const { link, calls, asked } = createWorld();
		void link.open(TOKEN);
		await calls.fail(problem('link_needs_confirmation'));
		expect(link.phase).toEqual({ kind: 'unconfirmed' });
		void link.send(true);
		await calls.answer({ email: EMAIL });
		expect(asked).toEqual([
			[TOKEN, false],
			[TOKEN, true],
		]);
	});

	test.each([new SessionLost(), new Unreachable('timeout'), problem('unavailable')])(
		'is kept when it was %s that came between',
		async (error) => {
			const { link, calls } = createWorld();
			void link.open(TOKEN);
			await calls.fail(error);
			expect(link.phase).toMatchObject({ kind: 'refused', mayRetry: true });
			void link.send(false);
			await calls.answer({ email: EMAIL });
			expect(link.phase).toMatchObject({ kind: 'done' });
		},
	);

	test.each(['link_not_valid', 'link_other_browser', 'auth_request_used', 'email_taken'] as const)(
		'that meets %s is not sent again',
		async (code) => {
			const { link, calls } = createWorld();
			void link.open(TOKEN);
			await calls.fail(problem(code));
			expect(link.phase).toMatchObject({ kind: 'refused', mayRetry: false });
			await link.send(false);
			expect(calls.count).toBe(1);
		},
	);

	test('without its token asks nobody', async () => {
		const { link, calls } = createWorld();
		await link.open(null);
		expect({ phase: link.phase, asked: calls.count }).toEqual({
			phase: { kind: 'no-token' },
			asked: 0,
		});
	});
});
