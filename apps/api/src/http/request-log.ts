import { LogController } from 'fastify';
import type { RequestLog } from '../ports/request-log.ts';
import type { App } from './app.ts';

/** Fastify's own two lines a request are off; the hook below writes one. */
export const quietRequestLog = new LogController({ disableRequestLogging: true });

/**
 * One line a request, after the answer has left. The path has no query, the headers are left out, and
 * with them everything that could be a secret.
 */
export function registerRequestLog(app: App, logger: RequestLog): void {
	app.addHook('onResponse', (request, reply, done) => {
		done();
		logger.info(
			{
				requestId: request.id,
				method: request.method,
				route: request.routeOptions.url ?? null,
				status: reply.statusCode,
				ms: Math.round(reply.elapsedTime * 100) / 100,
				ip: request.ip,
			},
			'request',
		);
	});
}
