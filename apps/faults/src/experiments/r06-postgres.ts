import { type Experiment, percentile, type Row } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { describeWrong, type Entry } from '../journey/ledger.ts';
import { startRegulars } from '../journey/load.ts';
import { createVisitor } from '../journey/visitor.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { startProbes } from '../journey/probes.ts';

const REGULARS = 10;
const CALM_MS = 1500;
/** After a fault began, requests that were half done may still have got their answer from the database. */
const BEGINNING_MS = 100;
const GIVE_UP_MS = 20_000;

/** A way to lose Postgres, and to get it back. */
interface Outage {
	readonly situation: string;
	/** Postgres itself answers, to whoever gets a connection: readiness may say either. */
	readonly isReachable?: boolean;
	begin(fleet: Fleet): Promise<void> | void;
	end(fleet: Fleet): Promise<void> | void;
}

const OUTAGES: readonly Outage[] = [
	{
		situation: 'stopped at once (pg_ctl stop -m immediate)',
		begin: ({ postgres }) => postgres.stopAtOnce(),
		end: ({ postgres }) => postgres.start(),
	},
	{
		situation: 'frozen (SIGSTOP of every process)',
		begin: ({ postgres }) => {
			postgres.freeze();
		},
		end: ({ postgres }) => {
			postgres.thaw();
		},
	},
	{
		situation: 'connections cut and refused',
		begin: ({ postgresRelay }) => {
			postgresRelay.behave('refuse');
		},
		end: ({ postgresRelay }) => {
			postgresRelay.behave('pass');
		},
	},
	{
		situation: 'packets vanish, old connections never come back',
		begin: ({ postgresRelay }) => {
			postgresRelay.behave('swallow');
		},
		end: ({ postgresRelay }) => {
			postgresRelay.behave('pass');
		},
	},
];

/** R6: the database is away. Nobody is let in without it, nobody waits for long, and it all comes back. */
export const postgresAway: Experiment = {
	id: 'R6',
	title: 'Postgres stopped, frozen, cut off and locked, under load',
	async run({ isQuick, tell }, report) {
		await using fleet = await startFleet({ hasRedis: true });
		const awayMs = isQuick ? 6000 : 30_000;
		for (const outage of [...OUTAGES, await lockOf(fleet)]) {
			tell(`${outage.situation}, for ${String(awayMs / 1000)} s`);
			report(await suffer(fleet, outage, awayMs));
		}
	},
};

/** Somebody holds the table of sessions: every connection of every pool is soon busy with waiting. */
async function lockOf({ postgres, database }: Fleet): Promise<Outage> {
	const { default: pg } = await import('pg');
	const client = new pg.Client({ connectionString: postgres.url(database) });
	return {
		situation: 'pools exhausted by a lock on the sessions',
		isReachable: true,
		async begin() {
			await client.connect();
			await client.query('begin; lock table session in access exclusive mode');
		},
		end: () => client.end(),
	};
}

async function suffer(fleet: Fleet, outage: Outage, awayMs: number): Promise<Row> {
	const [replica] = fleet.replicas;
	if (replica === undefined) throw new Error('There is no replica.');
	const before = fleet.replicas.map(({ output }) => output().length);
	// Straight to one replica: a balancer would take it out of service, which is not what is asked here.
	using client = createHttpClient(replica.port);
	await using regulars = await startRegulars(client, fleet.mail, REGULARS);
	await using probes = startProbes(replica.port);
	await sleep(CALM_MS);
	await outage.begin(fleet);
	const from = performance.now() + BEGINNING_MS;
	await sleep(awayMs);
	const to = performance.now();
	await outage.end(fleet);
	const backAt = performance.now();
	const recoveredAt = await recovery(fleet, regulars.visitors[0]?.cookie() ?? '');
	await sleep(CALM_MS);
	const settledAt = performance.now();
	await sleep(CALM_MS);
	const { ledger } = regulars;
	const lost = await regulars.lost();
	const away = ledger.all().filter(({ sentAt }) => sentAt >= from && sentAt < to);
	const calm = ledger.within(settledAt, Infinity);
	const took = away.map(({ tookMs }) => tookMs);
	const isLetIn = ({ sentAt, tookMs, status }: Entry) =>
		status !== null && status < 300 && sentAt + tookMs < to;
	const { live, ready } = probes.between(from + CALM_MS * 2, to);
	const readiness = outage.isReachable === true ? {} : { atMost: 0 };
	const slowest = Math.max(0, ...live.map(({ tookMs }) => tookMs));
	return {
		situation: outage.situation,
		measures: [
			{ what: 'requests while away', value: away.length, atLeast: 50 },
			{ what: 'let in while away', value: away.filter(isLetIn).length, atMost: 0 },
			{ what: 'neither 503 nor answered later', value: away.filter(isOdd).length, atMost: 0 },
			{ what: 'answer p99', value: percentile(took, 0.99), unit: 'ms', atMost: 2000 },
			{ what: 'slowest answer', value: Math.max(0, ...took), unit: 'ms', atMost: 5000 },
			{ what: 'liveness not 200', value: live.filter((p) => p.status !== 200).length, atMost: 0 },
			{ what: 'slowest liveness', value: slowest, unit: 'ms', atMost: 1000 },
			{
				what: 'readiness not 503',
				value: ready.filter((p) => p.status !== 503).length,
				...readiness,
			},
			{ what: 'recovery', value: (recoveredAt - backAt) / 1000, unit: 's', atMost: 5 },
			{ what: 'acknowledged writes lost', value: lost, atMost: 0 },
			{ what: 'wrong once recovered', value: calm.filter((e) => !e.isRight).length, atMost: 0 },
			{
				what: 'processes ended',
				value: fleet.replicas.filter((r) => !r.isRunning()).length,
				atMost: 0,
			},
		],
		remarks: [
			...describeWrong(away),
			...describeWrong(calm).map((text) => `once recovered: ${text}`),
			...fatalLines(fleet, before),
		],
	};
}

/** A 503 is what we say; what began during the fault may also be answered rightly after it. */
function isOdd({ status, isRight }: Entry): boolean {
	return status !== 503 && !isRight;
}

/** When every replica lets somebody in again. */
async function recovery({ replicas }: Fleet, cookie: string): Promise<number> {
	const deadline = performance.now() + GIVE_UP_MS;
	const ofOne = async (port: number) => {
		using client = createHttpClient(port);
		const visitor = createVisitor(client, { add: () => undefined });
		visitor.takeCookies(cookie);
		while (performance.now() < deadline) {
			const { status } = await visitor.call('who am I', 'GET', '/users/me');
			if (status === 200) return performance.now();
			await sleep(20);
		}
		return NaN;
	};
	return Math.max(...(await Promise.all(replicas.map(({ port }) => ofOne(port)))));
}

function fatalLines({ replicas }: Fleet, before: readonly number[]): string[] {
	const printed = replicas.map(({ output }, index) => output().slice(before[index]));
	return printed.flatMap((text) => text.split('\n').filter((line) => line.includes('"fatal"')));
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
