import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
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
	return read(path) ?? make(path);
}

function read(path: string): string | null {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch (error) {
		if (isCode(error, 'ENOENT')) return null;
		throw error;
	}
}

/**
 * Written under a name of its own and given the right one when it is whole: of two processes that start at
 * once one makes the key, and the other never reads half of it.
 */
function make(path: string): string {
	const part = `${path}.${randomBytes(6).toString('hex')}`;
	const key = randomBytes(SECRET_BYTES).toString('base64url');
	writeFileSync(part, key, { mode: 0o600, flag: 'wx' });
	try {
		// Unlike renaming, it fails where the name is taken.
		linkSync(part, path);
		return key;
	} catch (error) {
		if (isCode(error, 'EEXIST')) return readFileSync(path, 'utf8').trim();
		throw error;
	} finally {
		unlinkSync(part);
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
