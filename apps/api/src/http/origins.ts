import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@postern/problem';
import { problems } from './problems.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const EXPOSED = 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotency-Replayed';
const PREFLIGHT = {
	'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
	'access-control-allow-headers': 'Content-Type, Authorization, Idempotency-Key',
	'access-control-max-age': '7200',
};

/** The two rules about where a request comes from: who may read (CORS) and who may write (CSRF). */
export interface OriginRules {
	/** Lets a listed origin read the reply. An exact comparison: no pattern, no suffix, no `null`. */
	allowReading(request: FastifyRequest, reply: FastifyReply): void;
	/** The answer to a browser's preflight, or false when the request is none. */
	answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean;
	/**
	 * Whether a write may go on. Origin decides; Sec-Fetch-Site must not contradict it. Without an
	 * Origin, it must carry no cookie, since then no browser can have been made to send it.
	 */
	forbidsWriting(request: FastifyRequest): Problem | null;
}

/** Whose pages the API trusts. */
export interface TrustedOrigins {
	/** Exact origins. */
	readonly allowedOrigins: readonly string[];
	/** Those of them that are of another site, and that may say so; none where cookies are SameSite=Lax. */
	readonly foreignOrigins?: readonly string[];
}

/** The rules for lists of exact origins. */
export function createOriginRules({
	allowedOrigins,
	foreignOrigins = [],
}: TrustedOrigins): OriginRules {
	const origins = new Set(allowedOrigins);
	const foreign = new Set(foreignOrigins);

	function mayWrite({ headers }: FastifyRequest): boolean {
		if (headers['sec-fetch-site'] === 'cross-site') {
			return headers.origin !== undefined && foreign.has(headers.origin);
		}
		if (headers.origin !== undefined) return origins.has(headers.origin);
		return headers.cookie === undefined && headers['sec-fetch-site'] === undefined;
	}

	return {
		allowReading: (request, reply) => {
			const { origin } = request.headers;
			if (origin === undefined || !origins.has(origin)) return;
			reply.headers({
				'access-control-allow-origin': origin,
				'access-control-allow-credentials': 'true',
				'access-control-expose-headers': EXPOSED,
			});
		},
		answerPreflight: (request, reply) => {
			if (request.method !== 'OPTIONS') return false;
			const { origin } = request.headers;
			if (request.headers['access-control-request-method'] === undefined) return false;
			if (origin !== undefined && origins.has(origin)) reply.headers(PREFLIGHT);
			reply.code(204).send();
			return true;
		},
		forbidsWriting: (request) => {
			if (SAFE_METHODS.has(request.method) || mayWrite(request)) return null;
			return new Problem(problems.origin_not_allowed);
		},
	};
}
