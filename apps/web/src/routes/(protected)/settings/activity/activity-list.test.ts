import { Problem, Unreachable, type ActivityEvent, type ActivityPage } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { Calls, settle } from '../../../../../test/fakes.ts';
import { ActivityList } from './activity-list.svelte.ts';
import { ago, groupByDay } from './days.ts';
import { device, tell } from './words.ts';

const offline = new Unreachable('network');
const busy = new Problem({ status: 503, code: 'unavailable', title: '' });

function event(id: string, at = '2026-05-03T10:00:00.000Z'): ActivityEvent {
	return {
		...{ id, at, name: 'signed_in', outcome: 'success', method: 'code' },
		...{
			browser: 'Firefox',
			system: 'Linux',
			place: null,
			client: '203.0.113.7',
			isThisSession: false,
		},
	};
}

const page = (next: string | null, ...ids: string[]): ActivityPage => ({
	events: ids.map((id) => event(id)),
	next,
});

/** A list whose API is in the test's hands. */
function createWorld() {
	const calls = new Calls<ActivityPage>();
	const asked: (string | undefined)[] = [];
	const list = new ActivityList({
		listActivity: (params) => {
			asked.push(params?.before);
			return calls.call();
		},
		withSession: (send) => send(),
	});
	const ids = () => list.events.map(({ id }) => id);
	return { list, calls, asked, ids };
}

describe('the list', () => {
	test('shows a page, then the one before it, until there is none', async () => {
		const { list, calls, asked, ids } = createWorld();
		void list.load();
		expect(list.status).toBe('loading');
		await calls.answer(page('b', 'a', 'b'));
		expect([list.status, list.hasMore, ids()]).toEqual(['ready', true, ['a', 'b']]);
		const more = list.loadMore();
		expect(list.isLoadingMore).toBe(true);
		await calls.answer(page(null, 'c'));
		expect(await more).toBe(1);
		expect([list.isLoadingMore, list.hasMore, ids()]).toEqual([false, false, ['a', 'b', 'c']]);
		expect(await list.loadMore()).toBe(0);
		expect(asked).toEqual([undefined, 'b']);
	});

	test('asks once, however often the button is pressed', async () => {
		const { list, calls, ids } = createWorld();
		void list.load();
		await calls.answer(page('a', 'a'));
		void list.loadMore();
		void list.loadMore();
		await calls.answer(page(null, 'b'));
		await settle();
		expect([calls.count, ids()]).toEqual([2, ['a', 'b']]);
	});

	test('says why it could not be loaded, and loads when it is asked again', async () => {
		const { list, calls, ids } = createWorld();
		void list.load();
		await calls.fail(offline);
		expect([list.status, list.failure]).toEqual(['failed', offline]);
		void list.load();
		await calls.answer(page(null, 'a'));
		expect([list.status, ids()]).toEqual(['ready', ['a']]);
	});

	test('keeps what it shows when the older ones do not come', async () => {
		const { list, calls, asked, ids } = createWorld();
		void list.load();
		await calls.answer(page('a', 'a'));
		void list.loadMore();
		await calls.fail(busy);
		expect([list.status, list.moreFailure, ids()]).toEqual(['ready', busy, ['a']]);
		void list.loadMore();
		expect(list.moreFailure).toBeNull();
		await calls.answer(page(null, 'b'));
		expect([ids(), asked]).toEqual([
			['a', 'b'],
			[undefined, 'a', 'a'],
		]);
	});
});

describe('a day', () => {
	const now = new Date(2026, 4, 3, 9, 30);
	const at = (...time: [number, number, number, number]) =>
		event(String(time), new Date(...time).toISOString());

	test('holds what happened on it by the reader’s clock', () => {
		const events = [at(2026, 4, 3, 9), at(2026, 4, 3, 0), at(2026, 4, 2, 23), at(2026, 3, 30, 12)];
		const days = groupByDay(events, now);
		expect(days.map(({ name, events: { length } }) => [name, length])).toEqual([
			['Today', 2],
			['Yesterday', 1],
			[new Date(2026, 3, 30).toLocaleDateString(undefined, { dateStyle: 'full' }), 1],
		]);
	});

	test('is long over, or a moment ago', () => {
		const before = (ms: number) => ago(new Date(now.getTime() - ms).toISOString(), now);
		expect([-5000, 59_000, 60_000, 3_599_000, 7_200_000, 86_400_000].map(before)).toEqual([
			...['just now', 'just now', '1 minute ago', '59 minutes ago'],
			...['2 hours ago', 'yesterday'],
		]);
		expect(before(40 * 86_400_000)).toBe('40 days ago');
	});
});

describe('the words', () => {
	test('say how somebody signed in', () => {
		expect(tell({ name: 'signed_in', method: 'link' }).sentence).toBe(
			'Signed in with a link from a mail',
		);
		expect(tell({ name: 'account_created', method: 'link' }).sentence).toBe(
			'Your account was made',
		);
	});

	test('are there for an event that only a newer API knows', () => {
		for (const name of ['passkey_added', 'constructor', '__proto__']) {
			expect(tell({ name: name as 'signed_in' }).sentence).toMatch(/^Something else/);
		}
	});

	test('name the device as far as it is known', () => {
		expect(device({ browser: 'Edge', system: 'Windows' })).toBe('Edge on Windows');
		expect(device({ browser: null, system: 'Android' })).toBe('Unknown browser on Android');
		expect(device({ browser: 'Safari', system: null })).toBe('Safari');
		expect(device({ browser: null, system: null })).toBe('Unknown browser');
	});
});
