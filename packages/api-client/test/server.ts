import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer extends AsyncDisposable {
	readonly url: string;
	readonly requests: IncomingMessage[];
}

/** A loopback server that answers as the test says and remembers what it was asked. */
export async function startServer(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}`,
		requests,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Answers with a problem document. */
export function problem(
	response: ServerResponse,
	status: number,
	fields: Record<string, unknown>,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
	response.end(JSON.stringify({ type: 'about:blank', title: 'No.', status, ...fields }));
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(body));
}
