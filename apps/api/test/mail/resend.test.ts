// cspell:ignore Söhne
import { describe, expect, test } from 'vitest';
import { createResendMailer } from '../../src/infra/mail/resend.ts';
import { MailRefused } from '../../src/ports/mailer.ts';
import { allOf, describeMailer, failureOf } from './contract.ts';
import { MAIL, SECRETS } from './sample.ts';
import { startResendServer } from './resend-server.ts';

describeMailer('the Resend API', () => startResendServer());

const never = () => new AbortController().signal;

test('asks as the API wants to be asked, with the key where it belongs and nowhere else', async () => {
	await using server = await startResendServer('re_secret_key');
	await server.createMailer().send(MAIL, never());
	const [request] = server.requests;
	expect(request?.headers).toMatchObject({
		authorization: 'Bearer re_secret_key',
		'content-type': 'application/json',
	});
	expect(request?.body.from).toBe('"Müller, Söhne" <no-reply@example.com>');
	expect(JSON.stringify(request?.body)).not.toContain('re_secret_key');
});

test('the same mail has the same idempotency key, and another mail another', async () => {
	await using server = await startResendServer();
	const mailer = server.createMailer();
	await mailer.send(MAIL, never());
	await mailer.send(MAIL, never());
	await mailer.send({ ...MAIL, messageId: `<${'long'.repeat(100)}@example.com>` }, never());
	const keys = server.requests.map(({ headers }) => String(headers['idempotency-key']));
	expect(keys[0]).toBe(keys[1]);
	expect(keys[2]).not.toBe(keys[0]);
	// Between 1 and 256 characters, and the same body with it: another would be a conflict (409).
	for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
	expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
});

describe('a reply', () => {
	test.each([400, 413, 422])('of %i speaks of the mail', async (status) => {
		await using server = await startResendServer();
		server.answerWith(status);
		expect(await failureOf(server.createMailer().send(MAIL, never()))).toBeInstanceOf(MailRefused);
	});

	test.each([401, 403, 404, 405, 408, 409, 425, 429, 451, 500, 502, 503, 504])(
		'of %i may pass',
		async (status) => {
			await using server = await startResendServer();
			server.answerWith(status);
			const error = await failureOf(server.createMailer().send(MAIL, never()));
			expect(error).not.toBeInstanceOf(MailRefused);
			expect(error.message).toContain(String(status));
		},
	);

	test('that leads elsewhere is not followed: the key and the mail stay here', async () => {
		await using elsewhere = await startResendServer();
		await using server = await startResendServer();
		for (const status of [301, 302, 307, 308]) {
			server.answerWith(status, '', { location: `http://127.0.0.1:${elsewhere.port}/emails` });
			const error = await failureOf(server.createMailer().send(MAIL, never()));
			expect(error).not.toBeInstanceOf(MailRefused);
		}
		expect(elsewhere.tries()).toBe(0);
	});

	test('names the kind of the failure, for whoever reads the log', async () => {
		await using server = await startResendServer();
		const body = '{"name":"invalid_api_key","message":"API key is invalid"}';
		server.answerWith(403, body);
		const { message } = await failureOf(server.createMailer().send(MAIL, never()));
		expect(message).toBe('Resend 403 invalid_api_key API key is invalid');
	});

	test('without end is not read to the end', async () => {
		await using server = await startResendServer();
		server.floodWith(422);
		// Read to the end it would be a timeout, which may pass; the beginning says that it may not.
		const sending = server.createMailer({ timeoutMs: 2000 }).send(MAIL, never());
		expect(await failureOf(sending)).toBeInstanceOf(MailRefused);
	});

	test('that is cut off after a success is a success', async () => {
		await using server = await startResendServer();
		server.answerWith(200, '{"id":', { 'content-length': '1000' });
		await server.createMailer().send(MAIL, never());
	});
});

test('a key that is no header value is not repeated in the error', async () => {
	const mailer = createResendMailer({
		apiKey: `${SECRETS.password}\r\nX-Evil: 1`,
		url: 'http://127.0.0.1:1',
		from: { name: '', address: 'no-reply@example.com' },
	});
	const error = await failureOf(mailer.send(MAIL, never()));
	expect(allOf(error)).not.toContain(SECRETS.password);
});
