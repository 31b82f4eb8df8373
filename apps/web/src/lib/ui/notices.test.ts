import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Notices } from './notices.svelte.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const texts = (notices: Notices): string[] => notices.shown.map((notice) => notice.text);

test('a plain notice leaves after a while, a problem stays until it is dismissed', () => {
	const notices = new Notices();
	notices.add({ tone: 'plain', text: 'Deleted.' });
	const id = notices.add({ tone: 'problem', text: 'Not saved.' });
	vi.advanceTimersByTime(60_000);
	expect(texts(notices)).toEqual(['Not saved.']);
	notices.dismiss(id);
	expect(texts(notices)).toEqual([]);
});

test('a notice that somebody points at stays, and goes after they have left', () => {
	const notices = new Notices();
	const id = notices.add({ tone: 'plain', text: 'Deleted.' });
	notices.hold(id);
	vi.advanceTimersByTime(60_000);
	expect(texts(notices)).toEqual(['Deleted.']);
	notices.release(id);
	vi.advanceTimersByTime(8_000);
	expect(texts(notices)).toEqual([]);
});

test('a fourth plain notice takes the place of the oldest, never of a problem', () => {
	const notices = new Notices();
	notices.add({ tone: 'problem', text: 'Not saved.' });
	for (const text of ['1', '2', '3', '4']) notices.add({ tone: 'plain', text });
	expect(texts(notices)).toEqual(['Not saved.', '2', '3', '4']);
});
