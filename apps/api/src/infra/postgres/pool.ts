import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { createSeats } from './seats.ts';

/** How to reach Postgres, and how long to bear with it. */
export interface PoolOptions extends pg.PoolConfig {
	/** How long a request may wait for a connection and its first answer together; afterwards for each answer. */
	readonly patienceMs: number;
	/** Called when a connection breaks; the pool replaces it by itself. */
	readonly onError: (error: Error) => void;
}

/** A named statement, prepared once on each connection. */
export interface NamedStatement {
	readonly name: string;
	readonly text: string;
	readonly values: readonly unknown[];
}

/** A pool of connections that are worth having. */
export interface Pool extends PostgresPool {
	/** Runs one short statement outside of all transactions. Connections are kept free for these. */
	run<Row extends pg.QueryResultRow>(statement: NamedStatement): Promise<readonly Row[]>;
	/** How many connections there are, how many of them do nothing, and how many uses wait for one. */
	connections(): { readonly open: number; readonly idle: number; readonly awaited: number };
}

/** So many connections are never lent for transactions, but no more than a quarter of all. */
const KEPT_FREE = 2;
const KEPT_FREE_SHARE = 1 / 4;

/**
 * Opens a pool; connections are made when they are needed.
 *
 * What is lent takes a seat first, and there are fewer seats than connections: each request asks for its session by
 * `run`, and would stand in one line with the transactions of two hundred sign-ins at once, for 400 ms.
 *
 * A statement that gets no answer in time makes its connection worthless: the answer may still come, and a
 * `begin` that was given up would open a transaction around whatever the connection is used for next, to be lost
 * with it. So such a connection is ended, and says no to everything at once. A network that swallows packets would
 * otherwise cost the patience of one request for each connection, over and over, until the system gives them up
 * after a quarter of an hour.
 */
export function openPool({ patienceMs, onError, ...config }: PoolOptions): Pool {
	const pool = new pg.Pool({
		...config,
		connectionTimeoutMillis: patienceMs,
		query_timeout: patienceMs,
		statement_timeout: patienceMs,
		idle_in_transaction_session_timeout: 2 * patienceMs,
	});
	hearErrors(pool, onError);
	const { max } = pool.options;
	const seats = createSeats(max - Math.min(KEPT_FREE, Math.floor(max * KEPT_FREE_SHARE)));

	async function lend(): Promise<PostgresPoolClient> {
		const since = performance.now();
		const leftMs = () => Math.max(1, patienceMs - (performance.now() - since));
		await seats.take(patienceMs);
		try {
			const client = guard(await connectWithin(pool, leftMs()), patienceMs, leftMs());
			return {
				query: client.query,
				release: (isWorthless) => {
					client.release(isWorthless);
					seats.leave();
				},
			};
		} catch (error) {
			seats.leave();
			throw error;
		}
	}

	return {
		options: pool.options,
		connect: lend,
		async run<Row extends pg.QueryResultRow>(statement: NamedStatement) {
			const since = performance.now();
			const connected = await pool.connect();
			const leftMs = Math.max(1, patienceMs - (performance.now() - since));
			const client = guard(connected, patienceMs, leftMs);
			try {
				return (await client.run<Row>(statement)).rows;
			} finally {
				client.release();
			}
		},
		connections: () => ({
			open: pool.totalCount,
			idle: pool.idleCount,
			awaited: pool.waitingCount + seats.awaited(),
		}),
		end: () => pool.end(),
	};
}

/**
 * Listens on each connection, also while a transaction holds it and the pool does not: a connection that
 * Postgres ends between two statements would otherwise end the process.
 */
export function hearErrors(pool: pg.Pool, onError: (error: Error) => void): void {
	pool.on('connect', (client) => client.on('error', onError));
	// The pool repeats what an idle connection said already.
	pool.on('error', () => undefined);
}

/** A connection; one that comes later goes back. @throws {Error} when the time is up */
async function connectWithin(pool: pg.Pool, ms: number): Promise<pg.PoolClient> {
	const connecting = pool.connect();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new Error('timeout exceeded when trying to connect'));
		}, ms);
	});
	try {
		return await Promise.race([connecting, late]);
	} catch (error) {
		connecting.then(
			(client) => client.release(),
			() => undefined,
		);
		throw error;
	} finally {
		clearTimeout(timer);
	}
}

interface Runner {
	run<Row extends pg.QueryResultRow>(
		statement: pg.QueryConfig | NamedStatement,
	): Promise<pg.QueryResult<Row>>;
}

/** What the driver reads beside what its types say. */
type Timed = pg.QueryConfig & { readonly query_timeout: number };

/** One use of a connection. @param firstMs what is left of the patience after waiting for the connection */
function guard(
	client: pg.PoolClient,
	patienceMs: number,
	firstMs: number,
): PostgresPoolClient & Runner {
	let leftMs = firstMs;
	let broken: Error | undefined;

	async function run<Row extends pg.QueryResultRow>(
		statement: pg.QueryConfig | NamedStatement,
	): Promise<pg.QueryResult<Row>> {
		if (broken !== undefined) throw new Error('Connection terminated', { cause: broken });
		const timed = { ...statement, query_timeout: leftMs } as Timed;
		leftMs = patienceMs;
		try {
			return await client.query<Row>(timed);
		} catch (error) {
			// What Postgres itself says leaves the connection as good as it was.
			if (!(error instanceof pg.DatabaseError)) broken = error as Error;
			throw error;
		}
	}

	return {
		run,
		// Cursors, the other way to call it, are for streams, of which there are none here.
		query: ((text: string, values: unknown[]) =>
			run({ text, values })) as unknown as PostgresPoolClient['query'],
		release: (isWorthless) => {
			client.release(broken ?? isWorthless);
		},
	};
}
