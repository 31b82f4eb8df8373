import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';

const SECRET_BYTES = 32;

/**
 * The key that was set or, on a laptop where none is, one that is made once and kept beside the
 * database. Production never gets here without one: its settings are refused first.
 */
export function secretKeyOf({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): string {
	if (secretKey !== null) return secretKey;
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const path = join(dataDir, 'secret-key');
	try {
		// `wx` fails where the file exists: of two processes that start at once, one makes the key.
		writeFileSync(path, randomBytes(SECRET_BYTES).toString('base64url'), {
			mode: 0o600,
			flag: 'wx',
		});
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	return readFileSync(path, 'utf8').trim();
}
