import { Problem } from '@postern/api-client';
import { expect, test } from 'vitest';
import { explainAtWork } from './session-problems.ts';

test.each([
	['signed_out', /signed out on another page/],
	['replaced', /replaced by a newer sign-in/],
	['session_limit', /many other devices/],
	['revoked', /ended from another place/],
	['password_changed', /password of your account changed/],
	['email_changed', /address of your account changed/],
	['email_change_undone', /changed back/],
	['account_deletion', /deletion of your account/],
	['operator', /run this service/],
	['something_new', /was ended/],
])('tells when and why a session ended: %s', (reason, words) => {
	const problem = new Problem({
		status: 401,
		code: 'session_ended',
		title: 'For logs.',
		reason,
		endedAt: '2026-05-03T10:00:00Z',
	});
	const text = explainAtWork(problem);
	expect(text).toMatch(words);
	expect(text).toMatch(/3.* at .*\d/);
	expect(text).toMatch(/Sign in to go on\.$/);
});

test.each(['no_session', 'session_expired_idle', 'session_expired_absolute'])(
	'asks for a new sign-in after %s',
	(code) => {
		expect(explainAtWork(new Problem({ status: 401, code, title: '' }))).toMatch(
			/Sign in .*to go on/,
		);
	},
);
