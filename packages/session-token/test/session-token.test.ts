import { expect, test } from 'vitest';
import { hashToken, isTokenShaped, mintToken } from '../src/index.ts';

test('ten thousand tokens are all different and all well shaped', () => {
	const tokens = Array.from({ length: 10_000 }, mintToken);
	expect(new Set(tokens).size).toBe(10_000);
	expect(tokens.every(isTokenShaped)).toBe(true);
});

test.each(['', 'a', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(42)}\n`])(
	'%j is not shaped like a token',
	(text) => {
		expect(isTokenShaped(text)).toBe(false);
	},
);

test('a hash is SHA-256 in base64url and does not contain the token', () => {
	expect(hashToken('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
	const token = mintToken();
	expect(hashToken(token)).not.toContain(token);
});
