import { Problem } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { Calls, offline } from '../../../test/fakes.ts';
import { ResetFlow } from './reset-flow.svelte.ts';

const TOKEN = 'x'.repeat(43);
const GOOD = 'lamp river cloud kettle';
const ada = { email: 'ada@example.com' };
const problem = (code: string, status: number) => new Problem({ status, code, title: '' });
const common = new Problem({
	...{ status: 422, code: 'invalid_request', title: '' },
	errors: [{ path: 'newPassword', message: 'is used by many people', reason: 'common' }],
});

function createWorld() {
	const checks = new Calls<typeof ada>();
	const resets = new Calls<typeof ada>();
	const sent: (readonly [string, string?])[] = [];
	const world = { told: 0 };
	const flow = new ResetFlow({
		check: (token) => {
			sent.push([token]);
			return checks.call();
		},
		reset: (token, newPassword) => {
			sent.push([token, newPassword]);
			return resets.call();
		},
		onreset: () => (world.told += 1),
	});
	return { flow, checks, resets, sent, world };
}

/** Somebody sees the form, and has typed. */
async function choose(password = GOOD) {
	const world = createWorld();
	void world.flow.open(TOKEN);
	await world.checks.answer(ada);
	world.flow.password = password;
	return world;
}

describe('opening a link', () => {
	test('asks whether it works before anybody types', async () => {
		const { flow, checks, sent } = createWorld();
		void flow.open(TOKEN);
		expect(flow.phase.kind).toBe('opening');
		expect(sent).toEqual([[TOKEN]]);
		await checks.answer(ada);
		expect(flow.phase).toEqual({ kind: 'choosing', email: ada.email });
	});

	test('without a token sends nothing', async () => {
		const { flow, sent } = createWorld();
		await flow.open(null);
		expect(flow.phase.kind).toBe('no-token');
		expect(sent).toEqual([]);
	});

	test.each([
		['auth_request_expired', 410, false],
		['auth_request_used', 410, false],
		['link_not_valid', 404, false],
		['rate_limited', 429, true],
		['unavailable', 503, true],
	])('that is refused with %s says so', async (code, status, mayRetry) => {
		const { flow, checks } = createWorld();
		void flow.open(TOKEN);
		await checks.fail(problem(code, status));
		expect(flow.phase).toMatchObject({ kind: 'refused', mayRetry });
	});

	test('while the API is silent can be tried again', async () => {
		const { flow, checks } = createWorld();
		void flow.open(TOKEN);
		await checks.fail(offline);
		expect(flow.phase).toMatchObject({ kind: 'refused', mayRetry: true });
		void flow.retry();
		await checks.answer(ada);
		expect(flow.phase.kind).toBe('choosing');
	});

	test('counts for the last link that was opened in the tab', async () => {
		const { flow, checks } = createWorld();
		void flow.open('a'.repeat(43));
		void flow.open(TOKEN);
		await checks.fail(problem('link_not_valid', 404));
		expect(flow.phase.kind).toBe('opening');
		await checks.answer(ada);
		expect(flow.phase.kind).toBe('choosing');
	});
});

describe('choosing', () => {
	test('sets the password once, forgets it, and tells that every session ended', async () => {
		const { flow, resets, sent, world } = await choose();
		void flow.submit();
		void flow.submit();
		expect(flow.isBusy).toBe(true);
		await resets.answer(ada);
		expect(sent.slice(1)).toEqual([[TOKEN, GOOD]]);
		expect(flow.phase).toEqual({ kind: 'done', email: ada.email });
		expect({ password: flow.password, told: world.told }).toEqual({ password: '', told: 1 });
	});

	test('sends nothing that is too short anyway', async () => {
		const { flow, sent } = await choose('short');
		await flow.submit();
		expect(flow.fault).toBe('Use at least 12 characters.');
		expect(sent).toHaveLength(1);
	});

	test('keeps what was typed when the API refuses it, and says why', async () => {
		const { flow, resets } = await choose('password1234');
		void flow.submit();
		await resets.fail(common);
		expect(flow.phase.kind).toBe('choosing');
		expect(flow.fault).toMatch(/^Too many people use/);
		expect({ password: flow.password, isBusy: flow.isBusy, failure: flow.failure }).toEqual({
			...{ password: 'password1234', isBusy: false, failure: null },
		});
	});

	test.each([offline, problem('sign_in_busy', 503), problem('rate_limited', 429)])(
		'keeps it when nobody could do it now',
		async (error) => {
			const { flow, resets } = await choose();
			void flow.submit();
			await resets.fail(error);
			expect(flow.phase.kind).toBe('choosing');
			expect({ password: flow.password, failure: flow.failure }).toEqual({
				...{ password: GOOD, failure: error },
			});
			void flow.submit();
			await resets.answer(ada);
			expect(flow.phase.kind).toBe('done');
		},
	);

	test('ends where the link has expired meanwhile', async () => {
		const { flow, resets } = await choose();
		void flow.submit();
		await resets.fail(problem('auth_request_expired', 410));
		expect(flow.phase).toMatchObject({ kind: 'refused', mayRetry: false });
	});
});
