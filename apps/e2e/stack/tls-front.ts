import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { findFreePort, type Identity } from '@postern/local-servers';

/** Where a host's requests go: a port of this machine. */
export type Routes = Readonly<Record<string, number>>;

/** A cookie as the web had it before browsers kept them apart: of another site, and in no jar of its own. */
const OLD_STYLE = 'old-style=1; Path=/; SameSite=None; Secure; HttpOnly';

/** The proxy in front of everything: it does TLS, and passes on who asked. */
export async function startTlsFront(identity: Identity, routes: Routes) {
	const port = await findFreePort();
	const asked: string[] = [];

	function answer(incoming: IncomingMessage, response: ServerResponse): void {
		const { host = '' } = incoming.headers;
		if (incoming.url === '/old-style') {
			answerOldStyle(incoming, response);
			return;
		}
		asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
		passOn(incoming, response, routes[host.split(':')[0] ?? '']).catch(() => {
			response.destroy();
		});
	}

	const server = createServer({ key: identity.key, cert: identity.cert }, answer);
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		port,
		/** Method and path of everything that came, in order. */
		asked: (): readonly string[] => asked,
		async stop(): Promise<void> {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

async function passOn(incoming: IncomingMessage, response: ServerResponse, port?: number) {
	if (port === undefined) throw new Error('nobody lives there');
	const outgoing = request({
		...{ host: '127.0.0.1', port, method: incoming.method, path: incoming.url },
		headers: { ...incoming.headers, 'x-forwarded-for': '192.0.2.7' },
	});
	const [[reply]] = (await Promise.all([
		once(outgoing, 'response'),
		pipeline(incoming, outgoing),
	])) as [[IncomingMessage], unknown];
	response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
	await pipeline(reply, response);
}

/** Hands out a cookie of the old style, and says whether one came. */
function answerOldStyle({ headers }: IncomingMessage, response: ServerResponse): void {
	response.writeHead(200, {
		'set-cookie': OLD_STYLE,
		'access-control-allow-origin': headers.origin ?? '',
		'access-control-allow-credentials': 'true',
	});
	response.end(String(headers.cookie?.includes('old-style=1') ?? false));
}
