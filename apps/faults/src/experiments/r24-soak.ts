import {
	type Conditions,
	type Experiment,
	type Measure,
	percentile,
	type Row,
} from '../experiment.ts';
import { describeWrong, type Ledger } from '../journey/ledger.ts';
import { type Load, startLoad } from '../journey/load.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { createWayIn, type Inside, type WayIn } from '../stack/inside.ts';
import { createReplica, type Replica } from '../stack/replica.ts';
import { openFilesOf } from '../stack/sampler.ts';
import { usageOf } from '../stack/usage.ts';

const MIB = 1024 * 1024;
const MINUTE_S = 60;
const SHARE = 0.6;
/** More people than can be served at once: they ask again as soon as they have an answer. */
const CROWD_PER_SECOND = 1500;
const SAMPLE_MS = 5000;
/** Connections that nobody uses any more are closed by then, and mails have left. */
const SETTLE_MS = 8000;

interface Length {
	readonly measureS: number;
	readonly seconds: number;
	/** What comes before is warming up. */
	readonly warmS: number;
	/** Of what stays after a collection, in MiB a minute. */
	readonly heapSlopeMax: number;
	/** Of all that the system has given; short runs do not tell. */
	readonly memorySlopeMax?: number;
}

const QUICK: Length = { measureS: 8, seconds: 120, warmS: 45, heapSlopeMax: 1.5 };
const FULL: Length = {
	...{ measureS: 20, seconds: 30 * MINUTE_S, warmS: 10 * MINUTE_S },
	...{ heapSlopeMax: 0.3, memorySlopeMax: 1 },
};

/** R24: at work for long, and nothing grows. */
export const soak: Experiment = {
	id: 'R24',
	title: 'A soak at 60 % of what a process can do',
	async run(conditions, report) {
		await using fleet = await startFleet({
			...{ replicas: 0, hasRedis: true },
			settings: { LOG_LEVEL: 'info' },
		});
		await using wayIn = await createWayIn();
		const replica = await createReplica({ ...fleet.settings, ...wayIn.settings });
		wayIn.leadsTo(replica);
		await replica.start();
		try {
			report(await stay({ fleet, wayIn, replica }, conditions));
		} finally {
			await replica.kill();
		}
	},
};

interface Stand {
	readonly fleet: Fleet;
	readonly wayIn: WayIn;
	readonly replica: Replica;
}

async function stay(stand: Stand, { isQuick, tell }: Conditions): Promise<Row> {
	const length = isQuick ? QUICK : FULL;
	const pid = stand.replica.pid();
	const capacity = await measureCapacity(stand, length.measureS);
	const perSecond = Math.round(SHARE * capacity);
	tell(`capacity ${Math.round(capacity)} a second; now ${perSecond} for ${length.seconds} s`);
	const idle = await settle(stand);
	const load = await start(stand, perSecond);
	const samples = await sample(stand, length);
	await load[Symbol.asyncDispose]();
	const idleAgain = await settle(stand);
	const failed = load.ledger.wrong();
	return {
		situation: `${perSecond} requests a second for ${length.seconds / MINUTE_S} min, Postgres and Redis`,
		measures: [
			{ what: 'capacity a second', value: Math.round(capacity), atLeast: 1 },
			...answersOf(load.ledger, length),
			...slopesOf(samples, length),
			...grown(idle, idleAgain),
			{ what: 'process ended', value: Number(stand.replica.pid() !== pid), atMost: 0 },
		],
		remarks: [...describeWrong(failed), describeResources(idle.inside, idleAgain.inside)],
	};
}

function answersOf(ledger: Ledger, { seconds }: Length): Measure[] {
	const took = ledger.all().map(({ tookMs }) => tookMs);
	const failed = ledger.wrong();
	const byServer = failed.filter(({ status }) => status === null || status >= 500).length;
	return [
		{ what: 'requests', value: took.length, atLeast: seconds },
		{ what: 'p99', value: percentile(took, 0.99), unit: 'ms' },
		{ what: 'answers of 5xx, or none', value: byServer, atMost: 0 },
		{ what: 'other wrong answers', value: failed.length - byServer, atMost: 0 },
	];
}

function slopesOf(samples: readonly Sample[], length: Length): Measure[] {
	const late = samples.filter(({ atS }) => atS >= length.warmS);
	const slope = (of: (each: Sample) => number) =>
		slopeOf(late.map((each) => [each.atS / MINUTE_S, of(each)]));
	return [
		{ what: 'memory at the end', value: Math.round(late.at(-1)?.memory ?? NaN), unit: 'MiB' },
		{
			what: 'memory gained a minute',
			value: slope(({ memory }) => memory),
			unit: 'MiB',
			...(length.memorySlopeMax !== undefined && { atMost: length.memorySlopeMax }),
		},
		{
			what: 'the same of what is still needed',
			value: slope(({ heap }) => heap),
			unit: 'MiB',
			atMost: length.heapSlopeMax,
		},
		{
			what: 'connections to Postgres, at most',
			value: Math.max(...late.map(({ connections }) => connections)),
			atMost: POOL,
		},
	];
}

/** DATABASE_CONNECTIONS_MAX, and the one that listens for news. */
const POOL = 11;

const start = ({ fleet, replica }: Stand, perSecond: number): Promise<Load> =>
	startLoad({ port: replica.port, mail: fleet.mail, perSecond });

/** Right answers a second with more people than it can serve. */
async function measureCapacity(stand: Stand, seconds: number): Promise<number> {
	await using load = await start(stand, CROWD_PER_SECOND);
	// What comes first is compiled first.
	await sleep((seconds * 1000) / 2);
	const from = performance.now();
	await sleep(seconds * 1000);
	const right = load.ledger.within(from, performance.now()).filter(({ isRight }) => isRight);
	return right.length / seconds;
}

interface Settled {
	readonly files: number;
	readonly connections: number;
	readonly inside: Inside;
}

/** How it stands when nobody asks for anything. */
async function settle({ fleet, wayIn, replica }: Stand): Promise<Settled> {
	await sleep(SETTLE_MS);
	const inside = await wayIn.look();
	return { inside, files: openFilesOf(replica.pid()), connections: await countConnections(fleet) };
}

interface Sample {
	readonly atS: number;
	/** In MiB. */
	readonly memory: number;
	/** The same of what a collection leaves. */
	readonly heap: number;
	readonly connections: number;
}

async function sample({ fleet, wayIn, replica }: Stand, { seconds }: Length): Promise<Sample[]> {
	const samples: Sample[] = [];
	const from = performance.now();
	for (let atS = 0; atS < seconds; atS = (performance.now() - from) / 1000) {
		await sleep(SAMPLE_MS);
		const { memory } = usageOf(replica.pid());
		const heap = (await wayIn.look()).heapBytes / MIB;
		samples.push({ atS, memory, heap, connections: await countConnections(fleet) });
	}
	return samples;
}

async function countConnections({ postgres, database }: Fleet): Promise<number> {
	const text = `select count(*) as count from pg_stat_activity
		where datname = '${database}' and pid <> pg_backend_pid()`;
	const [row] = await postgres.query<{ count: string }>(database, text);
	return Number(row?.count);
}

/** What there is more of once all is quiet again than there was before. */
function grown(before: Settled, after: Settled): Measure[] {
	const count = ({ inside }: Settled) =>
		Object.values(inside.resources).reduce((sum, each) => sum + each, 0);
	return [
		{ what: 'open files more than before', value: after.files - before.files, atMost: 0 },
		{ what: 'timers and handles more', value: count(after) - count(before), atMost: 0 },
		{
			what: 'connections to Postgres more',
			value: after.connections - before.connections,
			atMost: 0,
		},
	];
}

const describeResources = ({ resources: before }: Inside, { resources: after }: Inside): string =>
	`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`;

/** The slope of the straight line that is nearest to the points; NaN for fewer than two. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
	const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
	const [x, y] = [mean(0), mean(1)];
	const rise = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
	return rise / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
