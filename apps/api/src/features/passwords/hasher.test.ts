import { describe, expect, test } from 'vitest';
import { createPasswordHasher, generatePassword } from './index.ts';

const bounds = { atOnce: 2, waitingMax: 32 };
const hasher = createPasswordHasher({ ...bounds, cost: { memoryKib: 8, passes: 1 } });

test('a hash is argon2id with the parameters asked for and a salt of its own', async () => {
	const costly = createPasswordHasher({ ...bounds, cost: { memoryKib: 19_456, passes: 2 } });
	const [first, second] = [await costly.hash('same'), await costly.hash('same')];
	expect(first).toMatch(
		/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/,
	);
	expect(second).not.toBe(first);
	expect(await costly.verify(first, 'same')).toBe(true);
});

describe('a password is compared whole and as it is', () => {
	test.each([
		['another letter case', 'Correct horse battery', 'correct horse battery'],
		['a space after it', 'correct horse', 'correct horse '],
		['a space before it', 'correct horse', ' correct horse'],
		['what follows a NUL', 'correct\u0000horse', 'correct\u0000battery'],
		['a NUL at the end', 'correct horse', 'correct horse\u0000'],
		['no NUL', 'correct\u0000', 'correct'],
		// bcrypt ignores what follows 72 bytes (Okta 2024, Spring CVE-2025-22228).
		['something after 72 bytes', 'a'.repeat(72), `${'a'.repeat(72)}junk`],
		['something else after 72 bytes', `${'a'.repeat(72)}right`, `${'a'.repeat(72)}wrong`],
		['its last character missing', 'a'.repeat(256), 'a'.repeat(255)],
		['other bytes for the same letter', '\u00e9clair', 'e\u0301clair'],
		['nothing at all', 'correct horse', ''],
	])('%s is refused', async (_, right, wrong) => {
		const stored = await hasher.hash(right);
		expect(await hasher.verify(stored, right)).toBe(true);
		expect(await hasher.verify(stored, wrong)).toBe(false);
	});
});

describe('the bound of 1 KiB', () => {
	test('holds what 256 characters can take, and not a byte more', async () => {
		const longest = '\u{1f511}'.repeat(256);
		const stored = await hasher.hash(longest);
		expect(await hasher.verify(stored, longest)).toBe(true);
		expect(await hasher.verify(stored, `${longest}x`)).toBe(false);
		expect(() => hasher.hash(`${longest}x`)).toThrow(RangeError);
	});

	test('is looked at before anything is hashed', async () => {
		const none = createPasswordHasher({
			atOnce: 0,
			waitingMax: 0,
			cost: { memoryKib: 8, passes: 1 },
		});
		await expect(none.verify('no hash at all', 'x'.repeat(1025))).resolves.toBe(false);
	});
});

test('a hash is outdated when any parameter differs from today’s', async () => {
	const stored = await hasher.hash('x');
	expect(hasher.isOutdated(stored)).toBe(false);
	for (const cost of [
		{ memoryKib: 16, passes: 1 },
		{ memoryKib: 8, passes: 2 },
		{ memoryKib: 80, passes: 1 },
		{ memoryKib: 8, passes: 11 },
	]) {
		const other = createPasswordHasher({ ...bounds, cost });
		expect(other.isOutdated(stored)).toBe(true);
		expect(hasher.isOutdated(await other.hash('x'))).toBe(true);
	}
	expect(hasher.isOutdated(stored.replace('argon2id', 'argon2i'))).toBe(true);
	expect(hasher.isOutdated(stored.replace('v=19', 'v=16'))).toBe(true);
});

test('a generated password is four groups of letters and digits nobody confuses', () => {
	const made = Array.from({ length: 500 }, generatePassword);
	for (const password of made) expect(password).toMatch(/^[a-km-z2-9]{5}(?:-[a-km-z2-9]{5}){3}$/);
	expect(new Set(made).size).toBe(500);
	const used = new Set(made.join(''));
	expect([...used].sort().join('')).toBe('-23456789abcdefghijkmnpqrstuvwxyz');
});
