import { randomBytes } from 'node:crypto';

const PREFIX_BYTES = 6;

/**
 * Names requests: a random name for the process and a count. A client's own id is never taken over,
 * since it would let anybody write into the log (fastify #6425).
 */
export function createRequestIds(): () => string {
	const prefix = randomBytes(PREFIX_BYTES).toString('hex');
	let count = 0;
	return () => {
		count += 1;
		return `${prefix}-${count.toString(36)}`;
	};
}
