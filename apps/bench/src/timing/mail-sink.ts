import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes mails as Resend's API does and forgets them, so that the outbox is at work as in earnest. */
export async function startMailSink(): Promise<{ url: string; stop: () => void }> {
	const server = createServer((request, response) => {
		request.resume().once('end', () => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"taken"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}`,
		stop: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
