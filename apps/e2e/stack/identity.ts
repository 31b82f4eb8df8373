import { execFile, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const DAYS = '7';

/** A private key and a certificate for it, as PEM, and the name that Chromium knows its public key by. */
export interface Identity {
	readonly key: string;
	readonly cert: string;
	readonly fingerprint: string;
}

// cspell:ignore pkeyopt paramgen addext keyout
/** Whether certificates can be made here. */
export const canMakeCertificates = (): boolean => spawnSync('openssl', ['version']).status === 0;

/** Makes a certificate for some host names, in a folder that is thrown away. Takes `openssl`, as every system has it. */
export async function createIdentity(folder: string, hosts: readonly string[]): Promise<Identity> {
	const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const names = hosts.map((host) => `DNS:${host}`).join(',');
	await promisify(execFile)('openssl', [
		...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
		...['-subj', '/CN=postern.test', '-addext', `subjectAltName=${names}`, '-days', DAYS],
		...['-keyout', keyFile, '-out', certFile],
	]);
	const cert = await readFile(certFile, 'utf8');
	const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
	return {
		key: await readFile(keyFile, 'utf8'),
		cert,
		fingerprint: createHash('sha256').update(publicKey).digest('base64'),
	};
}
