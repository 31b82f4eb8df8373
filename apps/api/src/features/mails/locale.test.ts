import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localeOf } from './index.ts';

test.each([
	[undefined, 'en'],
	['', 'en'],
	['de', 'de'],
	['DE', 'de'],
	['de-AT', 'de'],
	['de-CH-1996', 'de'],
	['en-GB', 'en'],
	['fr', 'en'],
	['fr, de', 'de'],
	['fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7,de;q=0.6', 'en'],
	['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de'],
	['en;q=0.8, de;q=0.9', 'de'],
	['en;q=0.9, de;q=0.8', 'en'],
	// Among equals the one named first.
	['de, en', 'de'],
	['en, de', 'en'],
	['de;q=0.5, en;q=0.5', 'de'],
	// Zero is "not this one".
	['de;q=0, en;q=0.1', 'en'],
	['en;q=0, de;q=0.001', 'de'],
	['en;q=0', 'en'],
	['de;q=0, de-AT', 'de'],
	// The star stands for those that are not named.
	['*', 'en'],
	['*;q=0.5, de;q=0.1', 'en'],
	['*;q=0.1, de;q=0.5', 'de'],
	['en;q=0, *', 'de'],
	['de;q=0, *', 'en'],
	// Optional white space, and what is no member.
	[' \tde \t;\t q=0.7 , en;q=0.6', 'de'],
	['de;q=1.001, en;q=0.1', 'en'],
	['de;q=2, en;q=0.1', 'en'],
	['de;q=, en;q=0.1', 'en'],
	['de;q=0.1234, en;q=0.1', 'en'],
	['de;level=1, en;q=0.1', 'en'],
	['de_DE, en;q=0.1', 'en'],
	['deutsch', 'en'],
	['dent, de', 'de'],
	[',,,de', 'de'],
])('%j is answered in %s', (header, locale) => {
	expect(localeOf(header)).toBe(locale);
});

describe('a hostile header', () => {
	test('is answered in a language there is, whatever it holds', () => {
		const piece = fc.constantFrom('de', 'en', '*', '-', ';', 'q=', '0.5', ',', ' ', '\t', '\u0130');
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.array(piece).map((all) => all.join('')),
		);
		fc.assert(fc.property(text, (header) => ['en', 'de'].includes(localeOf(header))));
	});

	test('is read as far as an honest one goes, and no member is read that was cut in two', () => {
		fc.assert(
			fc.property(fc.integer({ min: 500, max: 60_000 }), (length) => {
				expect(localeOf(`${' '.repeat(length)},de,en;q=0.1`)).toBe('en');
				expect(localeOf(`${'x,'.repeat(length)}de`)).toBe('en');
			}),
		);
		expect(localeOf(`${'x,'.repeat(19)}de`)).toBe('de');
		expect(localeOf(`${'x,'.repeat(20)}de`)).toBe('en');
		// `den` is the language of the Slavey; cut after 500 characters it would be German.
		expect(localeOf(`${' '.repeat(498)}den`)).toBe('en');
		expect(localeOf(`${' '.repeat(498)}de`)).toBe('de');
	});

	test('of equal weights is answered by order alone', () => {
		const locales = fc.shuffledSubarray(['de', 'en', 'fr', 'it', 'nl']);
		fc.assert(
			fc.property(locales, (tags) => {
				const expected = tags.find((tag) => tag === 'de' || tag === 'en') ?? 'en';
				expect(localeOf(tags.join(', '))).toBe(expected);
			}),
		);
	});
});
