import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A private key and a certificate for it, as PEM, and the name that Chromium knows its public key by. */
export interface Identity {
	readonly key: string;
	readonly cert: string;
	readonly fingerprint: string;
}

const OID_ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const OID_COMMON_NAME = '550403';
const OID_SUBJECT_ALT_NAME = '551d11';

/**
 * A certificate that signs itself, for some host names, good from 2020 to 2049. Made for each run, so that no
 * key lies in the repository; Node can sign but not write one, so the few fields are written by hand
 * (RFC 5280, 4.1).
 */
export function createIdentity(host: string, ...others: readonly string[]): Identity {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const algorithm = sequence(oid(OID_ECDSA_WITH_SHA256));
	const name = sequence(set(sequence(oid(OID_COMMON_NAME), der(0x0c, Buffer.from(host)))));
	const spki = publicKey.export({ type: 'spki', format: 'der' });
	const altNames = sequence(...[host, ...others].map((name) => der(0x82, Buffer.from(name))));
	const extension = sequence(oid(OID_SUBJECT_ALT_NAME), der(0x04, altNames));
	const body = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1])),
		algorithm,
		name,
		sequence(time('200101000000Z'), time('491231235959Z')),
		name,
		spki,
		der(0xa3, sequence(extension)),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: pem(sequence(body, algorithm, signature)),
		fingerprint: createHash('sha256').update(spki).digest('base64'),
	};
}

/** A tag, the length of the content, the content (X.690, 8.1). */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	const size =
		length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const set = (...contents: readonly Buffer[]) => der(0x31, ...contents);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (text: string) => der(0x17, Buffer.from(text));

function pem(bytes: Buffer): string {
	const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
