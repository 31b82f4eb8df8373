import type { FastifyReply } from 'fastify';

/** Headers for the one or two deployments that differ. */
export interface HeaderOptions {
	/** Whether browsers reach the API over TLS. */
	readonly isSecure: boolean;
}

const ALWAYS = {
	'cache-control': 'no-store',
	'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
	'cross-origin-resource-policy': 'same-origin',
	'referrer-policy': 'no-referrer',
	vary: 'Origin',
	'x-content-type-options': 'nosniff',
};

const TWO_YEARS_SECONDS = 63_072_000;

/** The headers every answer carries, errors included (ASVS 5.0, 3.4). */
export function fixedHeaders({ isSecure }: HeaderOptions): Readonly<Record<string, string>> {
	if (!isSecure) return ALWAYS;
	return {
		...ALWAYS,
		'strict-transport-security': `max-age=${String(TWO_YEARS_SECONDS)}; includeSubDomains`,
	};
}

/** A function that puts the fixed headers on a reply. */
export function createHeaderWriter(options: HeaderOptions): (reply: FastifyReply) => void {
	const headers = fixedHeaders(options);
	return (reply) => {
		reply.headers(headers);
	};
}
