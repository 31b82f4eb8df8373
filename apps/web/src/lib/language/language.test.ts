// @vitest-environment jsdom
// cspell:ignore anmelden
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { language, t } from './index.ts';

const KEY = 'postern:language';

function browserSpeaks(...tags: string[]): void {
	vi.spyOn(navigator, 'languages', 'get').mockReturnValue(tags);
	vi.spyOn(navigator, 'language', 'get').mockReturnValue(tags[0] ?? '');
}

beforeEach(async () => {
	browserSpeaks('en-GB', 'en');
	await language.choose('en');
	localStorage.clear();
});

afterEach(() => {
	vi.restoreAllMocks();
});

test('a sentence is said in the language that was chosen', async () => {
	expect(t('Sign in')).toBe('Sign in');
	await language.choose('de');
	expect(t('Sign in')).toBe('Anmelden');
	expect(t('Nobody has translated this')).toBe('Nobody has translated this');
	expect(document.documentElement.lang).toBe('de');
	expect(localStorage.getItem(KEY)).toBe('de');
});

test('places are filled in as they are, and once', () => {
	expect(t('Welcome, {name}', { name: '$& {name}' })).toBe('Welcome, $& {name}');
	expect(t('{browser} on {system}', { browser: '{system}', system: 'Linux' })).toBe(
		'{system} on Linux',
	);
});

test('a place that nothing is given for stays, to be filled with markup', () => {
	expect(t('Mail to {address}, {count}', { count: 3 })).toBe('Mail to {address}, 3');
});

test('the language that the document was given is spoken, and not kept as a choice', async () => {
	document.documentElement.lang = 'de';
	await language.load();
	expect(t('Sign in')).toBe('Anmelden');
	expect(localStorage.getItem(KEY)).toBeNull();
});

test.each([
	['de-AT', 'de'],
	['en-GB', 'en'],
	['fr', 'en'],
])(
	'left to a browser that asks for %s, the app speaks %s and forgets the choice',
	async (tag, code) => {
		await language.choose(code === 'de' ? 'en' : 'de');
		browserSpeaks(tag);
		await language.follow();
		expect(language.current).toBe(code);
		expect(localStorage.getItem(KEY)).toBeNull();
	},
);

test('dates are those of the browser’s own kind of the language, where it has one', async () => {
	browserSpeaks('fr', 'en-GB', 'de-AT');
	expect(language.locale).toBe('en-GB');
	await language.choose('de');
	expect(language.locale).toBe('de-AT');
	browserSpeaks('fr');
	expect(language.locale).toBe('de');
});
