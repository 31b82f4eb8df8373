import {
	type Conditions,
	type Experiment,
	type Measure,
	percentile,
	type Row,
} from '../experiment.ts';
import { startAskers } from '../journey/askers.ts';
import { describeAnswers, flood, type FloodOptions } from '../journey/flood.ts';
import { createHttpClient } from '../journey/http.ts';
import { register, signInByPassword } from '../journey/journeys.ts';
import { createLedger, type Ledger } from '../journey/ledger.ts';
import { startProbes } from '../journey/probes.ts';
import { createVisitor } from '../journey/visitor.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { usageOf } from '../stack/usage.ts';

const TIMES = 3;
const REGISTERED = 8;
/** More wait nowhere: a client that gets no answer opens no further connections for ever. */
const WAITING_MAX = 1000;
const WELL_SHARE = 0.8;
const LIVE_MS = 500;
const RECOVERED_S = 5;
/** Of a healthy process, on a machine that others use as well. */
const NORMAL_MS = 250;

/** Something to ask for too often, and what asks for it afterwards. */
interface Work {
	readonly situation: string;
	readonly flood: Pick<FloodOptions, 'kind' | 'emails' | 'cookies'>;
	/** How many at once keep the process busy, and no more. */
	readonly capacityAtOnce: number;
	/** Asks once, as one does on a quiet day. */
	normally(ledger: Ledger): Promise<unknown>;
}

/** R17: three times of what a process can do, and then quiet again. */
export const overload: Experiment = {
	id: 'R17',
	title: 'Three times the load that one process can take, and the time after it',
	async run(conditions, report) {
		// A process of its own for each: what one kind leaves behind is not the other's.
		for (const makeWork of [passwordWork, checkWork]) {
			await using fleet = await startFleet({ replicas: 1, settings: { LOG_LEVEL: 'error' } });
			report(await drown(fleet, await makeWork(fleet), conditions));
		}
	},
};

async function passwordWork({ replicas, mail }: Fleet): Promise<Work> {
	const client = createHttpClient(replicas[0]?.port ?? 0);
	const emails: string[] = [];
	for (let index = 0; index < REGISTERED; index += 1) {
		const visitor = createVisitor(client, createLedger());
		await register(visitor, mail);
		emails.push(visitor.email);
	}
	return {
		situation: 'sign-ins by password',
		flood: { kind: 'right password', emails },
		capacityAtOnce: 4,
		normally: (ledger) => signInByPassword(createVisitor(client, ledger, emails[0])),
	};
}

async function checkWork({ replicas, mail }: Fleet): Promise<Work> {
	const port = replicas[0]?.port ?? 0;
	const askers = await startAskers(port, mail, 1);
	await askers[Symbol.asyncDispose]();
	const client = createHttpClient(port);
	return {
		situation: 'GET /users/me',
		flood: { kind: 'who am I', cookies: askers.cookies },
		capacityAtOnce: 32,
		normally: (ledger) => {
			const visitor = createVisitor(client, ledger);
			visitor.takeCookies(askers.cookies[0] ?? '');
			return visitor.call('who am I', 'GET', '/users/me');
		},
	};
}

async function drown({ replicas }: Fleet, work: Work, { isQuick, tell }: Conditions): Promise<Row> {
	const [replica] = replicas;
	const port = replica?.port ?? 0;
	const base = { ...work.flood, port };
	const cpu = () => usageOf(replica?.pid()).cpuSeconds;
	const started = cpu();
	const measured = await flood({ ...base, seconds: isQuick ? 4 : 10, atOnce: work.capacityAtOnce });
	const { 200: atCapacity = 0 } = measured.answers;
	const capacity = atCapacity / measured.seconds;
	const calm = cpu() - started;
	const seconds = isQuick ? 10 : 60;
	tell(`capacity ${Math.round(capacity)} a second; now ${TIMES} times that for ${seconds} s`);
	await using probes = startProbes(port);
	const from = performance.now();
	const drowning = cpu();
	const perSecond = TIMES * capacity;
	const flooded = await flood({ ...base, seconds, atOnce: WAITING_MAX, perSecond });
	const over = performance.now();
	const busy = cpu() - drowning;
	const recovery = await recoveryOf(work);
	const { 200: good = 0, 429: limited = 0, 503: refused = 0 } = flooded.answers;
	return {
		situation: work.situation,
		measures: [
			{ what: 'capacity a second', value: Math.round(capacity), atLeast: 1 },
			{ what: 'wanted a second', value: Math.round((flooded.sent + flooded.unsent) / seconds) },
			{ what: 'sent a second', value: Math.round(flooded.sent / flooded.seconds) },
			{
				what: 'answered well, of the capacity',
				value: (good / flooded.seconds / capacity) * 100,
				unit: '%',
				atLeast: WELL_SHARE * 100,
			},
			// On a machine that others use as well these two tell more than a share of a second does.
			{
				what: 'processor time each, before',
				value: (calm * 1000) / atCapacity,
				unit: 'ms of a core',
			},
			{
				what: 'processor time each well answered',
				value: (busy * 1000) / good,
				unit: 'ms of a core',
			},
			{ what: 'turned away with 429 or 503', value: limited + refused },
			{ what: 'of these without Retry-After', value: flooded.withoutRetryAfter, atMost: 0 },
			{ what: 'other answers', value: flooded.sent - good - limited - refused, atMost: 0 },
			...livenessOf(probes.between(from, over).live),
			{ what: 'normal again after', value: recovery, unit: 's', atMost: RECOVERED_S },
			{ what: 'process ended', value: Number(!replica?.isRunning()), atMost: 0 },
		],
		remarks: [describeAnswers(flooded)],
	};
}

function livenessOf(
	live: ReturnType<ReturnType<typeof startProbes>['between']>['live'],
): Measure[] {
	const took = live.map(({ tookMs }) => tookMs);
	const others = live.filter(({ status }) => status !== 200);
	return [
		{ what: 'slowest liveness', value: percentile(took, 1), unit: 'ms', atMost: LIVE_MS },
		{ what: 'liveness other than 200', value: others.length, atMost: 0 },
	];
}

/** Seconds until twenty in a row were answered well and in time; NaN when that takes far too long. */
async function recoveryOf({ normally }: Work): Promise<number> {
	const IN_A_ROW = 20;
	const from = performance.now();
	let row = 0;
	while (row < IN_A_ROW) {
		const startedAt = performance.now();
		if (startedAt - from > 4 * RECOVERED_S * 1000) return NaN;
		const ledger = createLedger();
		await normally(ledger).catch(() => undefined);
		const [entry] = ledger.all();
		row = entry?.isRight && entry.tookMs <= NORMAL_MS ? row + 1 : 0;
	}
	return (performance.now() - from) / 1000;
}
