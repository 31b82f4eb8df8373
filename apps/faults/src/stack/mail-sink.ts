import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail that a process died over waits a minute for another to take it. */
const WITHIN_MS = 90_000;
const CODE = /^\s*(\d{6})\s*$/m;
const RESET = /\/reset#t=([\w-]{43})\b/;

/** A mail server that takes everything. */
export interface MailSink extends AsyncDisposable {
	readonly url: string;
	/** How many mails it has taken. */
	count(): number;
	/** The code in the next mail to an address. @throws {Error} when none comes in 90 s */
	codeFor(address: string): Promise<string>;
	/** The token in the next link to a new password. @throws {Error} when none comes in 90 s */
	resetTokenFor(address: string): Promise<string>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startMailSink(): Promise<MailSink> {
	const secrets = new Map<string, string>();
	const waiting = new Map<string, (code: string) => void>();
	let count = 0;

	function deliver(key: string, secret: string): void {
		const resolve = waiting.get(key);
		waiting.delete(key);
		if (resolve) resolve(secret);
		else secrets.set(key, secret);
	}

	function next(key: string): Promise<string> {
		const secret = secrets.get(key);
		secrets.delete(key);
		if (secret !== undefined) return Promise.resolve(secret);
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				waiting.delete(key);
				reject(new Error('No mail came.'));
			}, WITHIN_MS);
			waiting.set(key, (found) => {
				clearTimeout(timer);
				resolve(found);
			});
		});
	}

	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 1,
		onData(stream, { envelope }, answer) {
			text(stream).then((source) => {
				count += 1;
				const code = CODE.exec(source)?.[1];
				const token = RESET.exec(unwrap(source))?.[1];
				// A mail without either tells somebody of something; nobody waits for it.
				for (const { address } of envelope.rcptTo) {
					if (code) deliver(address, code);
					if (token) deliver(resetOf(address), token);
				}
				answer();
			}, answer);
		},
	});
	// A client that is killed in the middle of a mail is what some experiments are about.
	server.on('error', () => undefined);
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	return {
		url: `smtp://127.0.0.1:${String((server.server.address() as AddressInfo).port)}`,
		count: () => count,
		codeFor: next,
		resetTokenFor: (address) => next(resetOf(address)),
		[Symbol.asyncDispose]: () =>
			new Promise<void>((resolve) => {
				server.close(resolve);
			}),
	};
}

const resetOf = (address: string) => `reset ${address}`;

/** Undoes as much of quoted-printable as a link has. */
export const unwrap = (source: string) => source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
