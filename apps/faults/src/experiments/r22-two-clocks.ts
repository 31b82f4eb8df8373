import type { Conditions, Measure, Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { createLedger, describeWrong, type Ledger } from '../journey/ledger.ts';
import {
	askForCode,
	leaveRemains,
	type Remains,
	revivedOf,
	signedIn,
	useCode,
} from '../journey/remains.ts';
import { createVisitor, type Visitor } from '../journey/visitor.ts';
import { startFleet, type Fleet } from '../stack/fleet.ts';
import { createWayIn, type WayIn } from '../stack/inside.ts';
import { runProgram, until } from '../stack/program.ts';
import { createReplica, type Replica } from '../stack/replica.ts';

const FIVE_MINUTES_S = 300;
const APART_S = 2 * FIVE_MINUTES_S;
const LIFE_S = 3600;
const CODE_LIFE_S = 600;
/** So much before and after the times at which verdicts may differ. */
const ASIDE_S = 20;
/** A running process compares the clocks twice a minute. */
const SAID_WITHIN_MS = 45_000;
const SAYS_SO = /clock is [\d.]+ s (?:ahead of|behind)/;

/** On Postgres, which has a clock of its own, a process whose clock is off by half a minute does not start. */
export async function startsWithWrongClock(): Promise<Row> {
	await using fleet = await startFleet({ replicas: 1, settings: { LOG_LEVEL: 'info' } });
	let started = 0;
	let silent = 0;
	let doctorSatisfied = 0;
	for (const seconds of [FIVE_MINUTES_S, -FIVE_MINUTES_S]) {
		await using wayIn = await createWayIn();
		await wayIn.setAhead(seconds);
		const settings = { ...fleet.settings, ...wayIn.settings, API_PORT: '0' };
		const start = await runProgram('src/main.ts', settings, { withinMs: 10_000 });
		started += Number(start.code !== 1);
		silent += Number(!SAYS_SO.test(start.output + start.errors));
		const doctor = await runProgram('src/commands/doctor.ts', settings);
		doctorSatisfied += Number(doctor.code !== 1 || !SAYS_SO.test(doctor.output));
	}
	return {
		situation: 'Postgres: starts of a process whose clock is five minutes ahead, and behind',
		measures: [
			{ what: 'started', value: started, atMost: 0 },
			{ what: 'ended without saying why', value: silent, atMost: 0 },
			{ what: 'doctors that found nothing', value: doctorSatisfied, atMost: 0 },
		],
	};
}

/** One of two processes, with the clock that it goes by. */
interface Clocked {
	readonly replica: Replica;
	readonly wayIn: WayIn;
	readonly client: HttpClient;
	readonly offSeconds: number;
}

/** Two processes on one Postgres, set five minutes ahead and behind while they serve. */
export async function twoClocks({ tell }: Conditions): Promise<Row> {
	await using fleet = await startFleet({
		replicas: 0,
		settings: {
			...{ SESSION_IDLE_SECONDS: String(LIFE_S), SESSION_ABSOLUTE_SECONDS: String(LIFE_S) },
			AUTH_REQUEST_SECONDS: String(CODE_LIFE_S),
		},
	});
	await using stack = new AsyncDisposableStack();
	const processes: Clocked[] = [];
	for (const offSeconds of [FIVE_MINUTES_S, -FIVE_MINUTES_S]) {
		processes.push(await startClocked(stack, fleet, offSeconds));
	}
	const pids = processes.map(({ replica }) => replica.pid());
	await setAll(processes, 0);
	const said = processes.map(({ replica }) => hasSaidSo(replica));
	tell('ten minutes apart');
	const ledger = createLedger();
	const revived = await tryWhatIsOver(processes, fleet, ledger);
	const lives = await compareVerdicts(processes, fleet, ledger);
	const silent = (await Promise.all(said)).filter((hasSaid) => !hasSaid).length;
	for (const { wayIn } of processes) await wayIn.setAhead(0);
	const revivedWhenRight = await revived.again();
	const ended = processes.filter(({ replica }, index) => replica.pid() !== pids[index]).length;
	const failed = ledger.wrong();
	return {
		situation: 'Postgres: one process five minutes ahead, one behind',
		measures: [
			{ what: 'ended or used at one, good at the other', value: revived.count, atMost: 0 },
			{ what: 'good again once the clocks were right', value: revivedWhenRight, atMost: 0 },
			...lives,
			{ what: 'processes that did not say so', value: silent, atMost: 0 },
			{
				what: 'answers of 5xx, or none',
				value: failed.filter(({ status }) => status === null || status >= 500).length,
				atMost: 0,
			},
			{ what: 'processes ended', value: ended, atMost: 0 },
		],
		remarks: describeWrong(failed),
	};
}

async function startClocked(
	stack: AsyncDisposableStack,
	fleet: Fleet,
	offSeconds: number,
): Promise<Clocked> {
	const wayIn = stack.use(await createWayIn());
	const replica = await createReplica({ ...fleet.settings, ...wayIn.settings });
	stack.defer(() => replica.kill());
	wayIn.leadsTo(replica);
	await replica.start();
	return { replica, wayIn, offSeconds, client: stack.use(createHttpClient(replica.port)) };
}

/** So many seconds from now, by both clocks; they stay as far apart as they are. */
async function setAll(processes: readonly Clocked[], later: number): Promise<void> {
	for (const { wayIn, offSeconds } of processes) await wayIn.setAhead(later + offSeconds);
}

const hasSaidSo = ({ output }: Replica): Promise<boolean> =>
	until('a word about the clock', () => SAYS_SO.test(output()), SAID_WITHIN_MS).then(
		() => true,
		() => false,
	);

/** What was ended at one process is tried at both, now and again later. */
async function tryWhatIsOver(
	processes: readonly Clocked[],
	{ mail }: Fleet,
	ledger: Ledger,
): Promise<{ readonly count: number; again(): Promise<number> }> {
	const remains: Remains[] = [];
	for (const { client } of processes) remains.push(await leaveRemains(client, mail, ledger));
	const again = async () => {
		let count = 0;
		for (const { client } of processes) count += await revivedOf(client, remains, ledger);
		return count;
	};
	return { count: await again(), again };
}

/** Every session and code of each process, asked for at both, just before verdicts may differ and just after. */
async function compareVerdicts(
	processes: readonly Clocked[],
	{ mail }: Fleet,
	ledger: Ledger,
): Promise<Measure[]> {
	const people: Visitor[] = [];
	const codes = [];
	for (const { client } of processes) {
		people.push(await signedIn(client, mail, ledger));
		for (const askedAt of processes) {
			const asker = createVisitor(client, ledger);
			codes.push({ askedAt, asker, asked: await askForCode(asker, mail) });
		}
	}
	const accepted = async () => {
		let count = 0;
		for (const { client } of processes) {
			for (const person of people) {
				const { status } = await person.via(client).call('who am I', 'GET', '/users/me', {
					expect: { status: 200 },
				});
				count += Number(status === 200);
			}
		}
		return count;
	};
	const all = people.length * processes.length;
	const atOnce = await accepted();
	await setAll(processes, LIFE_S - APART_S - ASIDE_S);
	const before = await accepted();
	await setAll(processes, CODE_LIFE_S + APART_S + ASIDE_S);
	let lateCodes = 0;
	for (const { asker, asked, askedAt } of codes) {
		lateCodes += Number((await useCode(asker.via(askedAt.client), asked)).status === 200);
	}
	await setAll(processes, LIFE_S + APART_S + ASIDE_S);
	const after = await accepted();
	return [
		{ what: 'looks with a session of one at both', value: 3 * all, atLeast: all },
		{ what: 'good sessions refused at once', value: all - atOnce, atMost: 0 },
		{ what: 'refused earlier than by the ten minutes', value: all - before, atMost: 0 },
		{ what: 'good later than by the ten minutes', value: after, atMost: 0 },
		{ what: 'codes good later than by the ten minutes', value: lateCodes, atMost: 0 },
	];
}
