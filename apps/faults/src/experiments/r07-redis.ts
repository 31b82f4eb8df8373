import { randomUUID } from 'node:crypto';
import { findRedis, type Redis } from '@postern/local-servers';
import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { createLedger, describeWrong } from '../journey/ledger.ts';
import { type Regulars, startRegulars } from '../journey/load.ts';
import { createVisitor } from '../journey/visitor.ts';
import { guessAtOneCode } from '../journey/guesses.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { createReplica, type Replica } from '../stack/replica.ts';

const REGULARS = 10;
const CALM_MS = 3000;
/** Until whoever asks Redis has noticed that it does not answer. */
const NOTICED_MS = 1500;
/** What one address may ask of routes that take codes, in a minute. */
const PER_MINUTE = 60;
const ASKED = 2 * PER_MINUTE;
const GUESSES = 60;
const TRIES = 5;
const ADDED_MS = 50;

/** A way to lose Redis, and to get it back. */
interface Outage {
	readonly situation: string;
	begin(redis: Redis, fleet: Fleet): unknown;
	end(redis: Redis, fleet: Fleet): unknown;
}

const OUTAGES: readonly Outage[] = [
	{ situation: 'killed', begin: (redis) => redis.kill(), end: (redis) => redis.restart() },
	{
		situation: 'frozen (SIGSTOP)',
		begin: (redis) => {
			redis.freeze();
		},
		end: (redis) => {
			redis.thaw();
		},
	},
	{
		situation: 'full (maxmemory, noeviction)',
		begin: (redis) => redis.ask('config', 'set', 'maxmemory', '1'),
		end: (redis) => redis.ask('config', 'set', 'maxmemory', '0'),
	},
	{
		situation: 'emptied',
		begin: (redis) => redis.ask('flushall'),
		end: (redis) => redis.ask('flushall'),
	},
	{
		situation: 'packets vanish',
		begin: (_redis, { redisRelay }) => redisRelay?.behave('swallow'),
		end: (_redis, { redisRelay }) => redisRelay?.behave('pass'),
	},
];

/** R7: Redis is away. It holds counters only, so nothing but precision may be lost. */
export const redisAway: Experiment = {
	id: 'R7',
	title: 'Redis killed, frozen, full, emptied and cut off, under load',
	async run(conditions, report) {
		if (findRedis() === null) {
			const why = 'this machine has neither redis-server nor valkey-server';
			report({ situation: 'Redis away', measures: [], skipped: why });
			return;
		}
		await using fleet = await startFleet({ hasRedis: true });
		// On the same machine at the same time: what both are slow at is not Redis' doing.
		const control = await createReplica({ ...fleet.settings, REDIS_URL: '' });
		try {
			await control.start();
			for (const outage of OUTAGES) report(await suffer(fleet, control, outage, conditions));
		} finally {
			await control.kill();
		}
	},
};

async function suffer(
	fleet: Fleet,
	control: Replica,
	outage: Outage,
	{ isQuick }: Conditions,
): Promise<Row> {
	const { redis, mail } = fleet;
	if (redis === null) throw new Error('There is no Redis.');
	const clients = fleet.replicas.map(({ port }) => createHttpClient(port));
	const [client = createHttpClient(control.port)] = clients;
	using controlClient = createHttpClient(control.port);
	await using regulars = await startRegulars(client, mail, REGULARS);
	await using others = await startRegulars(controlClient, mail, REGULARS);
	await sleep(CALM_MS);
	await outage.begin(redis, fleet);
	await sleep(NOTICED_MS);
	const noticed = performance.now();
	await sleep(isQuick ? 2 * CALM_MS : 5 * CALM_MS);
	const to = performance.now();
	const letThrough = await knock(clients);
	const { evaluated } = await guessAtOneCode(clients, mail, GUESSES);
	await outage.end(redis, fleet);
	await sleep(NOTICED_MS);
	for (const each of clients) each[Symbol.dispose]();
	const p99 = ({ ledger }: Regulars) =>
		percentile(
			ledger.within(noticed, to).map(({ tookMs }) => tookMs),
			0.99,
		);
	const entries = regulars.ledger.all();
	const ended = fleet.replicas.filter((replica) => !replica.isRunning());
	return {
		situation: outage.situation,
		measures: [
			{ what: 'requests of the signed-in', value: entries.length, atLeast: 50 },
			{ what: 'answered wrongly', value: regulars.ledger.wrong().length, atMost: 0 },
			{ what: 'p99 of a process without Redis', value: p99(others), unit: 'ms' },
			{
				what: 'p99 while away',
				value: p99(regulars),
				unit: 'ms',
				atMost: Math.round(p99(others) + ADDED_MS),
			},
			{ what: `let through of ${ASKED} from one address`, value: letThrough, atMost: PER_MINUTE },
			{ what: `evaluated of ${GUESSES} guesses`, value: evaluated, atMost: TRIES },
			{ what: 'processes ended', value: ended.length, atMost: 0 },
		],
		remarks: describeWrong(entries),
	};
}

/** One address asks a route that takes codes more often than it may, over all replicas. */
async function knock(clients: readonly HttpClient[]): Promise<number> {
	const [first] = clients;
	if (first === undefined) return NaN;
	const stranger = createVisitor(first, createLedger());
	const body = { authRequestId: randomUUID(), code: '000000' };
	let count = 0;
	for (let turn = 0; turn < ASKED; turn += clients.length) {
		const answers = clients.map((client) =>
			stranger.via(client).call('knock', 'POST', '/auth/passwordless/email/verify/code', { body }),
		);
		for (const { status } of await Promise.all(answers)) {
			count += Number(status !== 429 && status !== 503);
		}
	}
	return count;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
