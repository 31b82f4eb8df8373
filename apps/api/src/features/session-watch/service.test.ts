import { Problem } from '@postern/problem';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NewsListener } from '../../ports/account-news.ts';
import { MINUTE_MS, SECOND_MS } from '../../ports/clock.ts';
import { type CheckedSession, sessionProblems } from '../sessions/index.ts';
import { createSessionWatch } from './index.ts';

const ROUND_MS = 15 * SECOND_MS;
const ended = new Problem(sessionProblems.session_ended);

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A watch on a store and news in the test's hands. Without an outcome of its own, a session is good. */
function createWatch(watchersMax = 1000) {
	const outcomes = new Map<string, CheckedSession | Problem | Error>();
	const looks: string[] = [];
	const listeners: NewsListener[] = [];
	const watch = createSessionWatch({
		watchersMax,
		look: (hash, onChecked) => {
			looks.push(hash ?? '');
			onChecked(outcomes.get(hash ?? '') ?? good('ada@example.com'));
		},
		news: {
			subscribe: (listener) => {
				listeners.push(listener);
				return () => void listeners.splice(listeners.indexOf(listener), 1);
			},
		},
	});

	/** Somebody who watches, and what they were told. */
	function add(tokenHash: string, userId = 'ada') {
		const told: string[] = [];
		const stop = watch.add({
			...{ userId, tokenHash },
			tell: () => void told.push('session'),
			tellEnd: ({ kind }) => void told.push(kind.code),
			dismiss: (reason, retryMs) => void told.push(`bye ${reason} ${String(retryMs)}`),
			beat: () => void told.push('beat'),
		});
		return { told, stop };
	}

	const hear = (...userIds: string[]) => {
		for (const listener of listeners) listener.hear(userIds);
		vi.advanceTimersByTime(0);
	};
	return { watch, outcomes, looks, listeners, add, hear };
}

function good(email: string): CheckedSession {
	const user = { id: 'ada', email, name: null, isEmailVerified: true, createdAt: 0 };
	return {
		...{ id: 'a session', userId: 'ada', provenAt: 0 },
		user: { ...user, keptFromDeletionAt: null },
	};
}

test('nothing runs and nobody listens while nobody watches', () => {
	const { add, looks, listeners } = createWatch();
	expect(vi.getTimerCount()).toBe(0);
	expect(listeners).toEqual([]);
	const { stop } = add('one');
	expect(vi.getTimerCount()).toBeGreaterThan(0);
	stop();
	expect(vi.getTimerCount()).toBe(0);
	const before = looks.length;
	vi.advanceTimersByTime(MINUTE_MS);
	expect(looks.length).toBe(before);
});

test('news make those be looked at whom they are about, together, and nobody else', () => {
	const { add, outcomes, looks, hear } = createWatch();
	const [one, two, other] = [add('one'), add('two'), add('other', 'bob')];
	looks.length = 0;
	outcomes.set('two', ended);
	hear('ada', 'ada', 'somebody who is not here');
	expect(looks).toEqual(['one', 'two']);
	expect(one.told).toEqual(['session']);
	expect(two.told).toEqual(['session', 'session_ended']);
	expect(other.told).toEqual(['session']);
});

test('news that are lost are made up for within a round, by looks that are spread over it', () => {
	const { add, outcomes, looks } = createWatch();
	const all = Array.from({ length: 30 }, (_, each) => add(String(each), `user ${String(each)}`));
	looks.length = 0;
	for (const each of all.keys()) outcomes.set(String(each), ended);
	vi.advanceTimersByTime(SECOND_MS);
	expect(looks.length).toBe(2);
	vi.advanceTimersByTime(ROUND_MS);
	for (const { told } of all) expect(told).toEqual(['session', 'session_ended']);
	expect(vi.getTimerCount()).toBe(0);
});

test('after a break of the news everybody is looked at', () => {
	const { add, looks, listeners } = createWatch();
	for (let each = 0; each < 1200; each += 1) add(String(each), `user ${String(each)}`);
	looks.length = 0;
	listeners[0]?.missed();
	vi.advanceTimersToNextTimer();
	expect(looks.length).toBe(500);
	vi.advanceTimersByTime(10);
	expect(looks.length).toBe(1200);
});

test('a session is told again only when its account has changed', () => {
	const { add, outcomes, hear } = createWatch();
	const { told } = add('one');
	hear('ada');
	expect(told).toEqual(['session']);
	outcomes.set('one', good('ada@lovelace.example'));
	hear('ada');
	hear('ada');
	expect(told).toEqual(['session', 'session']);
});

test('a store that does not answer ends nothing, and those between hear that somebody is there', () => {
	const { add, outcomes } = createWatch();
	outcomes.set('one', new Error('no answer'));
	const { told } = add('one');
	expect(told).toEqual([]);
	vi.advanceTimersByTime(ROUND_MS);
	expect(told).toEqual(['beat']);
	outcomes.delete('one');
	vi.advanceTimersByTime(ROUND_MS);
	expect(told).toEqual(['beat', 'session', 'beat']);
});

test('an ending between the opening and the look is told', () => {
	const { add, outcomes } = createWatch();
	outcomes.set('one', ended);
	expect(add('one').told).toEqual(['session_ended']);
});

test('of more than twenty watchers of an account the oldest is sent away for five minutes', () => {
	const { add, watch } = createWatch();
	const all = Array.from({ length: 21 }, (_, each) => add(String(each)));
	const other = add('other', 'bob');
	expect(all.map(({ told }) => told.length)).toEqual([2, ...Array.from({ length: 20 }, () => 1)]);
	expect(all[0]?.told[1]).toBe('bye crowded 300000');
	expect(other.told).toEqual(['session']);
	expect(watch.count()).toBe(21);
});

test('there is room for so many and no more', () => {
	const { add, watch } = createWatch(2);
	add('one');
	expect(watch.hasRoom()).toBe(true);
	const { stop } = add('two');
	expect(watch.hasRoom()).toBe(false);
	stop();
	expect(watch.hasRoom()).toBe(true);
});

test('a watcher comes anew after three quarters of an hour to an hour', () => {
	const { add } = createWatch();
	const { told } = add('one');
	vi.advanceTimersByTime(45 * MINUTE_MS - ROUND_MS);
	expect(told.at(-1)).toBe('beat');
	vi.advanceTimersByTime(15 * MINUTE_MS + 2 * ROUND_MS);
	expect(told.at(-1)).toMatch(/^bye renew \d{1,4}$/);
	expect(vi.getTimerCount()).toBe(0);
});

test('those who are sent away by a stop come back at different times', () => {
	const { add, watch, listeners } = createWatch();
	const all = Array.from({ length: 40 }, (_, each) => add(String(each), String(each)));
	watch.close();
	const waits = all.map(({ told }) => Number(/^bye stopping (\d+)$/.exec(told.at(-1) ?? '')?.[1]));
	for (const wait of waits) expect(wait).toBeLessThan(2000);
	expect(new Set(waits).size).toBeGreaterThan(20);
	expect(listeners).toEqual([]);
	expect(vi.getTimerCount()).toBe(0);
});
