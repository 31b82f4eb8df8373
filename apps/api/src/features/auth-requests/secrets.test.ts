import { createHash } from 'node:crypto';
import { hashToken, isTokenShaped } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import type { Keys } from '../../ports/keys.ts';
import { createSecretHasher, mintSecrets } from './secrets.ts';

const KEY: Keys = [Buffer.alloc(32, 1)];
const OTHER_KEY: Keys = [Buffer.alloc(32, 2)];
const CODE = '012345';

const macOf = (key: Keys, id: string, code: string): string =>
	createSecretHasher(key).store(id, { linkToken: null, code }).codeMac ?? '';

describe('the mac of a code', () => {
	test('is of this key, this request and this code', () => {
		const macs = [
			macOf(KEY, 'a', CODE),
			macOf(OTHER_KEY, 'a', CODE),
			macOf(KEY, 'b', CODE),
			macOf(KEY, 'a', '012346'),
			// Neither half can be moved into the other.
			macOf(KEY, 'a0', '12345'),
			macOf(KEY, '', `a${CODE}`),
		];
		expect(new Set(macs).size).toBe(macs.length);
	});

	// All of a million plain hashes are made within two seconds.
	test('is nothing that could be made without the key', () => {
		const mac = macOf(KEY, 'a', CODE);
		for (const text of [CODE, `a${CODE}`, `${CODE}a`, `a\0${CODE}`]) {
			expect(mac).not.toBe(createHash('sha256').update(text).digest('base64url'));
		}
	});

	test('knows its code again, and no other', () => {
		const { isCode } = createSecretHasher(KEY);
		const mac = macOf(KEY, 'a', CODE);
		expect(isCode('a', CODE, mac)).toBe(true);
		expect(isCode('b', CODE, mac)).toBe(false);
		expect(createSecretHasher(OTHER_KEY).isCode('a', CODE, mac)).toBe(false);
		for (const wrong of ['012346', '12345', '0123450', '', ' 012345', '０１２３４５']) {
			expect(isCode('a', wrong, mac)).toBe(false);
		}
	});
});

describe('while a key is replaced', () => {
	const BOTH: Keys = [...OTHER_KEY, ...KEY];

	test('a code is known to who has the old key, both, or the new one', () => {
		for (const [written, read] of [
			[KEY, BOTH],
			[BOTH, KEY],
			[BOTH, OTHER_KEY],
			[OTHER_KEY, BOTH],
			[BOTH, [...KEY, ...OTHER_KEY]],
		] as const) {
			const mac = macOf(written, 'a', CODE);
			expect(createSecretHasher(read).isCode('a', CODE, mac)).toBe(true);
			expect(createSecretHasher(read).isCode('a', '012346', mac)).toBe(false);
			expect(createSecretHasher(read).isCode('b', CODE, mac)).toBe(false);
		}
	});

	test('a key that is not named any more is good for nothing', () => {
		const mac = macOf(KEY, 'a', CODE);
		expect(createSecretHasher(OTHER_KEY).isCode('a', CODE, mac)).toBe(false);
	});
});

describe('fresh secrets', () => {
	test('are those that the mail carries, and no others', () => {
		const { store } = createSecretHasher(KEY);
		for (const type of ['LINK', 'CODE', 'LINK_CODE'] as const) {
			const secrets = mintSecrets(type);
			expect(secrets.linkToken !== null).toBe(type !== 'CODE');
			expect(secrets.code !== null).toBe(type !== 'LINK');
			const stored = store('a', secrets);
			expect(stored.linkHash === null).toBe(secrets.linkToken === null);
			expect(stored.codeMac === null).toBe(secrets.code === null);
		}
	});

	test('are a token of 256 bits that is stored as its hash, and six digits', () => {
		const secrets = mintSecrets('LINK_CODE');
		expect(isTokenShaped(secrets.linkToken ?? '')).toBe(true);
		const { linkHash } = createSecretHasher(KEY).store('a', secrets);
		expect(linkHash).toBe(hashToken(secrets.linkToken ?? ''));
		expect(secrets.code).toMatch(/^\d{6}$/);
	});

	test('are never the same twice, as far as a thousand of them tell', () => {
		const minted = Array.from({ length: 1000 }, () => mintSecrets('LINK_CODE'));
		expect(new Set(minted.map(({ linkToken }) => linkToken)).size).toBe(1000);
		// Of a thousand codes out of a million about one is there twice; a poor source repeats many.
		expect(new Set(minted.map(({ code }) => code)).size).toBeGreaterThan(980);
		expect(minted.some(({ code }) => code?.startsWith('0'))).toBe(true);
	});

	// A chi-squared test of each digit; beyond 45 lies one in a million of even sources.
	test('have codes in which all digits are equally likely at every place', () => {
		const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
		const times = 20_000;
		for (let each = 0; each < times; each += 1) {
			const { code } = mintSecrets('CODE');
			for (const [at, row] of counts.entries()) {
				const digit = Number(code?.[at]);
				row[digit] = (row[digit] ?? 0) + 1;
			}
		}
		for (const row of counts) {
			const expected = times / 10;
			const chi = row.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
			expect(chi).toBeLessThan(45);
		}
	});
});
