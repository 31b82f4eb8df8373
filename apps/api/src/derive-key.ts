import { hkdfSync } from 'node:crypto';
import type { Keys } from './ports/keys.ts';

/** What a key derived from SECRET_KEY is for. */
export type KeyUse = 'auth-request-codes' | 'budget-subjects' | 'client-limits' | 'outbox-seal';

/** The key, and those that are good beside it. */
export interface SecretKeys {
	readonly secretKey: string;
	readonly secretKeysPrevious: readonly string[];
}

const KEY_BYTES = 32;

/**
 * Keys of 32 bytes for one use (HKDF, RFC 5869), so that what is computed for one can never be mistaken
 * for, or attacked through, the other.
 */
export function deriveKeys({ secretKey, secretKeysPrevious }: SecretKeys, use: KeyUse): Keys {
	return [deriveKey(secretKey, use), ...secretKeysPrevious.map((each) => deriveKey(each, use))];
}

/** The keys themselves, where nothing else is computed with them in the same way. */
export function plainKeys({ secretKey, secretKeysPrevious }: SecretKeys): Keys {
	return [Buffer.from(secretKey), ...secretKeysPrevious.map((each) => Buffer.from(each))];
}

function deriveKey(secretKey: string, use: KeyUse): Buffer {
	return Buffer.from(hkdfSync('sha256', secretKey, '', `postern:${use}`, KEY_BYTES));
}
