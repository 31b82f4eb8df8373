import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CODE, LINK, signInMail } from '../../../test/outbox.ts';
import { createSeal, NotOpened } from './seal.ts';

const key = randomBytes(32);
const { seal, open } = createSeal([key]);

test('what was sealed for a row is opened there', () => {
	const id = randomUUID();
	expect(open(id, seal(id, signInMail()))).toEqual(signInMail());
});

test('nothing of the content can be read', () => {
	const id = randomUUID();
	const bytes = Buffer.from(seal(id, signInMail()), 'base64url').toString('latin1');
	for (const secret of [LINK, CODE, 'sign-in', 'locale', id]) expect(bytes).not.toContain(secret);
});

test('the same content is never sealed to the same text', () => {
	const id = randomUUID();
	const texts = Array.from({ length: 100 }, () => seal(id, signInMail()));
	expect(new Set(texts).size).toBe(100);
});

describe('while a key is replaced', () => {
	const next = randomBytes(32);
	const both = createSeal([next, key]);

	test('a content is opened by who has the old key, both, or the new one', () => {
		const id = randomUUID();
		expect(both.open(id, seal(id, signInMail()))).toEqual(signInMail());
		const text = both.seal(id, signInMail());
		for (const { open: openIt } of [createSeal([key]), createSeal([next]), both]) {
			expect(openIt(id, text)).toEqual(signInMail());
		}
		const last = createSeal([next]).seal(id, signInMail());
		expect(both.open(id, last)).toEqual(signInMail());
		expect(() => open(id, last)).toThrow(NotOpened);
	});
});

describe('is not opened', () => {
	test('a content of which one bit was changed, whichever', () => {
		const id = randomUUID();
		const bytes = Buffer.from(seal(id, signInMail()), 'base64url');
		for (let at = 0; at < bytes.length; at += 1) {
			const altered = Buffer.from(bytes);
			altered[at] = (altered[at] ?? 0) ^ 1;
			expect(() => open(id, altered.toString('base64url'))).toThrow(NotOpened);
		}
	});

	test('a content that was cut short, to any length', () => {
		const id = randomUUID();
		const bytes = Buffer.from(seal(id, signInMail()), 'base64url');
		for (let length = 0; length < bytes.length; length += 1) {
			expect(() => open(id, bytes.subarray(0, length).toString('base64url'))).toThrow(NotOpened);
		}
	});

	test('a content that was moved to another row', () => {
		expect(() => open(randomUUID(), seal(randomUUID(), signInMail()))).toThrow(NotOpened);
	});

	test('a content under another key', () => {
		const id = randomUUID();
		const text = createSeal([randomBytes(32)]).seal(id, signInMail());
		expect(() => open(id, text)).toThrow(/another key/);
	});

	test('a content sealed by a newer program', () => {
		const id = randomUUID();
		const bytes = Buffer.from(seal(id, signInMail()), 'base64url');
		bytes[0] = 2;
		expect(() => open(id, bytes.toString('base64url'))).toThrow(NotOpened);
	});

	// The version is authenticated too: nobody can pass a content off as one of another version.
	test('a content that only lacks the version in what is authenticated', () => {
		const id = randomUUID();
		const nonce = randomBytes(12);
		const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
		const sealed = Buffer.concat([cipher.update('{}'), cipher.final()]);
		const text = Buffer.concat([Buffer.of(1), nonce, sealed, cipher.getAuthTag()]);
		expect(() => open(id, text.toString('base64url'))).toThrow(NotOpened);
	});
});

test.each([0, 16, 31, 33])('a key of %i bytes is refused', (length) => {
	expect(() => createSeal([Buffer.alloc(length)])).toThrow(RangeError);
});
