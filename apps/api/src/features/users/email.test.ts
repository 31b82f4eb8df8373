import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeEmail } from './index.ts';

describe('an address of one mailbox has one normal form', () => {
	test.each([
		['ada@example.com', 'ada@example.com'],
		['ADA@Example.COM', 'ada@example.com'],
		['  ada@example.com\t', 'ada@example.com'],
		['\t ada@example.com \t ', 'ada@example.com'],
		[`${' '.repeat(493)}ada@example.com`, 'ada@example.com'],
		['ada.lovelace+todo@mail.example.co.uk', 'ada.lovelace+todo@mail.example.co.uk'],
		["o'brien@example.com", "o'brien@example.com"],
		['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
		['ada@example.xn--p1ai', 'ada@example.xn--p1ai'],
		['a@b.cd', 'a@b.cd'],
		['ada@example.b2b.com', 'ada@example.b2b.com'],
		[`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
		[`a@${'b.'.repeat(124)}info`, `a@${'b.'.repeat(124)}info`],
	])('%j', (text, normal) => {
		expect(normalizeEmail(text)).toBe(normal);
	});
});

const KELVIN = '\u212a';
const DOTLESS_I = '\u0131';
const FULL_WIDTH_AT = '\uff20';

describe('what is no address of one mailbox is refused', () => {
	test.each([
		// Lists and groups: next-auth CVE-2022-35924 mailed both.
		['a list', 'ada@example.com,eve@evil.example'],
		['a list with a space', 'ada@example.com, eve@evil.example'],
		['a list with semicolons', 'ada@example.com;eve@evil.example'],
		['a group', 'friends:ada@example.com,eve@evil.example;'],
		['an empty group', 'undisclosed-recipients:;'],
		['a comment', 'ada(comment)@example.com'],
		['a comment in the domain', 'ada@(comment)example.com'],
		['a name', 'Ada <ada@example.com>'],
		['angle brackets', '<ada@example.com>'],
		['a route', '@relay.example:ada@example.com'],
		['a percent route', 'ada%evil.example@@example.com'],
		['two at signs', 'ada@evil.example@example.com'],
		// Header injection, and anchors that match at a line's end (Logto #9122).
		['CRLF and a header', 'ada@example.com\r\nBcc: eve@evil.example'],
		['a line feed at the end', 'ada@example.com\n'],
		['a carriage return at the end', 'ada@example.com\r'],
		['a line feed and junk', 'ada@example.com\njunk'],
		['a line separator', 'ada@example.com\u2028'],
		['a line feed before', '\nada@example.com'],
		['a NUL', 'ada@example.com\u0000'],
		['a NUL inside', 'ada\u0000@example.com'],
		['a tab inside', 'ada\t@example.com'],
		['a vertical tab at the end', 'ada@example.com\u000b'],
		['DEL', 'ada\u007f@example.com'],
		// Quoted local parts lead elsewhere (nodemailer < 7.0.7).
		['quotes', '"ada"@example.com'],
		['quotes around an address', '"eve@evil.example x"@example.com'],
		['a backslash', 'ada\\@example.com'],
		// Unicode that folds to ASCII (Django CVE-2019-19844, Auth.js GHSA-7rqj-j65f-68wh).
		['a full-width at sign', `ada${FULL_WIDTH_AT}example.com`],
		['a second, full-width at sign', `ada@evil.example${FULL_WIDTH_AT}example.com`],
		['a small at sign', 'ada\ufe6bexample.com'],
		['the Kelvin sign', `${KELVIN}im@example.com`],
		['the Kelvin sign in the domain', `ada@${KELVIN}.example`],
		['a dotless i', `m${DOTLESS_I}ke@example.com`],
		['a dotted capital I', 'M\u0130KE@example.com'],
		['a long s', 'ro\u017fe@example.com'],
		['full-width letters', '\uff41\uff44\uff41@example.com'],
		['a Cyrillic a', '\u0430da@example.com'],
		['an ideographic full stop', 'ada@example\u3002com'],
		['a full-width full stop', 'ada@example\uff0ecom'],
		['a one dot leader', 'ada@example\u2024com'],
		// Characters nobody sees (kratos ee7127f47).
		['a zero-width space', 'ada\u200b@example.com'],
		['a zero-width joiner', 'ada\u200d@example.com'],
		['a soft hyphen', 'ada\u00ad@example.com'],
		['a byte order mark', '\ufeffada@example.com'],
		['a word joiner', 'ada\u2060@example.com'],
		['a combining accent', 'ada\u0301@example.com'],
		['a right-to-left override', 'ada\u202e@example.com'],
		['a no-break space at the end', 'ada@example.com\u00a0'],
		['an ideographic space', '\u3000ada@example.com'],
		['a tag character', 'ada\u{e0061}@example.com'],
		['half a surrogate pair', 'ada\ud800@example.com'],
		// Shapes.
		['nothing', ''],
		['spaces', '   '],
		['no at sign', 'ada.example.com'],
		['no local part', '@example.com'],
		['no domain', 'ada@'],
		['a domain without a dot', 'ada@localhost'],
		['an address literal', 'ada@[127.0.0.1]'],
		['an IPv6 literal', 'ada@[IPv6:::1]'],
		['numbers for a domain', 'ada@127.0.0.1'],
		['a number at the end of a domain', 'ada@mail.example.123'],
		['a top domain that begins with a number', 'ada@example.1com'],
		['a top domain that ends with one', 'ada@example.com1'],
		['a dot at the start', '.ada@example.com'],
		['a dot at the end', 'ada.@example.com'],
		['two dots', 'ada..lovelace@example.com'],
		['a dot after the domain', 'ada@example.com.'],
		['a dot before the domain', 'ada@.example.com'],
		['an empty label', 'ada@example..com'],
		['a hyphen before a label', 'ada@-example.com'],
		['a hyphen after a label', 'ada@example-.com'],
		['an underscore in the domain', 'ada@exa_mple.com'],
		['a path in the domain', 'ada@example.com/x'],
		['a port in the domain', 'ada@example.com:25'],
		['a local part of 65', `${'a'.repeat(65)}@example.com`],
		['a label of 64', `ada@${'a'.repeat(64)}.com`],
		['255 characters', `ada@${'a.'.repeat(124)}com`],
		['a megabyte', `${'a'.repeat(1_000_000)}@example.com`],
		['a megabyte of dots', `${'a.'.repeat(500_000)}@example.com`],
		['a megabyte of spaces', `${' '.repeat(1_000_000)}ada@example.com`],
		['a megabyte of at signs', '@'.repeat(1_000_000)],
	])('%s', (_, text) => {
		expect(normalizeEmail(text)).toBeNull();
	});
});

test('every character outside printable ASCII is refused wherever it stands', () => {
	const foreign = fc
		.string({ unit: 'binary', minLength: 1, maxLength: 1 })
		.filter((character) => !/^[\x20-\x7e\t]$/.test(character));
	fc.assert(
		fc.property(foreign, fc.nat(15), (character, at) => {
			const address = 'ada@example.com';
			expect(normalizeEmail(address.slice(0, at) + character + address.slice(at))).toBeNull();
		}),
		{ numRuns: 2000 },
	);
});

const asciiText = fc.string({ unit: 'binary-ascii', maxLength: 40 });
const likely = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.emailAddress(),
	fc.tuple(asciiText, asciiText).map((parts) => parts.join('@')),
	fc.stringMatching(/^[ \t]?[A-Za-z0-9.+_-]{1,20}@[A-Za-z0-9.-]{1,20}[ \t]?$/),
);

test('whatever comes out is plain, lower case, short, and its own normal form', () => {
	let accepted = 0;
	fc.assert(
		fc.property(likely, (text) => {
			const normal = normalizeEmail(text);
			if (normal === null) return;
			accepted += 1;
			expect(normal).toMatch(/^[!-?A-~]+@[!-?A-~]+$/);
			expect(normal.split('@')).toHaveLength(2);
			expect(normal).toBe(normal.toLowerCase());
			expect(normal.length).toBeLessThanOrEqual(254);
			expect(normal).not.toMatch(/[\s,;:()<>"[\]\\]/);
			expect(normalizeEmail(normal)).toBe(normal);
			expect(normalizeEmail(` ${text.toUpperCase()} `)).toBe(normal);
		}),
		{ numRuns: 2000 },
	);
	expect(accepted).toBeGreaterThan(100);
});
