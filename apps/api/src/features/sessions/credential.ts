import { hashToken, isTokenShaped } from '@postern/session-token';
import type { HostCookie } from '../../http/host-cookie.ts';

/** The headers a session token may come in. */
interface CredentialHeaders {
	readonly cookie?: string | undefined;
	readonly authorization?: string | undefined;
}

const BEARER = /^bearer +/i;

/** Finds the session token of a request and gives its hash, null when there is none worth looking up. */
export type CredentialReader = (headers: CredentialHeaders) => string | null;

/**
 * Reads the cookie, or `Authorization: Bearer` from a program that keeps none. A request that has an
 * Authorization header is judged by that alone: two identities in one request would let one stand for
 * the other.
 */
export function createCredentialReader(cookie: Pick<HostCookie, 'read'>): CredentialReader {
	return (headers) => {
		const { authorization } = headers;
		const token =
			authorization === undefined ? cookie.read(headers.cookie) : bearerOf(authorization);
		return token !== null && isTokenShaped(token) ? hashToken(token) : null;
	};
}

function bearerOf(authorization: string): string | null {
	const scheme = BEARER.exec(authorization);
	return scheme === null ? null : authorization.slice(scheme[0].length);
}
