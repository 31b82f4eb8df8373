import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import tls from 'node:tls';
import { createIdentity } from '@postern/local-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmtpMailer } from '../../src/infra/mail/smtp.ts';
import { MailRefused } from '../../src/ports/mailer.ts';
import { allOf, describeMailer, failureOf } from './contract.ts';
import { MAIL, SECRETS } from './sample.ts';
import { startSmtpServer } from './smtp-server.ts';

const USER = `ada:${SECRETS.password}`;

describeMailer('SMTP', () => startSmtpServer({ allowInsecureAuth: true }, { user: USER }));

const never = () => new AbortController().signal;
const FROM = { name: 'Postern', address: 'no-reply@example.com' };
const trusted = createIdentity('localhost');
const OVER_TLS = { ...trusted, disabledCommands: [] };

describe('a connection', () => {
	const usual = tls.getCACertificates('default');
	beforeAll(() => tls.setDefaultCACertificates([...usual, trusted.cert]));
	afterAll(() => tls.setDefaultCACertificates(usual));

	test('is TLS from the start with smtps://', async () => {
		const options = { ...OVER_TLS, secure: true, authOptional: false };
		await using server = await startSmtpServer(options, {
			scheme: 'smtps',
			user: USER,
			host: 'localhost',
		});
		await server.createMailer().send(MAIL, never());
		expect(server.signIns).toEqual([{ password: SECRETS.password, isSecure: true }]);
		expect(await server.received()).toHaveLength(1);
	});

	test('becomes TLS with smtp:// where the server offers it', async () => {
		await using server = await startSmtpServer(
			{ ...OVER_TLS, authOptional: false },
			{ user: USER, host: 'localhost' },
		);
		await server.createMailer().send(MAIL, never());
		expect(server.signIns).toEqual([{ password: SECRETS.password, isSecure: true }]);
	});

	test.each([
		['from the start', 'smtps', true],
		['when it becomes TLS', 'smtp', false],
	])('is given up when the certificate is nobody’s, %s', async (_when, scheme, secure) => {
		const stranger = createIdentity('localhost');
		await using server = await startSmtpServer(
			{ ...OVER_TLS, ...stranger, secure },
			{ scheme, user: USER, host: 'localhost' },
		);
		const error = await failureOf(server.createMailer().send(MAIL, never()));
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(error.message).toMatch(/SELF_SIGNED|self-signed/);
		expect(server.signIns).toEqual([]);
		expect(server.tries()).toBe(0);
	});

	test('is given up when the certificate is another host’s', async () => {
		await using server = await startSmtpServer(
			{ ...OVER_TLS, secure: true },
			{ scheme: 'smtps', user: USER, host: '127.0.0.1' },
		);
		const error = await failureOf(server.createMailer().send(MAIL, never()));
		expect(error.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
		expect(server.signIns).toEqual([]);
	});

	test('is given up even where the environment switches the check off', async () => {
		const stranger = createIdentity('localhost');
		process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
		try {
			await using server = await startSmtpServer(
				{ ...OVER_TLS, ...stranger, secure: true },
				{ scheme: 'smtps', user: USER, host: 'localhost' },
			);
			await failureOf(server.createMailer().send(MAIL, never()));
			expect(server.signIns).toEqual([]);
		} finally {
			delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
		}
	});

	test('in the clear carries a password to this machine alone', async () => {
		await using server = await startSmtpServer({ allowInsecureAuth: true }, { user: USER });
		await server.createMailer().send(MAIL, never());
		expect(server.signIns).toEqual([{ password: SECRETS.password, isSecure: false }]);
	});

	test('is kept for the next mail', async () => {
		let connections = 0;
		const onConnect = (_session: unknown, done: () => void) => {
			connections += 1;
			done();
		};
		await using server = await startSmtpServer({ onConnect });
		const mailer = server.createMailer();
		for (let mail = 0; mail < 5; mail += 1) await mailer.send(MAIL, never());
		expect(connections).toBe(1);
	});
});

/** A server that says its lines, whatever is said to it, one for each line it hears. */
async function startScript(...lines: readonly string[]): Promise<Server> {
	const server = createServer((socket) => {
		const waiting = [...lines];
		socket.on('error', () => undefined);
		socket.write(`${waiting.shift() ?? ''}\r\n`);
		socket.on('data', (heard) => {
			for (const _line of heard.toString().split('\r\n').slice(1)) {
				const line = waiting.shift();
				if (line !== undefined) socket.write(`${line}\r\n`);
			}
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

async function failureAt(...lines: readonly string[]): Promise<Error> {
	const server = await startScript(...lines);
	const { port } = server.address() as AddressInfo;
	const url = `smtp://${USER}@127.0.0.1:${String(port)}`;
	const mailer = createSmtpMailer({ url, from: FROM, timeoutMs: 2000 });
	try {
		return await failureOf(mailer.send(MAIL, never()));
	} finally {
		mailer.close();
		server.close();
	}
}

const GREETING = ['220 hello', '250-hello\r\n250 AUTH PLAIN'];
const SIGNED_IN = [...GREETING, '235 welcome'];

describe('a permanent reply', () => {
	test.each([
		['to the recipient', [...SIGNED_IN, '250 ok', '550 5.1.1 no such mailbox']],
		['to the beginning of the mail', [...SIGNED_IN, '250 ok', '250 ok', '554 5.5.1 nobody left']],
	])('%s is about the mail', async (_to, lines) => {
		expect(await failureAt(...lines)).toBeInstanceOf(MailRefused);
	});

	test.each([
		['to the connection', ['554 5.7.1 go away']],
		['to the password', [...GREETING, '535 5.7.8 wrong']],
		['to the sender, whom the operator can mend', [...SIGNED_IN, '550 5.7.1 not you']],
		['about the order of commands', [...SIGNED_IN, '250 ok', '503 bad sequence']],
		['about signing in first', [...SIGNED_IN, '250 ok', '530 5.7.0 authenticate first']],
	])('%s is not', async (_to, lines) => {
		const error = await failureAt(...lines);
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(error.message).toMatch(/\b(554|535|550|503|530)\b/);
	});

	test('is told with its code and a few words of it', async () => {
		const lines = [...SIGNED_IN, '250 ok', '550 5.1.1 <ada@example.com>: Mailbox 12 unavailable'];
		const { message } = await failureAt(...lines);
		expect(message).toBe('SMTP RCPT TO 550 5.1.1 EENVELOPE Mailbox unavailable');
	});
});

describe('a passing reply', () => {
	test.each([
		['to the connection', ['421 4.3.2 busy']],
		['to the password', [...GREETING, '454 4.7.0 later']],
		['to the sender', [...SIGNED_IN, '451 4.3.0 later']],
		['to the recipient', [...SIGNED_IN, '250 ok', '450 4.2.0 greylisted']],
		['that is none', ['hello there']],
	])('%s may be followed by a better one', async (_to, lines) => {
		expect(await failureAt(...lines)).not.toBeInstanceOf(MailRefused);
	});
});

test.each([
	'535 5.7.8 wrong password CorrectHorse for ada',
	`535 5.7.8 ${Buffer.from(`\0ada\0${SECRETS.password}`).toString('base64')}`,
	'535-5.7.8 CorrectHorse\r\n535 5.7.8 CorrectHorse',
])('no password is in the error when the server answers %j', async (reply) => {
	const error = await failureAt(...GREETING, reply);
	expect(error.message).toBe('SMTP AUTH PLAIN 535 5.7.8 EAUTH');
	for (const form of [SECRETS.password, 'AGFkYQ']) expect(allOf(error)).not.toContain(form);
});

test.each(['502 no', '220 go ahead, then no TLS'])(
	'no password goes in the clear to another machine when STARTTLS is answered %j',
	async (reply) => {
		const server = await startScript('220 hello', '250-hello\r\n250 AUTH PLAIN', reply);
		const heard: string[] = [];
		server.on('connection', (socket) => socket.on('data', (data) => heard.push(data.toString())));
		const { port } = server.address() as AddressInfo;
		// Leads to this machine, but not by a name of it that is known.
		const url = `smtp://${USER}@0.0.0.0:${String(port)}`;
		const mailer = createSmtpMailer({ url, from: FROM, timeoutMs: 500 });
		const error = await failureOf(mailer.send(MAIL, never()));
		expect(error).not.toBeInstanceOf(MailRefused);
		expect(heard.join('')).toContain('STARTTLS');
		expect(heard.join('')).not.toMatch(/AUTH|MAIL FROM/);
		mailer.close();
		server.close();
	},
);
