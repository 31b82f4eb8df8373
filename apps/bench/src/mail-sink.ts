import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Takes mails as Resend's API does, so that the outbox is at work as in earnest. */
export interface MailSink extends AsyncDisposable {
	readonly url: string;
	/** The text of the next mail to an address. */
	nextTo(address: string): Promise<string>;
}

/** Starts one; what nobody waits for is forgotten. */
export async function startMailSink(): Promise<MailSink> {
	const waiting = new Map<string, (text: string) => void>();
	const server = createServer((request, response) => {
		void json(request).then((mail) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"taken"}');
			const { to, text } = mail as { to: readonly string[]; text: string };
			for (const address of to) waiting.get(address)?.(text);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}`,
		nextTo: (address) => new Promise((resolve) => waiting.set(address, resolve)),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
