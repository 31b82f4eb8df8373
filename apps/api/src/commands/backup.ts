/** `pnpm --filter api backup FILE`: copies the SQLite database while the API runs. Postgres has pg_dump. */
import { resolve } from 'node:path';
import { loadConfig } from '../config.ts';
import { sqlitePathOf } from '../infra/open-storage.ts';
import { backupSqlite } from '../infra/sqlite/backup.ts';

try {
	process.exitCode = backup(process.argv[2]);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

function backup(file: string | undefined): number {
	if (file === undefined || file.startsWith('-')) {
		console.error('Usage: pnpm --filter api backup FILE');
		return 2;
	}
	const config = loadConfig({ NODE_ENV: 'development', ...process.env });
	if (config.databaseUrl !== null) {
		console.error('DATABASE_URL is set, and Postgres brings a command of its own:');
		console.error('  pg_dump --format=custom --file=FILE "$DATABASE_URL"');
		return 2;
	}
	// From where pnpm was called, not from the package that it went to.
	const path = resolve(process.env['INIT_CWD'] ?? '.', file);
	const { isMarked } = backupSqlite(sqlitePathOf(config), path);
	console.log(`${path} is a sound copy.`);
	if (!isMarked) {
		console.log('It cannot tell that it is one: when it is restored, run after-restore by hand.');
	}
	return 0;
}
