import { type Conditions, type Measure, percentile, type Row } from '../experiment.ts';
import { describeWrong } from '../journey/ledger.ts';
import { startLoad } from '../journey/load.ts';
import { createWayIn, type WayIn } from '../stack/inside.ts';
import { type Engine, prepareSolo, type Solo } from '../stack/solo.ts';

const LOCK_MS = 50;
/** Statements of Postgres that take longer are logged. */
const LOGGED_MS = 1;
const SWEEP_AFTER_MS = 2000;
/** After a round there is none for two and a half minutes by the clock, so the clock goes on by more. */
const NEXT_ROUND_S = 200;
const SWEPT_WITHIN_MS = 300_000;
const CALM_MS = 5000;
const LOOK_MS = 250;
const VACUUM_PAUSE_MS = 1000;
const USERS = 200;
const DELETED = /duration: ([\d.]+) ms .*delete from "(?:session|auth_request|security_event)"/g;
const TABLES = ['session', 'auth_request', 'security_event'] as const;

/** A hundred thousand dead rows are removed while people work, and as many again. */
export async function sweeps(
	engine: Engine,
	{ isQuick, perSecond, tell }: Conditions,
): Promise<Row> {
	const rows = isQuick ? 15_000 : 100_000;
	await using wayIn = await createWayIn({ sweepAfterMs: SWEEP_AFTER_MS });
	await using solo = await prepareSolo(engine, { settings: wayIn.settings });
	const { replica, mail } = solo;
	wayIn.leadsTo(replica);
	if (engine === 'Postgres') {
		await solo.query(`alter database postern set log_min_duration_statement = ${LOGGED_MS}`);
	}
	await replica.start();
	await addUsers(solo);
	await using load = await startLoad({ port: replica.port, mail, perSecond: perSecond / 2 });
	const calmFrom = performance.now();
	await sleep(CALM_MS);
	const calmUntil = performance.now();
	const first = await wave(solo, wayIn, { rows, number: 1 });
	tell(`${engine}: ${rows} rows removed in ${first.seconds.toFixed(1)} s; and again`);
	const second = await wave(solo, wayIn, { rows, number: 2 });
	await load.finish();
	const p99 = (from: number, to: number) =>
		percentile(
			load.ledger.within(from, to).map(({ tookMs }) => tookMs),
			0.99,
		);
	const failed = load.ledger.wrong();
	return {
		situation: `${engine}: twice ${rows} dead sessions, codes and events, ${perSecond / 2} requests a second`,
		measures: [
			...measuresOf(solo, first, second),
			{ what: 'rows removed a second', value: Math.round(rows / second.seconds) },
			{ what: 'requests', value: load.ledger.all().length, atLeast: 100 },
			{ what: 'failed', value: failed.length, atMost: 0 },
			{ what: 'p99 before', value: p99(calmFrom, calmUntil), unit: 'ms' },
			{ what: 'p99 meanwhile', value: p99(second.from, second.to), unit: 'ms' },
		],
		remarks: describeWrong(failed),
	};
}

interface Wave {
	readonly from: number;
	readonly to: number;
	readonly seconds: number;
	readonly left: number;
	/** How long one batch held everybody up, at most. */
	readonly heldMs: number;
	/** What the tables took up with the dead rows in. */
	readonly bytes: number;
}

function measuresOf({ engine }: Solo, first: Wave, second: Wave): Measure[] {
	return [
		{ what: 'rows left', value: first.left + second.left, atMost: 0 },
		{
			what: engine === 'SQLite' ? 'the loop held, at most' : 'slowest removal of a batch',
			value: Math.max(first.heldMs, second.heldMs),
			unit: 'ms',
			atMost: LOCK_MS,
		},
		{
			what: 'space with as many again, of that with the first',
			value: (second.bytes / first.bytes) * 100,
			unit: '%',
			atMost: 110,
		},
	];
}

/** Puts dead rows in, lets the next round come, and waits until they are gone. */
async function wave(
	solo: Solo,
	wayIn: WayIn,
	{ rows, number }: { readonly rows: number; readonly number: number },
): Promise<Wave> {
	await addDeadRows(solo, rows);
	const bytes = await sizeOf(solo);
	const logged = solo.databaseLog().length;
	await wayIn.setAhead(number * NEXT_ROUND_S);
	const from = performance.now();
	const deadline = from + SWEPT_WITHIN_MS;
	while ((await countDead(solo)) > 0 && performance.now() < deadline) await sleep(LOOK_MS);
	const to = performance.now();
	const { loopMs } = await wayIn.look();
	const durations = [...solo.databaseLog().slice(logged).matchAll(DELETED)].map(([, ms]) =>
		Number(ms),
	);
	await vacuum(solo);
	return {
		...{ from, to, seconds: (to - from) / 1000, bytes },
		left: await countDead(solo),
		heldMs: solo.engine === 'SQLite' ? loopMs : mostOf(durations),
	};
}

/** Nothing logged at all means that nothing was seen. */
const mostOf = (durations: readonly number[]) =>
	durations.length === 0 ? NaN : Math.max(...durations);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function countDead({ query }: Solo): Promise<number> {
	const parts = TABLES.map(
		(table) => `(select count(*) from ${table} where id between 'dead-' and 'dead-~')`,
	);
	const [row] = await query<{ count: string | number }>(`select ${parts.join(' + ')} as count`);
	return Number(row?.count);
}

/**
 * What Postgres does by itself in the minutes that lie between two rounds, and SQLite need not. It takes two: pages of an
 * index are free only when no transaction is left that may have seen them.
 */
async function vacuum({ engine, query }: Solo): Promise<void> {
	if (engine === 'SQLite') return;
	for (let turn = 1; turn <= 2; turn += 1) {
		for (const table of TABLES) await query(`vacuum ${table}`);
		await sleep(VACUUM_PAUSE_MS);
	}
}

/** What the tables take up, in bytes or pages. */
async function sizeOf({ engine, query }: Solo): Promise<number> {
	if (engine === 'SQLite') {
		const [row] = await query<{ page_count: number }>('pragma page_count');
		return row?.page_count ?? NaN;
	}
	const parts = TABLES.map((table) => `pg_total_relation_size('${table}')`);
	const [row] = await query<{ bytes: string }>(`select ${parts.join(' + ')} as bytes`);
	return Number(row?.bytes);
}

async function addUsers({ engine, query }: Solo): Promise<void> {
	await query(`insert into "user" (id, email, created_at)
		${seriesOf(engine, USERS)} select 'u' || i, 'u' || i || '@example.com', 0 from series`);
}

/** As many of each kind, dead for longer than any kind is kept. */
async function addDeadRows({ engine, query }: Solo, rows: number): Promise<void> {
	const name = engine === 'SQLite' ? 'lower(hex(randomblob(16)))' : `md5(random()::text || i)`;
	const day = 24 * 60 * 60 * 1000;
	const dead = String(Date.now() - 40 * day);
	const series = seriesOf(engine, Math.ceil(rows / TABLES.length));
	await query(`insert into session (token_hash, id, user_id, method, created_at, last_seen_at, expires_at)
		${series} select ${name}, 'dead-' || ${name}, 'u' || (1 + i % ${USERS}), 'password', 0, ${dead}, ${dead} from series`);
	await query(`insert into auth_request (id, purpose, type, email, starter_hash, link_hash, tries, link_target, life_seconds, sent_at, expires_at)
		${series} select 'dead-' || ${name}, 'sign_in', 'LINK_CODE', 'u' || i || '@example.com', ${name}, ${name}, 0, 'https://app.example.com', 600, ${dead}, ${dead} from series`);
	await query(`insert into security_event (id, at, name, outcome, user_id)
		${series} select 'dead-' || ${name}, ${String(Date.now() - 500 * day)}, 'signed_out', 'success', 'u' || (1 + i % ${USERS}) from series`);
}

/** Numbers from 1, as the beginning of a statement. */
const seriesOf = (engine: Engine, count: number) =>
	engine === 'SQLite'
		? `with recursive series (i) as (select 1 union all select i + 1 from series where i < ${count})`
		: `with series as (select generate_series(1, ${count}) as i)`;
