import { hash, randomBytes } from 'node:crypto';

/** Bytes of randomness in a token: 256 bits, out of reach of guessing (ASVS 5.0, 7.2.3). */
export const TOKEN_BYTES = 32;

const TOKEN_LENGTH = 43;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** A fresh opaque token, base64url. It is shown once, to its holder, and stored by nobody. */
export function mintToken(): string {
	return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Whether a text has the shape of a token; anything else is not worth a look-up. */
export function isTokenShaped(text: string): boolean {
	return text.length === TOKEN_LENGTH && TOKEN_PATTERN.test(text);
}

/**
 * What is stored and looked up in place of the token, base64url SHA-256. A plain hash is enough for
 * 256 random bits, and looking up by hash leaves a timing attack nothing to measure but the hash.
 */
export function hashToken(token: string): string {
	return hash('sha256', token, 'base64url');
}
