import { Problem } from '@postern/problem';
import type { FastifyBaseLogger, FastifyHttpOptions, RawServerDefault } from 'fastify';
import { sendProblem } from './error-reply.ts';
import { createHeaderWriter } from './headers.ts';
import { problems } from './problems.ts';
import { createClientErrorHandler } from './raw-errors.ts';
import { pathStripper, siteBeside, type Site } from './one-origin.ts';
import { createRequestIds } from './request-id.ts';
import { quietRequestLog } from './request-log.ts';
import { sharedSerializers } from './response-serializers.ts';

/** What the server's own options depend on. */
export interface ServerOptionsInput {
	readonly trustedProxies: readonly string[];
	readonly logger: FastifyBaseLogger;
	readonly isSecure: boolean;
	/** The path the API lives under, like `/api`; empty for none. */
	readonly apiPath?: string;
	/** What answers every request outside that path, if something does. */
	readonly site?: Site | null;
}

/** As the contract bounds the ids in paths. */
const ID_LENGTH_MAX = 200;
const BODY_BYTES_MAX = 64 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/**
 * Two beats of an event stream: only who reads nothing of an answer is silent for so long. Node forgives it once, so
 * such a connection ends after twice that at the latest.
 */
const CONNECTION_TIMEOUT_MS = 30_000;
/** Node looks for slow requests twice a minute by itself, and would let each be so much later. */
const TIMEOUTS_CHECKED_EVERY_MS = 2_000;

/** Bounds on size and time of what comes in, and strictness about what it means. */
export function serverOptions(input: ServerOptionsInput): FastifyHttpOptions<RawServerDefault> {
	const writeHeaders = createHeaderWriter(input);
	const { apiPath = '', site = null } = input;
	return {
		// Absent where there is nothing to do: each would cost every request.
		...(apiPath !== '' && { rewriteUrl: pathStripper(apiPath) }),
		...(site !== null && { serverFactory: siteBeside(site, apiPath) }),
		logController: quietRequestLog,
		// Instead of `loggerInstance`: with one, Fastify listens to the end of each answer, to log it. And a child
		// logger for each request would cost each request; lines name their request themselves.
		childLoggerFactory: () => input.logger,
		genReqId: createRequestIds(),
		trustProxy: input.trustedProxies.length > 0 ? [...input.trustedProxies] : false,
		bodyLimit: BODY_BYTES_MAX,
		requestTimeout: REQUEST_TIMEOUT_MS,
		keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
		connectionTimeout: CONNECTION_TIMEOUT_MS,
		http: {
			headersTimeout: HEADERS_TIMEOUT_MS,
			connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
			// What has no body needs no stream that ends at once: each would cost five turns of the event loop.
			optimizeEmptyRequests: true,
		},
		forceCloseConnections: 'idle',
		onProtoPoisoning: 'error',
		onConstructorPoisoning: 'error',
		clientErrorHandler: createClientErrorHandler(input),
		// Requests on connections that were open before the stop are still answered, each as the last.
		return503OnClosing: false,
		// A path that cannot be read reaches no hook, and would leave no trace in the log.
		frameworkErrors: (_error, request, reply) => {
			writeHeaders(reply);
			reply.header('x-request-id', request.id);
			sendProblem(request, reply, new Problem(problems.malformed_request));
			const { id: requestId, method, ip } = request;
			input.logger.info({ requestId, method, route: null, status: 400, ip }, 'request');
		},
		schemaController: sharedSerializers(),
		// What was sent is judged as it is: nothing is dropped, converted or guessed. All errors are told at
		// once, so a pattern runs on texts beyond their maxLength too and must never go back (ReDoS).
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
		routerOptions: { ignoreTrailingSlash: false, maxParamLength: ID_LENGTH_MAX },
	};
}
