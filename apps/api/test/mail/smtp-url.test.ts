// cspell:ignore bücher
import { describe, expect, test } from 'vitest';
import { parseSmtpUrl } from '../../src/infra/mail/smtp-url.ts';

test.each([
	['smtp://mail.example.com', { host: 'mail.example.com', secure: false, requireTLS: false }],
	['smtp://mail.example.com:2525/', { host: 'mail.example.com', port: 2525, secure: false }],
	['smtps://mail.example.com', { host: 'mail.example.com', secure: true, requireTLS: false }],
	['smtp://[::1]:25', { host: '::1', port: 25 }],
	['smtp://bücher.example', { host: 'xn--bcher-kva.example' }],
	[
		'smtp://ada%40example.com:p%3A%2F%40%25ss@mail.example.com',
		{ auth: { user: 'ada@example.com', pass: 'p:/@%ss' } },
	],
])('%s is understood', (url, expected) => {
	expect(parseSmtpUrl(url)).toMatchObject(expected);
});

describe('a password', () => {
	test.each([
		['smtp://ada:secret@mail.example.com', true],
		['smtp://ada:secret@10.0.0.1', true],
		['smtp://ada:secret@localhost.example.com', true],
		['smtp://ada:secret@127.example.com', true],
		['smtp://ada:secret@[fe80::1]', true],
		['smtp://ada:secret@localhost', false],
		['smtp://ada:secret@127.0.0.1', false],
		['smtp://ada:secret@[::1]', false],
		// Its connection is TLS before anything is said.
		['smtps://ada:secret@mail.example.com', false],
	])('in %s needs STARTTLS: %s', (url, requireTLS) => {
		expect(parseSmtpUrl(url).requireTLS).toBe(requireTLS);
	});
});

test.each([
	'https://ada:hunter2@mail.example.com',
	'smtp://',
	'smtp://ada:hunter2@',
	'mail.example.com:587',
	'',
	'smtp://ada:hunter2@mail.example.com?tls.rejectUnauthorized=false',
	'smtps://ada:hunter2@mail.example.com/?pool=true',
	'smtp://ada:hunter2@mail.example.com/path',
	'smtp://ada:hunter2@mail.example.com#hash',
	'smtp://ada@mail.example.com',
	'smtp://:hunter2@mail.example.com',
	'smtp://ada:hunter2%@mail.example.com',
	'smtp://ada:hunter2@mail.example.com:99999',
])('%s is refused, and not repeated', (url) => {
	let message = '';
	try {
		parseSmtpUrl(url);
	} catch (error) {
		expect(error).toBeInstanceOf(TypeError);
		({ message } = error as Error);
	}
	expect(message).toContain('SMTP URL');
	expect(message).not.toContain('hunter2');
});
