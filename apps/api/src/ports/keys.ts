import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The keys of one use, the present one first. There are several while a key is being replaced, and then what
 * is written is written under each of them, and what is read may be under any. So processes that know the
 * old key alone, both, or the new one alone understand each other, in whichever order they are started.
 */
export type Keys = readonly [Buffer, ...Buffer[]];

/** Stands between what was made with one key and what was made with the next; no base64url has it. */
export const BETWEEN_KEYS = '.';

/** The keyed hash of a text under each key (HMAC-SHA-256). */
export function macsOf(keys: Keys, text: string): string[] {
	return keys.map((key) => createHmac('sha256', key).update(text).digest('base64url'));
}

/** The same as one text, to be stored. */
export function macOf(keys: Keys, text: string): string {
	return macsOf(keys, text).join(BETWEEN_KEYS);
}

/**
 * Whether what was stored is the keyed hash of a text under any of the keys, whatever keys were known to who
 * stored it. It takes a time that does not depend on where they differ.
 */
export function isMacOf(keys: Keys, text: string, stored: string): boolean {
	const known = stored.split(BETWEEN_KEYS).map((mac) => Buffer.from(mac));
	let isKnown = false;
	for (const mac of macsOf(keys, text).map((each) => Buffer.from(each))) {
		for (const other of known) {
			const isSame = mac.length === other.length && timingSafeEqual(mac, other);
			isKnown = isSame || isKnown;
		}
	}
	return isKnown;
}
