import type { FastifyRequest } from 'fastify';
import type { Where } from '../ports/where.ts';
import { clientUnit } from './client-address.ts';

const USER_AGENT_LENGTH_MAX = 400;

/** Where this request came from. */
export function whereOf(request: FastifyRequest): Where {
	const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH_MAX) ?? '';
	return {
		client: clientUnit(request.ip),
		userAgent: userAgent === '' ? null : userAgent,
		requestId: request.id,
	};
}
