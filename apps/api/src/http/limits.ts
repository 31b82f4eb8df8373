import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@postern/problem';
import type { Allowance, AskedRateLimiter, RateLimiter } from '../ports/rate-limiter.ts';
import { clientUnit } from './client-address.ts';
import { problems } from './problems.ts';

/** The budgets of one client address. */
export interface Limits {
	readonly everywhere: RateLimiter;
	/** May be asked for elsewhere, since what it stands before costs far more. */
	readonly credentials: AskedRateLimiter;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Counts a request against its client address and says in the headers what is left
 * (draft-ietf-httpapi-ratelimit-headers). Gives a problem once the budget is spent; a promise only where
 * another than this process has to be asked. When nobody can say, what takes a credential is refused.
 */
export function createLimitCheck(
	limits: Limits,
): (request: FastifyRequest, reply: FastifyReply) => Problem | null | Promise<Problem | null> {
	const { everywhere, credentials } = limits;
	const judgeEverywhere = createJudge('default', everywhere);
	const judgeCredentials = createJudge('credentials', credentials);
	return (request, reply) => {
		const { limit } = request.routeOptions.config;
		if (limit === 'none') return null;
		const client = clientUnit(request.ip);
		if (limit === undefined) return judgeEverywhere(reply, everywhere.use(client));
		const allowance = credentials.use(client);
		if (!(allowance instanceof Promise)) return judgeCredentials(reply, allowance);
		return allowance.then(
			(given) => judgeCredentials(reply, given),
			(cause: unknown) =>
				new Problem(problems.unavailable, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause }),
		);
	};
}

function createJudge(name: string, limiter: Pick<RateLimiter, 'limit' | 'windowSeconds'>) {
	const policy = `"${name}";q=${String(limiter.limit)};w=${String(limiter.windowSeconds)}`;
	const prefix = `"${name}";r=`;
	return (reply: FastifyReply, { allowed, remaining, resetSeconds }: Allowance): Problem | null => {
		reply.header('ratelimit-policy', policy);
		reply.header('ratelimit', `${prefix}${String(remaining)};t=${String(resetSeconds)}`);
		if (allowed) return null;
		return new Problem(problems.rate_limited, { retryAfterSeconds: resetSeconds });
	};
}
