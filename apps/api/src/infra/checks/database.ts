import { sql } from 'kysely';
import { migrations } from '../../../migrations/index.ts';
import { type Finding, praise, refuse, warn } from '../../deployment/finding.ts';
import type { Storage } from '../../ports/storage.ts';

/** The parts of a database that are looked at. */
export type LookedAt = Pick<Storage, 'engine' | 'db' | 'ping' | 'isUnavailable'>;

const APART_WARNED_MS = 2000;
const APART_REFUSED_MS = 30_000;

/** Whether the database answers, has a schema this program can use, and shares our idea of the time. */
export async function checkDatabase(
	storage: LookedAt,
	clock: () => number,
): Promise<readonly Finding[]> {
	const setting = storage.engine === 'postgres' ? 'DATABASE_URL' : 'DATA_DIR';
	const asked = performance.now();
	try {
		await storage.ping();
	} catch (error) {
		return [refuse(setting, `the database does not answer (${reasonOf(error)})`)];
	}
	const ms = String(Math.round(performance.now() - asked));
	return [
		praise(setting, `${storage.engine} answers in ${ms} ms`),
		...(await checkSchema(storage)),
		...(await checkClock(storage, clock)),
	];
}

/** Whether the schema was made by this version, an older or a newer one. */
export async function checkSchema(storage: LookedAt): Promise<readonly Finding[]> {
	const setting = storage.engine === 'postgres' ? 'DATABASE_URL' : 'DATA_DIR';
	let done: readonly string[];
	try {
		done = await migrationsOf(storage);
	} catch (error) {
		return [refuse(setting, `the database does not answer (${reasonOf(error)})`)];
	}
	const unknown = done.find((name) => !(name in migrations));
	if (unknown !== undefined) {
		const why = `the database was brought to ${unknown} by a newer version; start that one`;
		return [refuse(setting, why)];
	}
	const missing = Object.keys(migrations).filter((name) => !done.includes(name));
	if (missing.length === 0) return [praise(setting, 'the schema is up to date')];
	const count = `${String(missing.length)} migration${missing.length === 1 ? '' : 's'}`;
	return [praise(setting, `the next start will run ${count}, up to ${missing.at(-1) ?? ''}`)];
}

async function migrationsOf({ db, isUnavailable }: LookedAt): Promise<readonly string[]> {
	try {
		const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
		return rows.map(({ name }) => name);
	} catch (error) {
		if (isUnavailable(error)) throw error;
		// An empty database has no such table.
		return [];
	}
}

/**
 * Compares the clocks. Lives of sessions and codes are counted by each process's own, and leases of the outbox by all of
 * them: half a minute apart, a code would be old before it is typed, and a mail sent twice.
 */
export async function checkClock(
	{ engine, db }: LookedAt,
	clock: () => number,
): Promise<readonly Finding[]> {
	// A file has no clock of its own.
	if (engine === 'sqlite') return [];
	const before = clock();
	const { rows } = await sql<{
		now: number;
	}>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db);
	return judgeClock((rows[0]?.now ?? Number.NaN) - (before + clock()) / 2);
}

/** Judges how far the database's clock is ahead of ours, in milliseconds; negative when it is behind. */
export function judgeClock(aheadMs: number): readonly Finding[] {
	const apartMs = Math.abs(aheadMs);
	const seconds = (apartMs / 1000).toFixed(1);
	const side = aheadMs > 0 ? 'ahead of' : 'behind';
	const said = `the database’s clock is ${seconds} s ${side} this machine’s; set both by NTP`;
	if (apartMs > APART_REFUSED_MS) return [refuse('DATABASE_URL', said)];
	if (apartMs > APART_WARNED_MS) return [warn('DATABASE_URL', said)];
	return [praise('DATABASE_URL', `the clocks are ${seconds} s apart`)];
}

function reasonOf(error: unknown): string {
	const { message = '', code = 'no reason given' } = error as { message?: string; code?: string };
	return message === '' ? code : message;
}
