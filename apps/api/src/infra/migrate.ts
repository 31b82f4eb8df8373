import { Migrator } from 'kysely/migration';
import { migrations } from '../../migrations/index.ts';
import type { Db } from '../ports/storage.ts';

/**
 * Runs what has not run yet, all or nothing, one process at a time.
 * @throws when a migration fails, or the database knows a migration this program does not.
 */
export async function migrate(db: Db): Promise<void> {
	const migrator = new Migrator({
		db,
		provider: { getMigrations: () => Promise.resolve(migrations) },
	});
	const { error } = await migrator.migrateToLatest();
	// As it is: it says to the operator what is wrong.
	if (error instanceof Error) throw error;
	if (error !== undefined) {
		throw error instanceof Error ? error : new Error('migrating failed', { cause: error });
	}
}
