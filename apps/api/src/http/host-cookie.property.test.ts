import { mintToken } from '@postern/session-token';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHostCookie } from './host-cookie.ts';

const cookie = createHostCookie('session', 'https://api.example.com');
const { name } = cookie;

/** What may stand in a Cookie header next to ours: other cookies, and what is none at all. */
const neighbour = fc.oneof(
	fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}=[!#-+\--:<-[\]-~]{0,30}$/),
	fc.stringMatching(/^[\x21-\x3a\x3c-\x7e\xa0-\xff]{0,30}$/),
	fc.constantFrom(`x${name}=1`, `${name}x=1`, name, `"${name}"=1`, `a=${name}=1`, '=', ''),
);
const neighbours = fc
	.array(
		neighbour.filter((text) => !text.startsWith(`${name}=`)),
		{ maxLength: 6 },
	)
	.map((texts) => [...texts]);
const separator = fc.constantFrom('; ', ';', ';  ', ' ; ');

test('a cookie that was set is read again between any others, and is refused when it is there twice', () => {
	fc.assert(
		fc.property(neighbours, neighbours, separator, (before, after, between) => {
			const secret = mintToken();
			const [pair = ''] = cookie.set(secret, 60).split(';');
			const one = [...before, pair, ...after].join(between);
			expect(cookie.read(one)).toBe(secret);
			expect(cookie.read([one, `${name}=${mintToken()}`].join(between))).toBeNull();
			expect(cookie.read([`${name}=`, one].join(between))).toBeNull();
			expect(cookie.read([...before, ...after].join(between))).toBeNull();
		}),
		{ numRuns: 2000 },
	);
});

test('what is read stands in the header under exactly this name, whatever the header', () => {
	const piece = fc.oneof(
		fc.constantFrom(name, `${name}=`, ';', '; ', '=', ' ', '\t', '"', '__host-session=', ','),
		fc.string({ unit: 'binary', maxLength: 8 }),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
			const header = pieces.join('');
			const value = cookie.read(header);
			if (value === null) return;
			const holders = header
				.split(';')
				.filter((each) => each.replace(/^ +/, '').startsWith(`${name}=`));
			expect(holders).toHaveLength(1);
			expect(holders[0]?.trimEnd().endsWith(`${name}=${value}`)).toBe(true);
			expect(value).not.toContain(';');
		}),
		{ numRuns: 3000, examples: [[[' ', `${name}=`, ';', `${name}=`]]] },
	);
});
