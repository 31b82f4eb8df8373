import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../../database.ts';
import { migrate } from '../migrate.ts';
import { isUnavailable } from './is-unavailable.ts';
import { hearErrors } from './pool.ts';

/** A start waits a little longer than a request, and then says what is wrong. */
const CONNECT_WITHIN_MS = 3000;
/**
 * While a change of a table waits for its lock, whoever reads that table waits behind it. A dump holds its locks
 * for minutes; so the change gives up soon, lets the others through, and tries again.
 */
const LOCK_WITHIN_MS = 500;
const BETWEEN_TRIES_MS = 1000;
const GIVE_UP_AFTER_MS = 60_000;

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Migrates on connections of its own: what a migration does may take longer than a request may wait. Any number of
 * processes may do so at once; one does it, and the others wait for it.
 * @throws {Error} when the database does not answer, or the locks do not come within a minute
 */
export async function migrateOn(url: string): Promise<void> {
	const pool = new pg.Pool({
		connectionString: url,
		max: 2,
		connectionTimeoutMillis: CONNECT_WITHIN_MS,
		lock_timeout: LOCK_WITHIN_MS,
		application_name: 'postern-migrate',
	});
	// The statement that runs into it fails anyway, and the migration with it.
	hearErrors(pool, () => undefined);
	const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
	try {
		await insist(() => migrate(db));
	} catch (error) {
		throw isUnavailable(error) ? unanswered(error) : error;
	} finally {
		await db.destroy();
	}
}

async function insist(work: () => Promise<void>): Promise<void> {
	const deadline = performance.now() + GIVE_UP_AFTER_MS;
	for (;;) {
		try {
			await work();
			return;
		} catch (error) {
			const isLocked = error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
			if (!isLocked) throw error;
			if (performance.now() > deadline) {
				throw new Error(
					'DATABASE_URL: the tables stay locked by somebody else, so they cannot be changed',
					{
						cause: error,
					},
				);
			}
			await sleep(BETWEEN_TRIES_MS);
		}
	}
}

/** A start that fails says which setting to look at; with several addresses Node leaves the message empty. */
function unanswered(cause: unknown): Error {
	const { message, code } = cause as NodeJS.ErrnoException;
	const reason = message || (code ?? 'no reason given');
	return new Error(`DATABASE_URL: the database does not answer (${reason})`, { cause });
}
