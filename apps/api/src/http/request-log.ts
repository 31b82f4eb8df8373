import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { RequestLog } from '../ports/request-log.ts';
import type { App } from './app.ts';

declare module 'fastify' {
	interface FastifyRequest {
		/** When it came in, by the process's own clock, in milliseconds. */
		arrivedAt: number;
	}
	interface FastifyContextConfig {
		/** The answer goes on for as long as somebody reads it; its line is written when it has ended. */
		isStream?: true;
	}
}

/** Fastify's own two lines a request are off; the hooks below write one. */
export const quietRequestLog = new LogController({ disableRequestLogging: true });

/**
 * One line a request, written as its answer leaves. The path has no query, the headers are left out, and with
 * them everything that could be a secret.
 *
 * It is not written by a hook that waits for the end of the answer: Fastify listens to the answer for such a hook,
 * which costs a checked request more than its line does (docs/performance.md). Only a stream is worth that.
 */
export function registerRequestLog(app: App, logger: RequestLog): void {
	function log(request: FastifyRequest, reply: FastifyReply, route: string | undefined): void {
		logger.info(
			{
				requestId: request.id,
				method: request.method,
				route: route ?? null,
				status: reply.statusCode,
				ms: Math.round((performance.now() - request.arrivedAt) * 100) / 100,
				ip: request.ip,
			},
			'request',
		);
	}

	app.decorateRequest('arrivedAt', 0);
	app.addHook('onRequest', (request, _reply, done) => {
		request.arrivedAt = performance.now();
		done();
	});
	app.addHook('onSend', (request, reply, _payload, done) => {
		done();
		// Asked for once: Fastify puts it together anew each time.
		const { url, config } = request.routeOptions;
		if (config.isStream !== true) log(request, reply, url);
	});
	app.addHook('onRoute', (route) => {
		if (route.config?.isStream !== true) return;
		route.onResponse = (request, reply, done) => {
			done();
			log(request, reply, route.url);
		};
	});
}
