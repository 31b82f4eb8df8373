import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail that a process died over waits a minute for another to take it. */
const WITHIN_MS = 90_000;
const CODE = /^\s*(\d{6})\s*$/m;

/** A mail server that takes everything. */
export interface MailSink extends AsyncDisposable {
	readonly url: string;
	/** How many mails it has taken. */
	count(): number;
	/** The code in the next mail to an address. @throws {Error} when none comes in 90 s */
	codeFor(address: string): Promise<string>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startMailSink(): Promise<MailSink> {
	const codes = new Map<string, string>();
	const waiting = new Map<string, (code: string) => void>();
	let count = 0;

	function deliver(address: string, code: string): void {
		const resolve = waiting.get(address);
		waiting.delete(address);
		if (resolve) resolve(code);
		else codes.set(address, code);
	}

	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 1,
		onData(stream, { envelope }, answer) {
			text(stream).then((source) => {
				count += 1;
				const code = CODE.exec(source)?.[1];
				// A mail without a code tells somebody of something; nobody waits for it.
				if (code) for (const { address } of envelope.rcptTo) deliver(address, code);
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
		codeFor(address) {
			const code = codes.get(address);
			codes.delete(address);
			if (code !== undefined) return Promise.resolve(code);
			return new Promise((resolve, reject) => {
				const timer = setTimeout(() => {
					waiting.delete(address);
					reject(new Error('No mail came.'));
				}, WITHIN_MS);
				waiting.set(address, (found) => {
					clearTimeout(timer);
					resolve(found);
				});
			});
		},
		[Symbol.asyncDispose]: () =>
			new Promise<void>((resolve) => {
				server.close(resolve);
			}),
	};
}
