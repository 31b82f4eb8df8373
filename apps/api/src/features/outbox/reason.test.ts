import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE, LINK, signInMail } from '../../../test/outbox.ts';
import { reasonOf } from './reason.ts';

const TO = 'ada@example.com';
const reason = (message: string) => reasonOf(new Error(message), TO, signInMail());

test('what a mail server answered is kept', () => {
	expect(reason('451 4.7.1 Greylisted, try again in 300 seconds')).toBe(
		'451 4.7.1 Greylisted, try again in 300 seconds',
	);
});

describe('is taken out, wherever it is quoted,', () => {
	test.each([
		['the address', `550 5.1.1 <${TO}>: no such user`, TO],
		['the link', `554 listed: ${LINK}`, LINK],
		['the code', `554 subject "${CODE} is your code" looks like spam, ${CODE}`, CODE],
		['the token without its link', `554 listed: ${LINK.split('#t=')[1] ?? ''}`, 'Canary'],
		['the link in another encoding', `554 ${encodeURIComponent(LINK)}`, 'Canary'],
	])('%s', (_name, message, secret) => {
		expect(reason(message)).not.toContain(secret);
		expect(reason(message)).toMatch(/^55[04] /);
	});
});

test('an error without a message is told by its name, and what is no error in words', () => {
	expect(reasonOf(new TypeError(), TO, signInMail())).toBe('TypeError');
	expect(reasonOf(undefined, TO, signInMail())).toBe('no reason was given');
	expect(reasonOf(CODE, TO, signInMail())).toBe('no reason was given');
});

test('a reason is one short line without control characters, whatever was answered', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (message) => {
			const line = reason(message);
			expect(line.length).toBeLessThanOrEqual(200);
			expect(line).not.toMatch(/[\p{C}\n\r]/u);
		}),
	);
});

test('a content without secrets does no harm', () => {
	const content = { template: 'account-disabled', locale: 'de', data: {} } as const;
	expect(reasonOf(new Error('451 later'), TO, content)).toBe('451 later');
});
