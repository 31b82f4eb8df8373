import { Unreachable } from '@postern/api-client';
import { expect, test } from 'vitest';
import { problem } from '../../../test/mail-fakes.ts';
import { linkWords } from './link-words.ts';

test.each(['LINK_CODE', 'LINK'])(
	'another browser is told what to do in a mail of %s',
	(passwordlessType) => {
		const error = problem('link_other_browser', { passwordlessType });
		const { text } = linkWords({ kind: 'refused', error, mayRetry: false });
		expect(text).toMatch(/Nothing is used up/);
		if (passwordlessType === 'LINK') expect(text).not.toMatch(/code/);
		else expect(text).toMatch(/type the code/);
	},
);

test('every ending for good has a title of its own', () => {
	const codes = [
		'link_not_valid',
		'link_other_browser',
		'auth_request_expired',
		'auth_request_used',
		'sign_up_closed',
		'account_disabled',
	];
	const titles = codes.map(
		(code) => linkWords({ kind: 'refused', error: problem(code), mayRetry: false }).title,
	);
	expect(new Set(titles).size).toBe(codes.length);
});

test('a link that the API does not take as one reads like one that is not valid', () => {
	const read = (code: string): unknown =>
		linkWords({ kind: 'refused', error: problem(code), mayRetry: false });
	expect(read('invalid_request')).toEqual(read('link_not_valid'));
});

test.each([
	[new Unreachable('network'), /can’t reach the server/],
	[new Unreachable('timeout'), /longer than usual/],
	[problem('rate_limited', { retryAfterSeconds: 9 }), /in 9 seconds/],
])('what passes says that the link is still good: %s', (error, words) => {
	const { text } = linkWords({ kind: 'refused', error, mayRetry: true });
	expect(text).toMatch(words);
	expect(text).toMatch(/The link is not used up/);
});
