import { randomInt } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';
import { isMacOf, type Keys, macOf } from '../../ports/keys.ts';

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
export function createSecretHasher(codeKeys: Keys) {
	const bound = (id: string, code: string): string => `${id}\0${code}`;

	return {
		store: (id: string, { linkToken, code }: Secrets): StoredSecrets => ({
			linkHash: linkToken === null ? null : hashToken(linkToken),
			codeMac: code === null ? null : macOf(codeKeys, bound(id, code)),
		}),

		/** Compares in a time that does not depend on where they differ. */
		isCode: (id: string, code: string, codeMac: string): boolean =>
			isMacOf(codeKeys, bound(id, code), codeMac),
	};
}

export type SecretHasher = ReturnType<typeof createSecretHasher>;
