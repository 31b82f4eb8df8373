/**
 * A password as it is hashed. The same letters can be sent in more than one way: a keyboard of another
 * system must not lock anybody out (NIST SP 800-63B-4, 3.1.1.2; RFC 8265, 4.2). Nothing else is changed: spaces and case
 * count. Null for what is no text: the halves of broken characters would all be hashed as the same one.
 */
export function normalizePassword(text: string): string | null {
	return text.isWellFormed() ? text.normalize('NFC') : null;
}
