/** What a profile takes and what it refuses, and that the refusal names the field and what to do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';

const ASTRAL = '\u{1f600}';
const ACUTE = '\u0301';

let api: TestApp;
let ada: Person;

beforeAll(async () => {
	api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	ada = await api.signIn();
});

beforeEach(() => api.storage.db.deleteFrom('profile').execute());

afterAll(() => api[Symbol.asyncDispose]());

/** Sends JSON in which everything outside ASCII is escaped, as only so half a character gets through. */
const patch = (changes: unknown) =>
	api.send({
		method: 'PATCH',
		url: '/users/me/profile',
		cookie: ada.cookie,
		headers: { 'content-type': 'application/json' },
		payload: JSON.stringify(changes),
	});

async function expectRefused(changes: unknown, ...paths: string[]): Promise<string> {
	const before = await snapshot(api.storage.db);
	const response = await patch(changes);
	expectProblem(response, 422, 'invalid_request');
	const { errors } = response.json<{ errors: { path: string; message: string }[] }>();
	expect([...new Set(errors.map(({ path }) => path))]).toEqual(paths);
	expect(await snapshot(api.storage.db)).toBe(before);
	return errors[0]?.message ?? '';
}

async function expectKept(field: string, text: unknown, kept: unknown): Promise<void> {
	const response = await patch({ [field]: text });
	expect(response.statusCode, response.body).toBe(200);
	expect(response.json()).toMatchObject({ [field]: kept });
	const read = await api.send({ url: '/users/me/profile', cookie: ada.cookie });
	expect(read.json()).toMatchObject({ [field]: kept });
}

/** Characters that no text has, by what they are. */
const HOSTILE: Readonly<Record<string, string>> = {
	'a NUL': 'a\u0000b',
	'a tab': 'a\tb',
	'a vertical tab': 'a\u000bb',
	'a lone carriage return': 'a\rb',
	'an escape sequence': '\u001b[31mred',
	DEL: 'a\u007fb',
	'a next-line control': 'a\u0085b',
	'an application command': 'a\u009fb',
	'a line separator': 'a\u2028b',
	'a paragraph separator': 'a\u2029b',
	'the first half of a character': 'a\ud83d',
	'the second half of a character': '\ude00a',
	'halves the wrong way round': '\ude00\ud83d',
	'a noncharacter': 'a\uffffb',
	'a noncharacter of another plane': 'a\u{1fffe}b',
	'a right-to-left override': 'a\u202eb',
	'a left-to-right embedding': 'a\u202ab',
	'a right-to-left isolate': 'a\u2067b',
	'a right-to-left mark': 'a\u200fb',
	'an Arabic letter mark': 'a\u061cb',
	'a zero-width space': 'a\u200bb',
	'a word joiner': 'a\u2060b',
	'a joiner between Latin letters': 'a\u200db',
	'a non-joiner between Latin letters': 'a\u200cb',
	'two non-joiners between Arabic letters': '\u0645\u200c\u200c\u06cc',
	'a joiner at the end': '\u0645\u200d',
	'a soft hyphen': 'a\u00adb',
	'a byte order mark': '\ufeffa',
	'a byte order mark at the end': 'a\ufeff',
	'a combining grapheme joiner': 'a\u034fb',
	'a Hangul filler': 'a\u3164b',
	'a half-width Hangul filler': 'a\uffa0b',
	'a variation selector behind a letter': 'a\ufe0f',
	'a variation selector behind a digit': '1\ufe0f',
	'an ideographic variation behind a letter': 'a\u{e0100}',
	'hidden tags': 'a\u{e0041}\u{e0042}\u{e007f}',
	'a flag that is none, of tags': '\u{1f3f4}\u{e0061}\u{e0062}\u{e0063}',
	'an annotation mark': 'a\ufff9b',
	'31 marks on one letter': `a${ACUTE.repeat(31)}`,
};

/** Texts that people write, which must not fall to the above. */
// cspell:disable -- names of people in their own scripts
const HONEST: Readonly<Record<string, string>> = {
	'an apostrophe and a hyphen': 'Anne-Marie O’Neill',
	'markup, which is text': '<img src=x onerror=alert(1)> & "co"',
	'SQL, which is text': `Robert'); drop table "user";--`,
	'a German name': 'Jürgen Groß',
	'a Vietnamese name': 'Nguyễn Thị Minh Khai',
	'a Japanese name': '渡邉󠄂 葛󠄀 花子',
	'a Hebrew name': 'שָׁלוֹם עליכם',
	'an Arabic name with vowels': 'مُحَمَّد بْن مُوسَى',
	'a Persian half-space': 'می\u200cخواهم',
	'a Persian half-space after a vowel sign': 'مَ\u200cی',
	'a Sinhala conjunct': 'ශ්\u200dරී ලංකා',
	'a Devanagari conjunct': 'क्\u200dष',
	'a Thai name': 'สมชาย ใจดี',
	'a family': '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}',
	'a woman who codes': '\u{1f469}\u{1f3fd}\u200d\u{1f4bb}',
	'a rainbow flag': '\u{1f3f3}\ufe0f\u200d\u{1f308}',
	'a red heart': '\u2764\ufe0f',
	'a key': '1\ufe0f\u20e3',
	'the flag of Scotland': '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
	'two regional letters': '\u{1f1e9}\u{1f1ea}',
};
// cspell:enable

describe.each(['name', 'bio'])('%s', (field) => {
	test.each(Object.keys(HOSTILE))('refuses %s', async (what) => {
		const message = await expectRefused({ [field]: HOSTILE[what] }, field);
		expect(message).toMatch(/^(must|has) /);
	});

	test.each(Object.keys(HONEST))('keeps %s', async (what) => {
		const text = HONEST[what] ?? '';
		await expectKept(field, text, text.normalize('NFC'));
	});

	test('joins what was sent in pieces, and counts it joined', async () => {
		await expectKept(field, `Rene${ACUTE}e`, 'René'.normalize('NFC').concat('e'));
		const max = field === 'name' ? 100 : 500;
		await expectKept(field, `e${ACUTE}`.repeat(max), '\u00e9'.repeat(max));
	});

	test('loses its outer spaces, of every kind', async () => {
		await expectKept(field, ' \u00a0\u2003Ada \u3000 L. ', 'Ada \u3000 L.');
	});

	test.each([
		['a number', 42],
		['true', true],
		['a list', ['Ada']],
		['an object', { toString: 'Ada' }],
	])('refuses %s', async (_, value) => {
		await expectRefused({ [field]: value }, field);
	});

	// Before the length was judged first, 64 KB of marks in the wrong order stopped everybody for a second.
	test.each(['x', ' ', ACUTE, '\u0316\u0301', '\u200b', `${ASTRAL}\u200d`, '\u0645\u200c'])(
		'refuses 60 KB of %j for their length',
		async (piece) => {
			const text = piece.repeat(Math.floor(60_000 / Buffer.byteLength(piece)));
			expect(await expectRefused({ [field]: text }, field)).toMatch(/at most \d+ characters/);
		},
	);
});

describe('a name', () => {
	test.each([
		['nothing', ''],
		['spaces', '   '],
		['no-break spaces', '\u00a0\u00a0'],
		['Braille without dots', '\u2800\u2800'],
		['two lines', 'Ada\nLovelace'],
		['a line feed at the end', 'Ada\n'],
	])('is not %s', async (_, name) => {
		await expectRefused({ name }, 'name');
	});

	test.each(['x', ASTRAL, '\u00e9'])('has at most 100 characters: %s', async (letter) => {
		await expectKept('name', letter.repeat(100), letter.repeat(100));
		await expectKept('name', ` ${letter.repeat(100)} `, letter.repeat(100));
		const message = await expectRefused({ name: letter.repeat(101) }, 'name');
		expect(message).toBe('must have at most 100 characters');
	});
});

describe('a bio', () => {
	test('keeps its line breaks, and takes those of Windows for the same', async () => {
		await expectKept('bio', 'one\n\ntwo\r\nthree\n', 'one\n\ntwo\nthree');
	});

	test.each(['', '  \n ', '\u2800'])('of %j is none', async (bio) => {
		await expectKept('bio', 'before', 'before');
		await expectKept('bio', bio, null);
	});

	test.each(['x', ASTRAL])('has at most 500 characters: %s', async (letter) => {
		await expectKept('bio', letter.repeat(500), letter.repeat(500));
		const message = await expectRefused({ bio: letter.repeat(501) }, 'bio');
		expect(message).toBe('must have at most 500 characters');
	});
});

describe('a website', () => {
	test.each([
		['https://example.com', 'https://example.com/'],
		['  https://example.com/a  ', 'https://example.com/a'],
		['HTTP://EXAMPLE.com:80/A?b=c#d', 'http://example.com/A?b=c#d'],
		['https://example.com/../a/./b', 'https://example.com/a/b'],
		['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
		// Cyrillic letters that look like Latin ones: what is kept shows it.
		['https://аррӏе.example', 'https://xn--80ak6aa92e.example/'],
		['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443/'],
	])('%s is kept as %s', async (website, kept) => {
		await expectKept('website', website, kept);
	});

	test.each([
		'',
		'   ',
		'example.com',
		'//example.com',
		'https://',
		'https:example.com',
		'https:\\\\example.com',
		'ftp://example.com',
		'javascript:alert(1)',
		'javascript://example.com/%0aalert(1)',
		'JaVaScRiPt://example.com/%0Aalert(1)',
		'data:text/html,<script>alert(1)</script>',
		'vbscript:x',
		'file:///etc/passwd',
		'blob:https://example.com/x',
		'view-source:https://example.com',
		'https://exa mple.com',
		'https://example.com:99999',
		'https://256.256.256.256',
		'https://a%00b.example',
		'java\nscript:alert(1)',
		'https://example.com/\u202etxt.exe',
		'https://example.com/\u200b',
		'https://example.com/\u0000',
		'https://exam\nple.com',
		'https://example.com/\ud800',
		'not an address',
	])('%j is refused', async (website) => {
		expect(await expectRefused({ website }, 'website')).toMatch(/^(must|has) /);
	});

	test.each([
		'https://ada@example.com',
		'https://ada:secret@example.com',
		'https://:x@example.com',
	])('%s is refused for its user info', async (website) => {
		const message = await expectRefused({ website }, 'website');
		expect(message).toBe('must not have a user name or a password in it');
	});

	test('has at most 300 characters, in its normal form, too', async () => {
		const start = 'https://example.com/';
		const longest = start + 'x'.repeat(300 - start.length);
		await expectKept('website', longest, longest);
		await expectRefused({ website: `${longest}x` }, 'website');
		// Each of them is six characters in the normal form.
		await expectRefused({ website: start + 'ü'.repeat(100) }, 'website');
	});
});

describe('a time zone', () => {
	test.each([...Intl.supportedValuesOf('timeZone').filter((_, index) => index % 40 === 0), 'UTC'])(
		'may be %s',
		async (timeZone) => {
			await expectKept('timeZone', timeZone, timeZone);
		},
	);

	test('is one and the same by all of its names', async () => {
		for (const aliases of [
			['Asia/Kolkata', 'Asia/Calcutta'],
			['Europe/Kyiv', 'Europe/Kiev'],
			['Etc/UTC', 'UTC'],
		]) {
			const kept = new Set<string>();
			for (const timeZone of aliases) {
				kept.add((await patch({ timeZone })).json<{ timeZone: string }>().timeZone);
			}
			expect(kept.size).toBe(1);
		}
	});

	test.each([
		'',
		' ',
		'Europe/Atlantis',
		'Berlin',
		'+01:00',
		'UTC+1',
		'GMT+1',
		'Etc/GMT+5',
		' Europe/Berlin',
		'Europe/Berlin\u0000',
		'../../etc/localtime',
		'__proto__',
		'constructor',
		'x'.repeat(60_000),
	])('is not %.40j', async (timeZone) => {
		const message = await expectRefused({ timeZone }, 'timeZone');
		expect(message).toBe('must be a time zone like Europe/Berlin');
	});
});

describe('a language', () => {
	test.each(['en', 'de', null])('may be %j', async (language) => {
		await expectKept('language', language, language);
	});

	test.each(['', 'EN', 'en-GB', 'fr', ' de', 'null', 1, false, { en: 'de' }])(
		'is not %j',
		async (language) => {
			await expectRefused({ language }, 'language');
		},
	);

	test('that is none says which there are', async () => {
		expect(await expectRefused({ language: 'fr' }, 'language')).toBe(
			'must be one of: en, de, null',
		);
	});
});

test('all fields that are wrong are named at once, and none is changed', async () => {
	await patch({ name: 'before', bio: 'before' });
	const wrong = { name: '', bio: 'x'.repeat(501), website: 'x', timeZone: 'x' };
	await expectRefused({ ...wrong, language: 'en' }, 'name', 'bio', 'website', 'timeZone');
});

test('a change names at least one field, and none that there is not', async () => {
	await expectRefused({}, '');
	for (const body of [[], null, 'name', 1]) await expectRefused(body, '');
	for (const field of ['Name', 'time_zone', 'isAdmin', 'id']) {
		await expectRefused({ name: 'Ada', [field]: 'x' }, field);
	}
});

test('the answer that refuses a value does not repeat it', async () => {
	const response = await patch({ name: 'canary\n', website: 'canary', timeZone: 'canary' });
	expectProblem(response, 422, 'invalid_request');
	expect(response.body).not.toContain('canary');
});
