import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyServerFactory } from 'fastify';

/** Answers requests that are not the API's; the SPA's pages and files. */
export type Site = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Takes the API's path off an address before a route is looked for: `/api/todos` is `/todos` inside. An address
 * without it stays as it is, for a proxy that has taken it off already, and for who asks the process itself.
 */
export function pathStripper(
	apiPath: string,
): (request: { readonly url?: string | undefined }) => string {
	return ({ url = '/' }) => {
		if (!isBelow(url, apiPath)) return url;
		const rest = url.slice(apiPath.length);
		return rest.startsWith('/') ? rest : `/${rest}`;
	};
}

/**
 * A server that hands what is outside the API's path to a site, past the app: files are no operations, so they cost
 * no session, no budget and no line in the log. Health is answered in both places; a page there would always be well.
 */
export function siteBeside(site: Site, apiPath: string): FastifyServerFactory {
	return (handle, options) => {
		const { http, requestTimeout = 0, keepAliveTimeout = 0 } = options as ServerTimes;
		const { connectionTimeout: timeout = 0 } = options as ServerTimes;
		const server = createServer(http ?? {}, (request, response) => {
			const { url = '/' } = request;
			if (isBelow(url, apiPath) || isBelow(url, '/health')) handle(request, response);
			else site(request, response);
		});
		// What Fastify sets on a server that it makes itself.
		return Object.assign(server, { requestTimeout, keepAliveTimeout, timeout });
	};
}

interface ServerTimes {
	readonly http?: object;
	readonly requestTimeout?: number;
	readonly keepAliveTimeout?: number;
	readonly connectionTimeout?: number;
}

/** Whether an address is this path, or below it. */
function isBelow(url: string, path: string): boolean {
	return url.startsWith(path) && [undefined, '/', '?'].includes(url[path.length]);
}
