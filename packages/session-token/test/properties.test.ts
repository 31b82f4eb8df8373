import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashToken, isTokenShaped, mintToken, TOKEN_BYTES } from '../src/index.ts';

const bytes = fc.uint8Array({ minLength: TOKEN_BYTES, maxLength: TOKEN_BYTES });

test('every 32 bytes make a token, and every token is 32 bytes', () => {
	fc.assert(
		fc.property(bytes, (random) => {
			const text = Buffer.from(random).toString('base64url');
			expect(isTokenShaped(text)).toBe(true);
			expect(Buffer.from(text, 'base64url')).toEqual(Buffer.from(random));
		}),
	);
});

test('a text that is none to the letter is none', () => {
	const strange = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 });
	fc.assert(
		fc.property(fc.nat({ max: 43 }), strange, fc.boolean(), (at, text, isReplaced) => {
			const token = mintToken();
			const spoilt = token.slice(0, at) + text + token.slice(at + (isReplaced ? text.length : 0));
			const isOne = spoilt.length === 43 && /^[\w-]*$/.test(spoilt) && !spoilt.includes('\n');
			expect(isTokenShaped(spoilt)).toBe(isOne);
		}),
		{ numRuns: 1000 },
	);
});

test('the hash is SHA-256 of the text, whatever the text', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
			expect(hashToken(text)).toBe(createHash('sha256').update(text).digest('base64url'));
		}),
	);
});
