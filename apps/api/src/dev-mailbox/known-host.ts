import { Problem } from '@postern/problem';
import type { FastifyRequest } from 'fastify';
import { problems } from '../http/problems.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A hook that answers only to the names this machine knows itself by, with any port, and to the API's own
 * address. A page whose name is led to 127.0.0.1 after it was loaded (DNS rebinding) is of the same origin
 * for the browser, but still sends its own name.
 */
export function createHostCheck(apiUrl: string) {
	const own = new URL(apiUrl).host;
	return (request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void => {
		const { host = '' } = request.headers;
		if (host === own || LOOPBACK.has(nameOf(host))) done();
		else done(new Problem(problems.not_found));
	};
}

function nameOf(host: string): string {
	return /^([a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? '';
}
