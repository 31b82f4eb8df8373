// cspell:ignore Söhne
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { createResendMailer } from '../../src/infra/mail/resend.ts';
import type { Behaviour, MailServer, ReceivedMail } from './mail-server.ts';
import { SECRETS } from './sample.ts';

/** The body of `POST /emails`. */
interface Request {
	readonly from: string;
	readonly to: readonly string[];
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** An API like Resend's in the test, and what was asked of it. */
export interface ResendTestServer extends MailServer {
	readonly port: number;
	readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: Request }[];
	/** Answers every request with a status, and a body without end. */
	floodWith(status: number): void;
	/** Answers every request with a status, and a body. */
	answerWith(status: number, body?: string, headers?: Record<string, string>): void;
}

const FROM = { name: 'Müller, Söhne', address: 'no-reply@example.com' };
const POLL_MS = 5;

/** Starts it on a free port. */
export async function startResendServer(
	apiKey: string = SECRETS.password,
): Promise<ResendTestServer> {
	let respond: (reply: ServerResponse, sent: string) => void = behaviours.take;
	let tries = 0;
	const requests: ResendTestServer['requests'] = [];
	const taken: Request[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((request, reply) => {
		tries += 1;
		void readAll(request).then((sent) => {
			const body = JSON.parse(sent) as Request;
			requests.push({ headers: request.headers, body });
			if (respond === behaviours.take) taken.push(body);
			respond(reply, sent);
		});
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const goAway = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return {
		port,
		requests,
		createMailer: (more = {}) =>
			createResendMailer({
				apiKey,
				url: `http://127.0.0.1:${String(port)}`,
				from: FROM,
				...more,
			}),
		behave: (behaviour) => void (respond = behaviours[behaviour]),
		answerWith: (status, body = '{}', headers = {}) =>
			void (respond = (reply) => reply.writeHead(status, headers).end(body)),
		floodWith: (status) =>
			void (respond = (reply) => {
				reply.writeHead(status);
				Readable.from(forEver())
					.on('error', () => undefined)
					.pipe(reply);
			}),
		received: () => Promise.resolve(taken.map(toReceived)),
		tries: () => tries,
		async untilDeserted() {
			// They belong to the process and are kept for a while; what counts is that none is busy.
			server.closeIdleConnections();
			while (sockets.size > 0) await wait(POLL_MS);
		},
		goAway,
		[Symbol.asyncDispose]: goAway,
	};
}

const behaviours: Readonly<Record<Behaviour, (reply: ServerResponse, sent: string) => void>> = {
	take: (reply) => reply.writeHead(200).end('{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}'),
	refuse: (reply) => reply.writeHead(422).end('{"name":"validation_error","message":"no"}'),
	'fail-for-now': (reply) => reply.writeHead(500).end('{"name":"internal_server_error"}'),
	hang: () => undefined,
	trickle: (reply) => {
		reply.writeHead(500);
		const timer = setInterval(() => reply.write(' '), POLL_MS);
		reply.once('close', () => clearInterval(timer));
	},
	quote: (reply, sent) => {
		const message = `suspicious content CorrectHorse ${sent} to ada@example.com`;
		reply.writeHead(422).end(JSON.stringify({ name: 'validation_error', message }));
	},
};

function* forEver(): Generator<string> {
	for (;;) yield 'x '.repeat(1000);
}

function toReceived({ from, to, subject, text, html, headers }: Request): ReceivedMail {
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	return {
		recipients: to,
		to,
		// As a mail program shows it: a name with a comma is quoted on the way.
		from: from.replaceAll('"', ''),
		subject,
		text,
		html,
		headers: Object.fromEntries(lower) as Record<string, string>,
	};
}
