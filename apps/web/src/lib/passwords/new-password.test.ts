import { Problem, Unreachable } from '@postern/api-client';
import { expect, test } from 'vitest';
import { faultAtHome, faultOf, newPasswordHint } from './new-password.ts';

function refusal(path: string, message: string, reason?: string): Problem {
	const errors = [{ path, message, ...(reason === undefined ? {} : { reason }) }];
	return new Problem({ status: 422, code: 'invalid_request', title: '', errors });
}

test.each([
	['', 'Type a new password.'],
	['lamp river', 'Use at least 12 characters.'],
	['e\u0301'.repeat(11), 'Use at least 12 characters.'],
	['😀'.repeat(11), 'Use at least 12 characters.'],
	['x'.repeat(257), 'Use at most 256 characters.'],
	['😀'.repeat(256), undefined],
	['password1234', undefined],
])('says at home of %j what nobody need be asked for', (password, fault) => {
	expect(faultAtHome(password)).toBe(fault);
});

test.each([
	['', /^At least 12 characters/],
	['lamp river', '2 more characters.'],
	['lamp river!', 'One more character.'],
	['lamp river!!', 'Long enough.'],
])('counts along while %j is typed', (password, hint) => {
	if (typeof hint === 'string') expect(newPasswordHint(password)).toBe(hint);
	else expect(newPasswordHint(password)).toMatch(hint);
});

test.each([
	['common', 'is used by many', /^Too many people use/],
	['guessable', 'is easily guessed', /^This is easy to guess/],
	['personal', 'is personal', /^Leave out your address/],
	['of a newer API', 'is too blue', /^This is too blue\.$/],
	[undefined, 'must have at most 1024 characters', /^This must have at most 1024 characters\.$/],
])('says why the API refuses it: %s', (reason, message, words) => {
	expect(faultOf(refusal('newPassword', message, reason), 'newPassword')).toMatch(words);
});

test('a failure that is about something else is no fault of the password', () => {
	expect(faultOf(refusal('token', 'is required'), 'newPassword')).toBeUndefined();
	expect(faultOf(new Unreachable('network'), 'newPassword')).toBeUndefined();
});
