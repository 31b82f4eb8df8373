// cspell:ignore Söhne
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MailRefused } from '../../src/ports/mailer.ts';
import type { MailServer } from './mail-server.ts';
import { MAIL, SECRETS } from './sample.ts';

const never = () => new AbortController().signal;
const SHORT_MS = 150;

/** The error a promise is rejected with. @throws when it is not */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
	const outcome = await promise.then(
		() => null,
		(error: unknown) => error,
	);
	if (outcome instanceof Error) return outcome;
	throw new Error(`expected an error, got ${String(outcome)}`);
}

/** Everything of an error that a log would write. */
export function allOf(error: Error): string {
	const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
	return error.cause instanceof Error ? own + allOf(error.cause) : own;
}

/** What every mailer does, whatever is behind it. */
export function describeMailer(name: string, start: () => Promise<MailServer>): void {
	describe(`a mailer over ${name}`, () => {
		describeDelivery(start);
		describeFailure(start);
		describeEndings(start);
	});
}

function describeDelivery(start: () => Promise<MailServer>): void {
	test('hands over what was written, letter for letter', async () => {
		await using server = await start();
		await server.createMailer().send(MAIL, never());
		const [mail] = await server.received();
		expect(mail?.subject).toBe(MAIL.subject);
		expect(mail?.text.trimEnd()).toBe(MAIL.text.trimEnd());
		expect(mail?.html.trimEnd()).toBe(MAIL.html.trimEnd());
	});

	// A line of a message has 998 characters at most (RFC 5322, 2.1.1); longer ones travel in pieces.
	test('hands over a plain mail as it was written, a long link in one piece', async () => {
		await using server = await start();
		const link = `https://app.example.com/link#t=${'A1-_'.repeat(300)}`;
		const text = `Sign in to Postern\n\n${link}\n\n${'many words '.repeat(30).trim()}\n`;
		await server.createMailer().send({ ...MAIL, text, html: `<p>${link}</p>\n` }, never());
		const [mail] = await server.received();
		expect(mail?.text.trimEnd()).toBe(text.trimEnd());
		expect(mail?.html.trimEnd()).toBe(`<p>${link}</p>`);
	});

	test('hands it over for one mailbox, from the one of the settings', async () => {
		await using server = await start();
		await server.createMailer().send(MAIL, never());
		const [mail] = await server.received();
		expect(mail?.recipients).toEqual(['ada@example.com']);
		expect(mail?.to).toEqual(['ada@example.com']);
		expect(mail?.from).toBe('Müller, Söhne <no-reply@example.com>');
	});

	// Parsers of addresses disagree about these (GHSA-mm7p-fcc7-pg87); nobody parses here.
	test('never makes two mailboxes of one address', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		for (const to of [
			'ada@example.com,eve@evil.example',
			'ada@example.com eve@evil.example',
			'ada@example.com\r\nBcc: eve@evil.example',
			'"eve@evil.example x"@example.com',
			'Ada <eve@evil.example>',
			'group: eve@evil.example;',
			'ada@example.com@evil.example',
			'ada',
		]) {
			const error = await failureOf(mailer.send({ ...MAIL, to }, never()));
			expect(error).toBeInstanceOf(MailRefused);
		}
		expect(server.tries()).toBe(0);
	});

	test('says the same id and the same date however often it tries', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		await mailer.send(MAIL, never());
		await mailer.send(MAIL, never());
		const mails = await server.received();
		expect(mails).toHaveLength(2);
		for (const { headers } of mails) {
			expect(headers['message-id']).toBe('<0192f3c4.signin@example.com>');
			expect(headers['date']).toBe('Wed, 02 Jan 2030 03:04:05 +0000');
		}
	});

	test('says that a program wrote it, and offers no subscription to end', async () => {
		await using server = await start();
		await server.createMailer().send(MAIL, never());
		const [mail] = await server.received();
		expect(mail?.headers['auto-submitted']).toBe('auto-generated');
		expect(mail?.headers['x-auto-response-suppress']).toBe('All');
		expect(mail?.headers).not.toHaveProperty('list-unsubscribe');
		expect(mail?.headers).not.toHaveProperty('x-mailer');
	});

	test('puts no header into a mail that its subject asks for', async () => {
		await using server = await start();
		const subject = 'Hello\r\nBcc: eve@evil.example\r\n\r\nbody';
		await server.createMailer().send({ ...MAIL, subject }, never());
		const [mail] = await server.received();
		expect(mail?.recipients).toEqual(['ada@example.com']);
		expect(mail?.headers).not.toHaveProperty('bcc');
		expect(mail?.text.trimEnd()).toBe(MAIL.text.trimEnd());
	});

	test('hands over many at once', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		const ids = Array.from({ length: 20 }, (_, index) => `<${String(index)}@example.com>`);
		await Promise.all(ids.map((messageId) => mailer.send({ ...MAIL, messageId }, never())));
		const received = (await server.received()).map(({ headers }) => headers['message-id']);
		expect(received.sort()).toEqual(ids.sort());
	});
}

function describeFailure(start: () => Promise<MailServer>): void {
	test('says that a mail is refused, and takes the next', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		server.behave('refuse');
		expect(await failureOf(mailer.send(MAIL, never()))).toBeInstanceOf(MailRefused);
		server.behave('take');
		await mailer.send(MAIL, never());
		expect(await server.received()).toHaveLength(1);
	});

	test('says that a mail was not taken this time, and takes it the next', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		server.behave('fail-for-now');
		expect(await failureOf(mailer.send(MAIL, never()))).not.toBeInstanceOf(MailRefused);
		server.behave('take');
		await mailer.send(MAIL, never());
		expect(await server.received()).toHaveLength(1);
	});

	test.each(['hang', 'trickle'] as const)('gives up on a server that %ss', async (behaviour) => {
		await using server = await start();
		const mailer = server.createMailer({ timeoutMs: SHORT_MS });
		server.behave(behaviour);
		const error = await failureOf(mailer.send(MAIL, never()));
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(error.message).toContain(`within ${String(SHORT_MS)} ms`);
		server.behave('take');
		await server.createMailer().send(MAIL, never());
		expect(await server.received()).toHaveLength(1);
	});

	test('says that nobody is there', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		await mailer.send(MAIL, never());
		await server.goAway();
		const error = await failureOf(mailer.send(MAIL, never()));
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(error.message).toContain('ECONNREFUSED');
	});

	test('repeats no secret of a reply that quotes the mail', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		server.behave('quote');
		const error = await failureOf(mailer.send(MAIL, never()));
		expect(error).toBeInstanceOf(MailRefused);
		for (const secret of [...Object.values(SECRETS), 'Zürich', 'quoted', MAIL.to]) {
			expect(allOf(error)).not.toContain(secret);
		}
		expect(error.message).toContain('suspicious');
	});
}

function describeEndings(start: () => Promise<MailServer>): void {
	test('is stopped by its signal', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		server.behave('hang');
		const stop = new AbortController();
		const sending = failureOf(mailer.send(MAIL, stop.signal));
		while (server.tries() === 0) await wait(5);
		stop.abort();
		const error = await sending;
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(error.message).toContain('stopped');
	});

	test('does not begin when it is stopped already', async () => {
		await using server = await start();
		await failureOf(server.createMailer().send(MAIL, AbortSignal.abort()));
		expect(server.tries()).toBe(0);
	});

	test('lets go of its connections when it is closed, as often as that is', async () => {
		await using server = await start();
		const mailer = server.createMailer();
		await mailer.send(MAIL, never());
		mailer.close();
		mailer.close();
		await server.untilDeserted();
	});
}
