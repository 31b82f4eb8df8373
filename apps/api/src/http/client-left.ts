import type { FastifyReply } from 'fastify';

/**
 * Aborts when the connection closes before the reply is out, so that nobody works for a client that has
 * left. (Fastify's own `request.signal` also aborts when the body has been read.)
 */
export function clientLeft({ raw }: FastifyReply): AbortSignal {
	const controller = new AbortController();
	if (raw.destroyed) controller.abort();
	raw.once('close', () => {
		if (!raw.writableFinished) controller.abort();
	});
	return controller.signal;
}
