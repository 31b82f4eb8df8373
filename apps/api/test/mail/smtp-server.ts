// cspell:ignore Söhne
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createSmtpMailer } from '../../src/infra/mail/smtp.ts';
import type { Mailer } from '../../src/ports/mailer.ts';
import type { Behaviour, MailServer, ReceivedMail } from './mail-server.ts';

const FROM = { name: 'Müller, Söhne', address: 'no-reply@example.com' };
const POLL_MS = 5;

/** An SMTP server in the test, and what its clients said. */
export interface SmtpTestServer extends MailServer {
	readonly port: number;
	/** Who signed in, and whether that was over TLS. */
	readonly signIns: { readonly password: string; readonly isSecure: boolean }[];
}

/** Starts it on a free port. `scheme` and `user` make up the URL of its mailers. */
export async function startSmtpServer(
	options: SMTPServerOptions = {},
	{ scheme = 'smtp', user = '', host = '127.0.0.1' } = {},
): Promise<SmtpTestServer> {
	let behaviour: Behaviour = 'take';
	let tries = 0;
	const raw: { message: string; recipients: string[] }[] = [];
	const signIns: SmtpTestServer['signIns'] = [];
	const mailers: Mailer[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disableReverseLookup: true,
		disabledCommands: ['STARTTLS'],
		closeTimeout: 1,
		onAuth: ({ password }, { secure }, done) => {
			signIns.push({ password: password ?? '', isSecure: secure });
			done(null, { user: 'ok' });
		},
		onData: (stream, { envelope }, done) => {
			tries += 1;
			const read = readAll(stream).then((message) => {
				const recipients = envelope.rcptTo.map(({ address }) => address);
				if (behaviour === 'take') raw.push({ message, recipients });
				if (behaviour === 'trickle') trickle(server);
				answer(behaviour, message, done);
			});
			// A client that goes away in the middle is what some tests are about.
			read.catch(() => undefined);
		},
		...options,
	});
	server.on('error', () => undefined);
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const { port } = server.server.address() as AddressInfo;
	const goAway = () =>
		new Promise<void>((resolve) => {
			server.close(resolve);
		});
	return {
		port,
		signIns,
		createMailer: (more = {}) => {
			const url = `${scheme}://${user}${user && '@'}${host}:${String(port)}`;
			const mailer = createSmtpMailer({ url, from: FROM, ...more });
			mailers.push(mailer);
			return mailer;
		},
		behave: (next) => void (behaviour = next),
		received: () => Promise.all(raw.map(({ message, recipients }) => parse(message, recipients))),
		tries: () => tries,
		async untilDeserted() {
			while (server.connections.size > 0) await wait(POLL_MS);
		},
		goAway,
		async [Symbol.asyncDispose]() {
			for (const mailer of mailers) mailer.close();
			await goAway();
		},
	};
}

function answer(
	behaviour: Behaviour,
	message: string,
	done: (error?: Error | null, reply?: string) => void,
): void {
	const fail = (responseCode: number, text: string) =>
		done(Object.assign(new Error(text), { responseCode }));
	if (behaviour === 'take') done(null, 'queued');
	if (behaviour === 'refuse') fail(554, '5.6.0 no');
	if (behaviour === 'fail-for-now') fail(451, '4.7.1 greylisted');
	if (behaviour === 'quote') {
		const flat = message.replaceAll(/=\r?\n/g, '').replaceAll(/\s+/g, ' ');
		fail(554, `5.7.1 suspicious content CorrectHorse ${flat} to ada@example.com`);
	}
	// What hangs is never answered.
}

/** Goes on and on with the first lines of a reply that never ends, so that no connection is silent. */
function trickle({ connections }: SMTPServer): void {
	for (const { _socket: socket } of connections) {
		const timer = setInterval(() => socket.write('250-wait\r\n'), POLL_MS);
		socket.once('close', () => clearInterval(timer));
	}
}

/** The message as a mail program would show it. */
export async function parse(message: string, recipients: readonly string[]): Promise<ReceivedMail> {
	const mail = await PostalMime.parse(message);
	return {
		recipients,
		from: `${mail.from?.name ?? ''} <${mail.from?.address ?? ''}>`,
		to: (mail.to ?? []).map(({ address = '' }) => address),
		subject: mail.subject ?? '',
		text: mail.text ?? '',
		html: mail.html ?? '',
		headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
	};
}
