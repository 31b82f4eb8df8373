import { Problem, toDocument } from '@postern/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../http/app.ts';
import { openEventStream } from '../../http/event-stream.ts';
import { problems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { type CredentialReader, sessionOf } from '../sessions/index.ts';
import { SessionEvents, SessionState } from './schemas.ts';
import type { SessionWatch } from './service.ts';
import { stateOf } from './state.ts';

/** What the route of one's own session needs. */
export interface SessionWatchRoutesDeps {
	readonly sessionWatch: Pick<SessionWatch, 'add' | 'hasRoom'>;
	readonly readCredential: CredentialReader;
}

const RETRY_AFTER_SECONDS = 2;
const EVENT_STREAM = 'text/event-stream';

/**
 * This session, as it is now or as a stream of what becomes of it. Neither is a use of the session: a page
 * that is only open would keep it alive for ever.
 */
export function registerSessionWatchRoutes(app: App, deps: SessionWatchRoutesDeps): void {
	app.addSchema(SessionState);

	app.get(
		'/users/me/session',
		{
			config: { access: 'unverified', isUse: false, isStream: true },
			schema: {
				operationId: 'getSession',
				tags: ['sessions'],
				summary: 'This session, now or as it changes',
				description:
					'With `Accept: text/event-stream` the answer is a stream that tells within two seconds when the session ends or the account changes. It does not count as a use of the session. When this process has no room for another stream, it answers 503: ask without that header every now and then instead.',
				response: {
					200: {
						description: 'The session is good.',
						content: {
							'application/json': { schema: refTo(SessionState) },
							[EVENT_STREAM]: { schema: SessionEvents },
						},
					},
				},
			},
		},
		(request, reply) => {
			reply.header('vary', 'Origin, Accept');
			if (wantsStream(request)) stream(request, reply, deps);
			else void reply.send(stateOf(sessionOf(request)));
		},
	);
}

function wantsStream({ method, headers: { accept = '' } }: FastifyRequest): boolean {
	const types = accept.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
	return method === 'GET' && types.includes(EVENT_STREAM);
}

/** @throws {Problem} unavailable, when there is no room */
function stream(
	request: FastifyRequest,
	reply: FastifyReply,
	{ sessionWatch, readCredential }: SessionWatchRoutesDeps,
): void {
	if (!sessionWatch.hasRoom()) {
		throw new Problem(problems.unavailable, { retryAfterSeconds: RETRY_AFTER_SECONDS });
	}
	let stop = (): void => undefined;
	const events = openEventStream(reply, () => {
		stop();
	});
	if (reply.raw.destroyed) return;
	stop = sessionWatch.add({
		userId: sessionOf(request).userId,
		tokenHash: readCredential(request.headers) ?? '',
		tell: (state) => {
			events.send('session', state);
		},
		tellEnd: (problem) => {
			events.send('ended', toDocument(problem, request.id));
			events.end();
		},
		dismiss: (reason, retryMs) => {
			events.send('bye', { reason }, retryMs);
			events.end();
		},
		beat: events.beat,
	});
}
