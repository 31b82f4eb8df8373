import { hkdfSync } from 'node:crypto';

/** What a key derived from SECRET_KEY is for. */
export type KeyUse = 'auth-request-codes' | 'budget-subjects' | 'outbox-seal';

const KEY_BYTES = 32;

/**
 * A key of 32 bytes for one use (HKDF, RFC 5869), so that what is computed for one can never be mistaken
 * for, or attacked through, the other.
 */
export function deriveKey(secretKey: string, use: KeyUse): Buffer {
	return Buffer.from(hkdfSync('sha256', secretKey, '', `postern:${use}`, KEY_BYTES));
}
