import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BETWEEN_KEYS, type Keys } from '../../ports/keys.ts';
import type { MailContent } from '../mails/index.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Tells, once there are two, which cipher a content was sealed with. */
const VERSION = Buffer.of(1);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = VERSION.length + NONCE_BYTES + TAG_BYTES;

/** The content of a mail is not what was sealed, or was sealed with another key. */
export class NotOpened extends Error {
	override readonly name = 'NotOpened';
}

/**
 * Seals what is in mails, so that who reads the table, a backup of it or the disk finds no link and no
 * code (AES-256-GCM, NIST SP 800-38D). A random nonce of 96 bits is good for four billion mails a key.
 * @throws {RangeError} when a key has not 32 bytes
 */
export function createSeal(keys: Keys) {
	for (const { length } of keys) {
		if (length !== KEY_BYTES) throw new RangeError(`the key must have ${KEY_BYTES} bytes`);
	}

	return {
		/** Seals a content for one row, under each key; in another row it cannot be opened. */
		seal: (rowId: string, content: MailContent): string =>
			keys.map((key) => sealOne(key, rowId, content)).join(BETWEEN_KEYS),

		/**
		 * Opens the content of a row with whichever key it was sealed with.
		 * @throws {NotOpened} when it was altered, moved from another row, or sealed with none of the keys
		 */
		open(rowId: string, text: string): MailContent {
			const sealed = text.split(BETWEEN_KEYS).map((each) => Buffer.from(each, 'base64url'));
			for (const bytes of sealed) {
				for (const key of keys) {
					const opened = openOne(key, rowId, bytes);
					if (opened !== null) return JSON.parse(opened.toString('utf8')) as MailContent;
				}
			}
			throw new NotOpened('the content was altered, or sealed with another key');
		},
	};
}

/** The row's id is authenticated along with the content, and so is the version. */
const boundTo = (rowId: string): Buffer => Buffer.concat([VERSION, Buffer.from(rowId)]);

function sealOne(key: Buffer, rowId: string, content: MailContent): string {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
	cipher.setAAD(boundTo(rowId));
	const sealed = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final()];
	return Buffer.concat([VERSION, nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** Null when it was not sealed like this, for this row and with this key. */
function openOne(key: Buffer, rowId: string, bytes: Buffer): Buffer | null {
	const isKnown = bytes.subarray(0, VERSION.length).equals(VERSION);
	if (bytes.length < OVERHEAD_BYTES || !isKnown) return null;
	const nonce = bytes.subarray(VERSION.length, VERSION.length + NONCE_BYTES);
	const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
	decipher.setAAD(boundTo(rowId));
	decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
	const opened = decipher.update(bytes.subarray(VERSION.length + NONCE_BYTES, -TAG_BYTES));
	try {
		return Buffer.concat([opened, decipher.final()]);
	} catch {
		return null;
	}
}
