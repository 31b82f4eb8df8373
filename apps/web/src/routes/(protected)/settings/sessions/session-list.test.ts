import { Problem, Unreachable, type Session } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { Notice } from '#lib/ui/notices.svelte.ts';
import { Calls, settle } from '../../../../../test/fakes.ts';
import { SessionList } from './session-list.svelte.ts';

const NOW = Date.parse('2026-05-03T10:00:00.000Z');
const AN_HOUR_MS = 3_600_000;
const offline = new Unreachable('network');
const gone = new Problem({ status: 404, code: 'session_not_found', title: '' });

function session(id: string, more: Partial<Session> = {}): Session {
	return {
		...{
			id,
			method: 'password',
			place: null,
			client: '203.0.113.9',
			browser: 'Firefox',
			system: 'Linux',
		},
		createdAt: '2026-05-01T10:00:00.000Z',
		lastSeenAt: '2026-05-03T09:00:00.000Z',
		isThisSession: false,
		...more,
	};
}

const own = session('own', { isThisSession: true, lastSeenAt: '2026-05-03T10:00:00.000Z' });
const phone = session('phone', { browser: 'Safari', system: 'iOS' });
const laptop = session('laptop');

/** A list whose API is in the test's hands; nothing is loaded yet. */
function createWorld() {
	const lists = new Calls<{ sessions: readonly Session[] }>();
	const endings = new Calls<undefined>();
	const others = new Calls<{ ended: number }>();
	const all = new Calls<undefined>();
	const notices: Omit<Notice, 'id'>[] = [];
	const ended: string[] = [];
	const world = { departures: 0, now: NOW };
	const list = new SessionList({
		api: {
			listSessions: lists.call,
			endSession: async (id) => {
				ended.push(id);
				return endings.call();
			},
			endOtherSessions: others.call,
			endAllSessions: all.call,
		},
		withSession: (send) => send(),
		notices: { add: (notice) => notices.push(notice) },
		leave: () => (world.departures += 1),
		now: () => world.now,
	});
	const ids = (): string[] => list.sessions.map(({ id }) => id);
	return { list, lists, endings, others, all, notices, ended, world, ids };
}

/** The same with three sessions on the screen. */
async function createLoadedWorld() {
	const world = createWorld();
	void world.list.refresh();
	await world.lists.answer({ sessions: [own, phone, laptop] });
	return world;
}

describe('loading', () => {
	test('tells this session from the others', async () => {
		const { list } = await createLoadedWorld();
		expect(list.status).toBe('ready');
		expect(list.own).toBe(own);
		expect(list.others).toEqual([phone, laptop]);
	});

	test('that fails says why, and can be tried again', async () => {
		const { list, lists } = createWorld();
		void list.refresh();
		expect(list.status).toBe('loading');
		await lists.fail(offline);
		expect(list).toMatchObject({ status: 'failed', failure: offline });
		void list.refresh();
		expect(list.status).toBe('loading');
		await lists.answer({ sessions: [own] });
		expect(list.status).toBe('ready');
		expect(list.others).toEqual([]);
	});

	test('once more keeps what is shown until the answer comes, and when none comes', async () => {
		const { list, lists, ids } = await createLoadedWorld();
		void list.refresh();
		expect(list.status).toBe('ready');
		await lists.fail(offline);
		expect(list.status).toBe('ready');
		expect(ids()).toEqual(['own', 'phone', 'laptop']);
		void list.refresh();
		await lists.answer({ sessions: [own] });
		expect(ids()).toEqual(['own']);
	});

	test('is one request, however many ask for it at the same time', async () => {
		const { list, lists } = createWorld();
		const calls = [list.refresh(), list.refresh()];
		await lists.answer({ sessions: [own] });
		await Promise.all(calls);
		expect(lists.count).toBe(1);
	});

	test('knows how far the clock of this device is wrong', async () => {
		const { list, lists, world } = createWorld();
		world.now = NOW - AN_HOUR_MS;
		void list.refresh();
		await lists.answer({ sessions: [own] });
		expect(list.aheadMs).toBe(AN_HOUR_MS);
	});
});

describe('ending one', () => {
	test('keeps the row until the API has confirmed it, and then says so', async () => {
		const { list, endings, notices, ended, ids } = await createLoadedWorld();
		const ending = list.end(phone);
		expect(list.ending).toEqual(['phone']);
		expect(ids()).toContain('phone');
		await endings.answer(undefined);
		expect(await ending).toBe(true);
		expect({ ended, ids: ids(), ending: list.ending }).toEqual({
			...{ ended: ['phone'], ids: ['own', 'laptop'], ending: [] },
		});
		expect(notices).toEqual([{ tone: 'plain', text: 'Safari on iOS was signed out.' }]);
	});

	test('is sent once, however often it is pressed', async () => {
		const { list, endings, ended } = await createLoadedWorld();
		void list.end(phone);
		expect(await list.end(phone)).toBe(false);
		await endings.answer(undefined);
		expect(ended).toEqual(['phone']);
	});

	test('that fails leaves the row, says so, and can be tried again', async () => {
		const { list, endings, notices, ids } = await createLoadedWorld();
		const ending = list.end(phone);
		await endings.fail(offline);
		expect(await ending).toBe(false);
		expect(ids()).toContain('phone');
		expect(list.ending).toEqual([]);
		expect(notices[0]?.text).toMatch(/^Safari on iOS is still signed in\. We can’t reach/);
		notices[0]?.action?.run();
		await endings.answer(undefined);
		expect(ids()).not.toContain('phone');
	});

	test('that is gone already is as good as ended', async () => {
		const { list, endings, notices, ids } = await createLoadedWorld();
		void list.end(phone);
		await endings.fail(gone);
		expect(ids()).toEqual(['own', 'laptop']);
		expect(notices).toEqual([{ tone: 'plain', text: 'Safari on iOS had ended already.' }]);
	});

	test('that a sign-out has overtaken says nothing more', async () => {
		const { list, endings, notices } = await createLoadedWorld();
		void list.end(phone);
		await endings.fail(new SessionLost());
		expect(notices).toEqual([]);
	});

	test('is not undone by a list from before it', async () => {
		const { list, lists, endings, ids } = await createLoadedWorld();
		void list.refresh();
		void list.end(phone);
		await endings.answer(undefined);
		await lists.answer({ sessions: [own, phone, laptop] });
		expect(ids()).toEqual(['own', 'laptop']);
		await lists.answer({ sessions: [own, laptop] });
		expect(ids()).toEqual(['own', 'laptop']);
	});
});

describe('ending all others', () => {
	test('asks first, ends them, says how many, and looks again', async () => {
		const { list, lists, others, notices, ids } = await createLoadedWorld();
		list.ask('others');
		expect(others.count).toBe(0);
		void list.confirm();
		expect(list.isCarryingOut).toBe(true);
		expect(ids()).toHaveLength(3);
		await others.answer({ ended: 2 });
		expect(list).toMatchObject({ question: null, isCarryingOut: false });
		expect(ids()).toEqual(['own']);
		expect(notices).toEqual([{ tone: 'plain', text: '2 other sessions were ended.' }]);
		expect(lists.count).toBe(2);
	});

	test.each([
		[0, 'You were signed in nowhere else.'],
		[1, 'The other session was ended.'],
	])('finds words for %s', async (ended, text) => {
		const { list, others, notices } = await createLoadedWorld();
		list.ask('others');
		void list.confirm();
		await others.answer({ ended });
		expect(notices).toEqual([{ tone: 'plain', text }]);
	});

	test('that fails keeps the question, with the reason, to be answered again', async () => {
		const { list, others, ids } = await createLoadedWorld();
		list.ask('others');
		void list.confirm();
		await others.fail(offline);
		expect(list).toMatchObject({ question: 'others', questionFailure: offline });
		expect(ids()).toHaveLength(3);
		void list.confirm();
		expect(list.questionFailure).toBeNull();
		await others.answer({ ended: 2 });
		expect(list.question).toBeNull();
	});

	test('cannot be taken back while it is under way, and is sent once', async () => {
		const { list, others } = await createLoadedWorld();
		list.ask('others');
		void list.confirm();
		list.dismiss();
		void list.confirm();
		expect(list.question).toBe('others');
		expect(others.count).toBe(1);
		await others.answer({ ended: 2 });
	});

	test('that was not confirmed ends nothing', async () => {
		const { list, others } = await createLoadedWorld();
		list.ask('others');
		list.dismiss();
		await list.confirm();
		expect(list.question).toBeNull();
		expect(others.count).toBe(0);
	});
});

describe('signing out', () => {
	test('here leaves the page and asks the API for nothing', async () => {
		const { list, world, ended, all } = await createLoadedWorld();
		list.ask('here');
		await list.confirm();
		expect({ departures: world.departures, ended, all: all.count }).toEqual({
			...{ departures: 1, ended: [], all: 0 },
		});
	});

	test('everywhere leaves the page when all have ended, and not before', async () => {
		const { list, world, all } = await createLoadedWorld();
		list.ask('everywhere');
		void list.confirm();
		expect(world.departures).toBe(0);
		await all.answer(undefined);
		expect(world.departures).toBe(1);
	});

	test('everywhere that fails signs out nowhere', async () => {
		const { list, world, all } = await createLoadedWorld();
		list.ask('everywhere');
		void list.confirm();
		await all.fail(offline);
		expect(list).toMatchObject({ question: 'everywhere', questionFailure: offline });
		expect(world.departures).toBe(0);
	});

	test('elsewhere that overtakes the question closes it', async () => {
		const { list, all, world } = await createLoadedWorld();
		list.ask('everywhere');
		void list.confirm();
		await all.fail(new SessionLost());
		await settle();
		expect(list).toMatchObject({ question: null, questionFailure: null });
		expect(world.departures).toBe(0);
	});
});
