import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { startAskers } from '../journey/askers.ts';
import { describeWrong } from '../journey/ledger.ts';
import { openSlowSockets, type Slowness, type SlowSockets } from '../journey/slow-sockets.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { heldConnections } from '../stack/held-connections.ts';
import { openFilesOf } from '../stack/sampler.ts';
import { usageOf } from '../stack/usage.ts';

const CHECKS_PER_SECOND = 50;
const HONEST_MS = 500;
const GRACE_S = 5;
const REQUEST_TIMEOUT_S = 15;
/** Node lets a connection go that moved nothing for 30 s, the second time it looks. */
const CONNECTION_TIMEOUT_S = 2 * 30;
const WATCH_S = 75;

/** One way to be slow, and for how long it is put up with. */
interface Attack {
	readonly slowness: Slowness;
	readonly situation: string;
	readonly sockets: (isQuick: boolean) => number;
	readonly withinSeconds: number;
}

const many = (isQuick: boolean) => (isQuick ? 2000 : 5000);
const withinSeconds = REQUEST_TIMEOUT_S + GRACE_S;
const ATTACKS: readonly Attack[] = [
	{ slowness: 'headers', situation: 'a header every 3 s', sockets: many, withinSeconds },
	{ slowness: 'body', situation: 'a byte of a body every 3 s', sockets: many, withinSeconds },
	{ slowness: 'silence', situation: 'nothing at all', sockets: many, withinSeconds },
	{
		slowness: 'reading',
		situation: '2 MiB of questions, no answer read',
		// Each holds megabytes of the system's memory.
		sockets: () => 20,
		withinSeconds: CONNECTION_TIMEOUT_S + GRACE_S,
	},
];

/** R19: whoever is slow is let go, and nobody else notices. */
export const slowClients: Experiment = {
	id: 'R19',
	title: 'Thousands of connections that send or read too slowly',
	async run(conditions, report) {
		await using fleet = await startFleet({ replicas: 1, settings: { LOG_LEVEL: 'error' } });
		for (const attack of ATTACKS) report(await suffer(fleet, attack, conditions));
	},
};

async function suffer(
	{ replicas, mail }: Fleet,
	attack: Attack,
	{ isQuick }: Conditions,
): Promise<Row> {
	const [replica] = replicas;
	const pid = replica?.pid();
	const port = replica?.port ?? 0;
	await using askers = await startAskers(port, mail, CHECKS_PER_SECOND);
	await sleep(1);
	const [memory, files] = [usageOf(pid).memory, openFilesOf(pid)];
	const count = attack.sockets(isQuick);
	using slow = await openSlowSockets(port, count, attack.slowness);
	const from = performance.now();
	await sleep(1);
	const most = countHeld(slow, port);
	let released = NaN;
	while (Number.isNaN(released) && performance.now() - from < WATCH_S * 1000) {
		await sleep(0.5);
		if (countHeld(slow, port) === 0) released = (performance.now() - from) / 1000;
	}
	await askers.stop();
	const took = askers.ledger.all().map(({ tookMs }) => tookMs);
	return {
		situation: `${count} connections: ${attack.situation}`,
		measures: [
			{ what: 'open at the same time', value: most, atLeast: count / 2 },
			{ what: 'never taken', value: slow.refused(), atMost: 0 },
			{
				what: 'all let go after',
				value: released,
				unit: 's',
				atMost: attack.withinSeconds,
			},
			{ what: 'still held at the end', value: countHeld(slow, port), atMost: 0 },
			// Some of them are of those at work, who open another connection whenever an answer is not there yet.
			{ what: 'descriptors more than before', value: openFilesOf(pid) - files },
			{ what: 'memory gained', value: Math.round(usageOf(pid).memory - memory), unit: 'MiB' },
			{ what: 'checked requests', value: took.length, atLeast: CHECKS_PER_SECOND },
			{ what: 'failed', value: askers.ledger.wrong().length, atMost: 0 },
			{ what: 'p99 of the checked', value: percentile(took, 0.99), unit: 'ms', atMost: HONEST_MS },
		],
		remarks: describeWrong(askers.ledger.all()),
	};
}

/** Those at work have connections of their own, which are none of it; NaN where nobody tells. */
function countHeld({ ports }: SlowSockets, port: number): number {
	const held = heldConnections(port);
	return held === null ? NaN : [...ports].filter((each) => held.has(each)).length;
}

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
