import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { OnStatement, Storage } from '../ports/storage.ts';
import { openPostgres } from './postgres/storage.ts';
import { openSqlite } from './sqlite/storage.ts';

/** Where the SQLite file is. */
export function sqlitePathOf({ dataDir }: Pick<Config, 'dataDir'>): string {
	return join(dataDir, 'postern.sqlite');
}

/** The database the settings name: Postgres when there is a URL, a file in the data folder otherwise. */
export function openStorage(
	config: Pick<Config, 'databaseUrl' | 'databaseConnectionsMax' | 'dataDir'>,
	onError: (error: Error) => void,
	onStatement?: OnStatement,
): Storage {
	if (config.databaseUrl === null) {
		return openSqlite({ path: sqlitePathOf(config), onStatement });
	}
	return openPostgres({
		url: config.databaseUrl,
		connectionsMax: config.databaseConnectionsMax,
		...{ onError, onStatement },
	});
}
