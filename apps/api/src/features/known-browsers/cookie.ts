import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTokenShaped, mintToken } from '@postern/session-token';
import type { HostCookie } from '../../http/host-cookie.ts';
import type { Starter } from '../auth-requests/index.ts';

/** 400 days from the last use, which is as long as browsers keep any cookie (RFC 6265bis, 5.5). */
const LIFE_SECONDS = 400 * 24 * 60 * 60;

/**
 * Knows a browser again by a cookie of its own: from asking for a mail until using it, and from one sign-in to
 * the next. It says nothing of who uses the browser, and signs nobody in.
 */
export function createBrowserCookie(cookie: HostCookie) {
	/** The secret of the browser that sent this, or null. */
	function read({ headers }: FastifyRequest): string | null {
		const secret = cookie.read(headers.cookie);
		return secret !== null && isTokenShaped(secret) ? secret : null;
	}

	return {
		read,

		/**
		 * The secret of the browser that asks for a mail or signs in; a new one if it has none yet. It keeps the one it
		 * has, so that requests of two tabs live side by side. A program gets none: what carries neither
		 * Origin nor cookie was not made by a browser.
		 */
		starterOf: (request: FastifyRequest): Starter =>
			read(request) ?? (isProgram(request) ? null : mintToken()),

		/** Lets the browser keep its secret, or keep it longer. Only once its request has succeeded: a refusal sets nothing. */
		remember(reply: FastifyReply, starter: Starter): void {
			if (starter !== null) reply.header('set-cookie', cookie.set(starter, LIFE_SECONDS));
		},
	};
}

export type BrowserCookie = ReturnType<typeof createBrowserCookie>;

function isProgram({ headers }: FastifyRequest): boolean {
	return (
		headers.origin === undefined &&
		headers.cookie === undefined &&
		headers['sec-fetch-site'] === undefined
	);
}
