import { expect, test } from 'vitest';
import { ago, exactly, iconOf, nameOf, placeOf, signedInBy } from './session-words.ts';

const NOW = Date.parse('2026-05-03T10:00:00.000Z');

test.each([
	[{ browser: 'Firefox', system: 'Linux' }, 'Firefox on Linux', 'desktop'],
	[{ browser: 'Safari', system: 'iOS' }, 'Safari on iOS', 'phone'],
	[{ browser: null, system: 'Android' }, 'Unknown browser on Android', 'phone'],
	[{ browser: 'Chrome', system: null }, 'Chrome', 'terminal'],
	[{ browser: null, system: null }, 'Unknown browser or program', 'terminal'],
])('%j is called %s', (session, name, icon) => {
	expect(nameOf(session)).toBe(name);
	expect(iconOf(session)).toBe(icon);
});

test.each([
	['password', 'Signed in with a password {when}'],
	['link', 'Signed in with a link from a mail {when}'],
	['code', 'Signed in with a code from a mail {when}'],
	['something-new', 'Signed in {when}'],
])('a sign-in by %s is told in words, or not at all', (method, words) => {
	expect(signedInBy({ method })).toBe(words);
});

test.each([
	[-60, 'just now'],
	[0, 'just now'],
	[89, 'just now'],
	[90, '1 minute ago'],
	[59 * 60 + 59, '59 minutes ago'],
	[3600, '1 hour ago'],
	[23 * 3600 + 3599, '23 hours ago'],
	[24 * 3600, '1 day ago'],
	[6 * 24 * 3600, '6 days ago'],
])('%s seconds past is %s', (seconds, words) => {
	expect(ago(new Date(NOW - seconds * 1000).toISOString(), NOW)).toBe(words);
});

test('an exact time has its day and its minute', () => {
	expect(exactly('2026-05-03T10:07:00.000Z')).toMatch(/2026.*:07/);
});

test.each([
	['192.0.2.7', 'Berlin, Germany', 'From Berlin, Germany (192.0.2.7)'],
	['192.0.2.7', null, 'From 192.0.2.7'],
	[null, null, 'Address not known'],
])('the address %s in %s reads %s', (client, place, words) => {
	expect(placeOf({ client, place })).toBe(words);
});
