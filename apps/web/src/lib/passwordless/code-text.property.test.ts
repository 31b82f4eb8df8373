import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterInput, CODE_LENGTH, digitsOf, findCode } from './code-text.ts';

const code = fc.stringMatching(/^[0-9]{6}$/);
const words = fc
	.string({ unit: 'grapheme', maxLength: 30 })
	.filter((text) => digitsOf(text) === '');
const anything = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 80 }),
	fc.stringMatching(/^[0-9 \-٠-٩０-９a-z]{0,40}$/),
);

test('a code is found between any words, in whichever digits it was written', () => {
	const zeros = fc.constantFrom(0x30, 0x660, 0x6f0, 0xff10);
	const gap = fc.constantFrom('', ' ', '-', '\u2009', '\u2013');
	fc.assert(
		fc.property(code, words, words, zeros, gap, (digits, before, after, zero, between) => {
			const written = Array.from(digits, (digit) => String.fromCharCode(zero + Number(digit)));
			const text = [...written.slice(0, 3), between, ...written.slice(3)].join('');
			expect(findCode(`${before} ${text} ${after}`)).toBe(digits);
		}),
	);
});

test('whatever is pasted, what comes out is six digits of it in their order, or nothing', () => {
	fc.assert(
		fc.property(anything, (text) => {
			const found = findCode(text);
			if (found === null) return;
			expect(found).toMatch(/^[0-9]{6}$/);
			expect(digitsOf(text)).toContain(found);
		}),
		{ numRuns: 1000 },
	);
});

test('whatever is typed, the field holds at most six digits and its caret stays in it', () => {
	fc.assert(
		fc.property(anything, fc.nat({ max: 90 }), fc.option(anything), (text, caret, inserted) => {
			const after = afterInput({ text, caret }, inserted);
			expect(after.text).toMatch(/^[0-9]*$/);
			expect(after.text.length).toBeLessThanOrEqual(CODE_LENGTH);
			expect(after.caret).toBeGreaterThanOrEqual(0);
			expect(after.caret).toBeLessThanOrEqual(CODE_LENGTH);
		}),
		{ numRuns: 1000 },
	);
});
