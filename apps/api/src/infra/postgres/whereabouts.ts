import { sql } from 'kysely';
import pg from 'pg';
import type { Db, Whereabouts } from '../../ports/storage.ts';

const UNDEFINED_FUNCTION = '42883';
const NOT_ALLOWED = '42501';
const NOT_OFFERED = '0A000';

/**
 * Where a database lives: in which cluster, as which database, and in which of its tables. A dump that is
 * restored makes the table anew, even within the same database, and gives it another number. A physical copy
 * keeps all of them; one that goes on from an older state has a later timeline, and so has a standby that
 * took over.
 */
export async function whereabouts(db: Db): Promise<Whereabouts> {
	const { rows } = await sql<{ database: string; table: string }>`
		select oid::text as database, 'database_origin'::regclass::oid::text as table
		from pg_database where datname = current_database()`.execute(db);
	const { system, timeline } = await clusterOf(db);
	return { livesAt: [system, rows[0]?.database, rows[0]?.table], timeline };
}

/** Some who run databases for others do not let them ask for it. */
async function clusterOf(db: Db): Promise<{ system: string | undefined; timeline: number | null }> {
	try {
		const { rows } = await sql<{ system: string; timeline: number }>`
			select system_identifier::text as system, timeline_id as timeline
			from pg_control_system(), pg_control_checkpoint()`.execute(db);
		return rows[0] ?? { system: undefined, timeline: null };
	} catch (error) {
		const isRefused =
			error instanceof pg.DatabaseError &&
			[UNDEFINED_FUNCTION, NOT_ALLOWED, NOT_OFFERED].includes(error.code ?? '');
		if (!isRefused) throw error;
		return { system: undefined, timeline: null };
	}
}
