import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@postern/problem';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import { clientUnit } from './client-address.ts';
import { problems } from './problems.ts';

/** The budgets of one client address. */
export interface Limits {
	readonly everywhere: RateLimiter;
	readonly credentials: RateLimiter;
}

/**
 * Counts a request against its client address and says in the headers what is left
 * (draft-ietf-httpapi-ratelimit-headers). Returns a problem once the budget is spent.
 */
export function createLimitCheck(
	limits: Limits,
): (request: FastifyRequest, reply: FastifyReply) => Problem | null {
	const everywhere = createBudget('default', limits.everywhere);
	const credentials = createBudget('credentials', limits.credentials);
	return (request, reply) => {
		const isCredential = request.routeOptions.config.limit === 'credentials';
		return (isCredential ? credentials : everywhere)(request, reply);
	};
}

function createBudget(name: string, limiter: RateLimiter) {
	const policy = `"${name}";q=${String(limiter.limit)};w=${String(limiter.windowSeconds)}`;
	const prefix = `"${name}";r=`;
	return (request: FastifyRequest, reply: FastifyReply): Problem | null => {
		const { allowed, remaining, resetSeconds } = limiter.use(clientUnit(request.ip));
		reply.header('ratelimit-policy', policy);
		reply.header('ratelimit', `${prefix}${String(remaining)};t=${String(resetSeconds)}`);
		if (allowed) return null;
		return new Problem(problems.rate_limited, { retryAfterSeconds: resetSeconds });
	};
}
