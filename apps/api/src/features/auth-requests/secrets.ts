import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';

/** What a mail may carry. */
export type PasswordlessType = 'LINK_CODE' | 'LINK' | 'CODE';

/** The two halves of one mail, independent of each other; null for the half it does not have. */
export interface Secrets {
	readonly linkToken: string | null;
	readonly code: string | null;
}

/** How secrets are stored. */
export interface StoredSecrets {
	readonly linkHash: string | null;
	readonly codeMac: string | null;
}

const CODE_DIGITS = 6;

/** Fresh secrets: 256 random bits for the link, six random digits for the code. */
export function mintSecrets(type: PasswordlessType): Secrets {
	return {
		linkToken: type === 'CODE' ? null : mintToken(),
		code: type === 'LINK' ? null : String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
	};
}

/**
 * What is stored of them. The link's 256 bits need a plain hash; the code is keyed, and bound to its
 * request, since a million hashes of six digits are made in a second (ASVS 5.0, 6.5.2).
 */
export function createSecretHasher(codeKey: Buffer) {
	function macOf(id: string, code: string): string {
		return createHmac('sha256', codeKey).update(`${id}\0${code}`).digest('base64url');
	}

	return {
		store: (id: string, { linkToken, code }: Secrets): StoredSecrets => ({
			linkHash: linkToken === null ? null : hashToken(linkToken),
			codeMac: code === null ? null : macOf(id, code),
		}),

		/** Compares in a time that does not depend on where they differ. */
		isCode: (id: string, code: string, codeMac: string): boolean =>
			timingSafeEqual(Buffer.from(macOf(id, code)), Buffer.from(codeMac)),
	};
}

export type SecretHasher = ReturnType<typeof createSecretHasher>;
