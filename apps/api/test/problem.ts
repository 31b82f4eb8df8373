import type { LightMyRequestResponse as Response } from 'fastify';
import { expect } from 'vitest';

/** What every answer carries, errors included. */
export const SECURITY_HEADERS = {
	'cache-control': 'no-store',
	'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
	'cross-origin-resource-policy': 'same-origin',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
} as const;

/** The test fails when the answer lacks a security header or its `Vary`. */
export function expectSecurityHeaders(response: Response): void {
	expect(response.headers).toMatchObject(SECURITY_HEADERS);
	expect(varyOf(response)).toContain('origin');
	expect(response.headers).not.toHaveProperty('x-powered-by');
	expect(response.headers).not.toHaveProperty('server');
}

/** The test fails unless the answer is this problem, complete and with nothing of a session. */
export function expectProblem(response: Response, status: number, code: string): void {
	expect({ status: response.statusCode, body: response.body }).toMatchObject({
		status,
		body: expect.stringContaining(`"code":"${code}"`) as string,
	});
	expect(response.headers['content-type']).toMatch(/^application\/problem\+json(;|$)/);
	expect(response.json()).toMatchObject({
		type: `urn:problem-type:postern:${code}`,
		title: expect.any(String) as string,
		status,
		code,
		requestId: response.headers['x-request-id'],
	});
	expect(response.headers).not.toHaveProperty('set-cookie');
	expectSecurityHeaders(response);
}

/** The names in `Vary`, lower case. */
export function varyOf(response: Response): string[] {
	return [response.headers.vary]
		.flat()
		.join(',')
		.split(',')
		.map((name) => name.trim().toLowerCase());
}
