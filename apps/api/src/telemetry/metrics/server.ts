import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../config.ts';
import { METRICS_MEDIA_TYPE } from './text.ts';

/** Where the metrics are shown. */
export interface MetricsServerOptions {
	readonly host: string;
	readonly port: number;
	readonly text: () => string;
}

const TIMEOUT_MS = 5000;

/**
 * Serves `GET /metrics` on a port of its own, so that no proxy of the API can ever show it to the world
 * (ASVS 5.0, 13.4.5).
 * @throws {ConfigError} when it cannot listen there
 */
export async function openMetricsServer({ host, port, text }: MetricsServerOptions) {
	const server = createServer({ requestTimeout: TIMEOUT_MS }, (request, response) => {
		answer(request, response, text);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const reason = error.code ?? error.message;
			const line = `METRICS_PORT: cannot listen on ${host}:${String(port)} (${reason})`;
			reject(new ConfigError([line]));
		});
		server.listen(port, host, resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		close(): void {
			server.close();
			server.closeAllConnections();
		},
	};
}

function answer(request: IncomingMessage, response: ServerResponse, text: () => string): void {
	const isRead = request.method === 'GET' || request.method === 'HEAD';
	if (!isRead) {
		response.writeHead(405, { allow: 'GET, HEAD' }).end();
		return;
	}
	if (request.url?.split('?')[0] !== '/metrics') {
		response.writeHead(404).end();
		return;
	}
	response.writeHead(200, { 'content-type': METRICS_MEDIA_TYPE, 'cache-control': 'no-store' });
	response.end(request.method === 'HEAD' ? undefined : text());
}
