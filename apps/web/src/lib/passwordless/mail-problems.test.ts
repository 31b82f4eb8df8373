import { Problem } from '@postern/api-client';
import { expect, test } from 'vitest';
import { explainMail } from './mail-problems.ts';

test.each([
	[4, '4 tries left'],
	[1, 'One try left'],
])('a wrong code says how many tries are left: %i', (triesLeft, words) => {
	const problem = new Problem({ status: 401, code: 'code_wrong', title: '', triesLeft });
	expect(explainMail(problem)).toContain(words);
});

test.each(['guesses_limited', 'mails_limited'])('%s says how long to wait', (code) => {
	const problem = new Problem({ status: 429, code, title: '', retryAfterSeconds: 1800 });
	expect(explainMail(problem)).toContain('Try again in 30 minutes.');
	expect(explainMail(problem, 9)).toContain('Try again in 9 seconds.');
});

test.each([
	'sign_up_closed',
	'auth_request_not_found',
	'auth_request_expired',
	'auth_request_used',
	'code_tries_spent',
	'code_not_offered',
	'link_not_valid',
	'link_other_browser',
	'link_needs_confirmation',
])('%s has a sentence of its own', (code) => {
	const text = explainMail(new Problem({ status: 400, code, title: '' }));
	expect(text).not.toMatch(/went wrong on our side/);
	expect(text).toMatch(/\.$/);
});
