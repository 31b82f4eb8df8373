import type { Db } from '../../ports/storage.ts';

/** Some sessions, told from all others by nothing but chance. */
export interface SessionSample {
	/** How many of them would be let in. */
	readonly living: number;
	/** The share of all ids that lies up to the last of them; 1 when these are all sessions. */
	readonly share: number;
}

const SAMPLE_SIZE = 1000;
/** The first digits of an id, which are as random as the rest of it. */
const DIGITS = 8;
const ID_SPACE = 16 ** DIGITS;

/**
 * Reads the first sessions by id. Ids are random, so that a thousand of them stand for millions: counting
 * all would take seconds then, and on SQLite nobody would be answered meanwhile.
 */
export async function sampleSessions(
	db: Db,
	now: number,
	idleBefore: number,
): Promise<SessionSample> {
	const rows = await db
		.selectFrom('session')
		.select(['id', 'ended_at', 'expires_at', 'last_seen_at'])
		.orderBy('id')
		.limit(SAMPLE_SIZE)
		.execute();
	const living = rows.filter(
		(row) => row.ended_at === null && row.expires_at > now && row.last_seen_at > idleBefore,
	).length;
	const last = rows.length < SAMPLE_SIZE ? undefined : rows.at(-1)?.id;
	return { living, share: last === undefined ? 1 : shareUpTo(last) };
}

/** How many living sessions there are in all: right to about 3 % for a thousand. */
export function estimateLiving({ living, share }: SessionSample): number {
	return Math.round(living / share);
}

function shareUpTo(id: string): number {
	return (Number.parseInt(id.slice(0, DIGITS), 16) + 1) / ID_SPACE;
}
