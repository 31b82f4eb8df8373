import { describe, expect, test } from 'vitest';
import { afterInput, digitsOf, findCode } from './code-text.ts';

describe('findCode', () => {
	test.each([
		['123456'],
		['123 456'],
		['123-456'],
		['123–456'],
		['123\u00a0456'],
		['1 2 3 4 5 6'],
		['  123456\r\n'],
		['Your code for Postern is 123 456. It works for 10 minutes.'],
		['123456 is your code'],
		['Code: 123456'],
		['１２３４５６'],
		['١٢٣٤٥٦'],
		['۱۲۳ ۴۵۶'],
	])('finds the code in %j', (text) => {
		expect(findCode(text)).toBe('123456');
	});

	test.each([
		[''],
		['12345'],
		['1234567'],
		['Call 0123 4567890'],
		['no digits here'],
		['10 minutes, 5 tries'],
	])('finds none in %j', (text) => {
		expect(findCode(text)).toBeNull();
	});
});

test('digitsOf keeps digits of other scripts as ASCII and nothing else', () => {
	expect(digitsOf('a１٢۳-4 ½²')).toBe('1234');
});

describe('afterInput', () => {
	test.each([
		['a letter is dropped', '12a', 3, 'a', { text: '12', caret: 2 }],
		['a digit in the middle stays where it was typed', '1923', 2, '9', { text: '1923', caret: 2 }],
		['a digit too many is dropped', '1234567', 7, '7', { text: '123456', caret: 6 }],
		[
			'a digit typed into a full field overwrites the next',
			'1293456',
			3,
			'9',
			{ text: '129456', caret: 3 },
		],
		[
			'a code that is filled in replaces what was there',
			'12123456',
			8,
			'123456',
			{ text: '123456', caret: 6 },
		],
		[
			'a code that is filled in needs no word from the browser',
			'123456',
			6,
			null,
			{ text: '123456', caret: 6 },
		],
		['what was removed leaves the caret in its place', '1356', 1, null, { text: '1356', caret: 1 }],
		['a space typed between groups is dropped', '123 ', 4, ' ', { text: '123', caret: 3 }],
		['an empty field stays empty', '', 0, null, { text: '', caret: 0 }],
	])('%s', (_, text, caret, inserted, after) => {
		expect(afterInput({ text, caret }, inserted)).toEqual(after);
	});
});
