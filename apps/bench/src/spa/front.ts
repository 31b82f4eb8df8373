import { once } from 'node:events';
import {
	Agent,
	request,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createSecureServer } from 'node:http2';
import { pipeline } from 'node:stream/promises';
import type { Identity } from '@postern/local-servers';

/** Answers for one host name. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a hop must not pass on (RFC 9110, 7.6.1), and HTTP/2 does not have. */
const OF_ONE_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** HTTP/2 over TLS for several host names, as hosts of pages and balancers before an API speak it. */
export async function startFront(
	identity: Pick<Identity, 'key' | 'cert'>,
	port: number,
	hosts: Readonly<Record<string, Handler>>,
): Promise<AsyncDisposable> {
	const server = createSecureServer({ ...identity, allowHTTP1: true });
	const sessions = new Set<{ destroy(): void }>();
	server.on('session', (session) => {
		sessions.add(session);
		session.once('close', () => sessions.delete(session));
	});
	server.on('request', (request, response) => {
		const name = authority(request.headers).split(':')[0] ?? '';
		const handler = hosts[name];
		if (handler === undefined) response.writeHead(421).end();
		// Node's compatible objects of HTTP/2 do all that these handlers ask for.
		else handler(request as unknown as IncomingMessage, response as unknown as ServerResponse);
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		async [Symbol.asyncDispose]() {
			server.close();
			for (const session of sessions) session.destroy();
			await once(server, 'close');
		},
	};
}

/** The host that a request is for: HTTP/2 and HTTP/1.1 each have a place for it. */
function authority(headers: IncomingHttpHeaders): string {
	const named = headers[':authority'] ?? headers.host;
	return typeof named === 'string' ? named : '';
}

/** Passes requests on to a server on this machine, and says whom they are from. */
export function passTo(port: number): Handler {
	const agent = new Agent({ keepAlive: true });
	return (incoming, response) => {
		passOn(agent, port, incoming, response).catch(() => response.destroy());
	};
}

async function passOn(
	agent: Agent,
	port: number,
	incoming: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const headers = Object.fromEntries(
		Object.entries(incoming.headers).filter(([name]) => !name.startsWith(':')),
	);
	const host = authority(incoming.headers);
	const outgoing = request({
		...{ agent, host: '127.0.0.1', port, method: incoming.method, path: incoming.url },
		headers: { ...headers, host, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' },
	});
	// Whoever has left a stream has left it on both sides.
	response.once('close', () => outgoing.destroy());
	const replied = once(outgoing, 'response') as Promise<[IncomingMessage]>;
	const [[reply]] = await Promise.all([replied, pipeline(incoming, outgoing)]);
	response.writeHead(
		reply.statusCode ?? 502,
		Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !OF_ONE_HOP.has(name))),
	);
	await pipeline(reply, response);
}
