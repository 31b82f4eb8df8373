import {
	type Conditions,
	type Experiment,
	type Measure,
	percentile,
	type Row,
} from '../experiment.ts';
import { type Askers, startAskers } from '../journey/askers.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { register, signInByPassword } from '../journey/journeys.ts';
import { createLedger, describeWrong, type Entry, type Ledger } from '../journey/ledger.ts';
import { askForCode, canSignIn, type Promised } from '../journey/mail-requests.ts';
import { startProbes } from '../journey/probes.ts';
import { createVisitor, type Visitor } from '../journey/visitor.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import {
	type MailHost,
	startSilentSmtp,
	startSlowMailApi,
	startSlowSmtp,
} from '../stack/mail-hosts.ts';
import { until } from '../stack/program.ts';

const WAITING = 50;
const CHECKS_PER_SECOND = 50;
const SIGN_IN_EVERY_MS = 250;
const REGISTERED = 4;
/** A process has four mails in hand for the first time, and two again. */
const IN_HAND = 6;
const ADDED_MS = 20;
/** The best of few and slow: their p99 is the slowest of some dozens, each of which takes a hash. */
const ADDED_TO_SIGN_IN_MS = 100;
const ARRIVE_MS = 120_000;
const LOOK_EVERY_MS = 500;
/** Nobody may hold a connection to the database while they wait for somebody else. */
const HELD = `select count(*)::int as count from pg_stat_activity where state = 'idle in transaction'
	and now() - state_change > interval '1 second'`;

/** R20: whoever sends the mails is slow or says nothing, and only those wait who wait for mail. */
export const slowMail: Experiment = {
	id: 'R20',
	title: '50 sign-ins wait for a mail server that answers after 30 s or never',
	async run(conditions, report) {
		for (const start of [startSlowSmtp, startSilentSmtp, startSlowMailApi]) {
			await using host = await start();
			await using fleet = await startFleet({
				replicas: 1,
				settings: { ...host.settings, RATE_LIMIT_CREDENTIALS_PER_MINUTE: '100000' },
			});
			report(await suffer({ fleet, host }, conditions));
		}
	},
};

interface Stage {
	readonly fleet: Fleet;
	readonly host: MailHost;
}

/** What was seen of the same load, with a mail server that is well, and with one that is not. */
export interface Phase {
	readonly checks: readonly Entry[];
	readonly signIns: readonly Entry[];
	readonly asks: readonly Entry[];
	readonly promised: readonly Promised[];
}

async function suffer({ fleet, host }: Stage, { isQuick, tell }: Conditions): Promise<Row> {
	const port = fleet.replicas[0]?.port ?? 0;
	const mail = { ...fleet.mail, codeFor: host.codeFor };
	using client = createHttpClient(port);
	const people = await registerPeople(client, host);
	await using askers = await startAskers(port, mail, CHECKS_PER_SECOND);
	await using probes = startProbes(port);
	await using held = watchTransactions(fleet);
	const [well, ill]: [Phase[], Phase[]] = [[], []];
	const from = performance.now();
	let lost = 0;
	for (let round = 1; round <= (isQuick ? 1 : 4); round += 1) {
		const seconds = isQuick ? 8 : 30;
		well.push(await live(client, people, askers, seconds));
		lost += await missing(host, well);
		host.suffer(true);
		ill.push(await live(client, people, askers, seconds));
		host.suffer(false);
		tell(`round ${round}: the mails may leave`);
		lost += await missing(host, ill);
	}
	const late = ill.flatMap(({ promised }) => promised).slice(-20);
	const good: boolean[] = [];
	for (const each of late) good.push(await canSignIn(each, await host.codeFor(each.email)));
	const { live: alive, ready } = probes.between(from, Infinity);
	const all = [...well, ...ill].flatMap(entriesOf);
	return {
		situation: host.name,
		measures: [
			...compare('GET /users/me', well, ill, (phase) => phase.checks, ADDED_MS),
			...compare('sign-in by password', well, ill, (phase) => phase.signIns, ADDED_TO_SIGN_IN_MS),
			...compare('asking for a code', well, ill, (phase) => phase.asks),
			{ what: 'not answered rightly', value: all.filter((e) => !e.isRight).length, atMost: 0 },
			{
				what: 'health looks without 200',
				value: [...alive, ...ready].filter(({ status }) => status !== 200).length,
				atMost: 0,
			},
			{ what: 'transactions left open over a second', value: held.most(), atMost: 0 },
			...inHand(host),
			{ what: 'mails lost', value: lost, atMost: 0 },
			{
				what: `late codes of ${late.length} refused`,
				value: good.filter((g) => !g).length,
				atMost: 0,
			},
		],
		remarks: describeWrong(all),
	};
}

async function registerPeople(client: HttpClient, mail: MailHost): Promise<Visitor[]> {
	const people: Visitor[] = [];
	for (let each = 0; each < REGISTERED; each += 1) {
		const visitor = createVisitor(client, createLedger());
		await register(visitor, mail);
		people.push(visitor);
	}
	return people;
}

/** Fifty ask for codes at once; beside them people sign in by password, and those who are signed in ask who they are. */
async function live(
	client: HttpClient,
	people: readonly Visitor[],
	askers: Askers,
	seconds: number,
): Promise<Phase> {
	const [asks, signIns] = [createLedger(), createLedger()];
	const from = performance.now();
	const asking = Array.from({ length: WAITING }, () => askForCode(client, asks));
	await signInForAWhile(client, people, signIns, seconds);
	const promised = (await Promise.all(asking)).filter((each) => each !== null);
	return {
		checks: askers.ledger.within(from, performance.now()),
		...{ signIns: [...signIns.all()], asks: [...asks.all()], promised },
	};
}

async function signInForAWhile(
	client: HttpClient,
	people: readonly Visitor[],
	ledger: Ledger,
	seconds: number,
): Promise<void> {
	const under: Promise<void>[] = [];
	const times = (seconds * 1000) / SIGN_IN_EVERY_MS;
	for (let turn = 0; turn < times; turn += 1) {
		const person = people[turn % people.length];
		if (person === undefined) break;
		// A browser that the account knows: nobody is told of it.
		const visitor = createVisitor(client, ledger, person.email);
		visitor.takeCookies(person.cookie());
		under.push(signInByPassword(visitor).catch(() => undefined));
		await new Promise((resolve) => setTimeout(resolve, SIGN_IN_EVERY_MS));
	}
	await Promise.all(under);
}

/** How many of the mails that were promised have not come, after all the time they may take. */
async function missing(host: MailHost, phases: readonly Phase[]): Promise<number> {
	const promised = phases.at(-1)?.promised ?? [];
	const out = () => promised.filter(({ email }) => !host.has(email)).length;
	await until('the mails', () => out() === 0, ARRIVE_MS).catch(() => undefined);
	return WAITING - promised.length + out();
}

const inHand = ({ mostWaiting }: MailHost): Measure[] =>
	mostWaiting === undefined
		? []
		: [{ what: 'mails in hand at once', value: mostWaiting(), atMost: IN_HAND }];

function watchTransactions({ postgres, database }: Fleet) {
	const counts: number[] = [];
	const look = async () => {
		const [row] = await postgres.query<{ count: number }>(database, HELD);
		counts.push(row?.count ?? NaN);
	};
	let looking = Promise.resolve();
	const timer = setInterval(() => {
		looking = looking.then(look);
	}, LOOK_EVERY_MS);
	return {
		most: () => Math.max(...counts),
		async [Symbol.asyncDispose]() {
			clearInterval(timer);
			await looking;
		},
	};
}

/** The same figure of both; the second within the first and so much more, where that is a criterion. */
export function compare(
	what: string,
	well: readonly Phase[],
	ill: readonly Phase[],
	entries: (phase: Phase) => readonly Entry[],
	addedMs?: number,
): Measure[] {
	const share = (phases: readonly Phase[], part: number) =>
		percentile(
			phases.flatMap(entries).map(({ tookMs }) => tookMs),
			part,
		);
	const [before, meanwhile] = [share(well, 0.99), share(ill, 0.99)];
	const unit = 'ms';
	return [
		{ what: `${what}, requests`, value: ill.flatMap(entries).length, atLeast: 10 },
		{ what: 'p50 with mails that leave', value: share(well, 0.5), unit },
		{ what: 'p50 while they do not', value: share(ill, 0.5), unit },
		{ what: 'p99 with mails that leave', value: before, unit },
		{
			...{ what: 'p99 while they do not', value: meanwhile, unit },
			...(addedMs !== undefined && { atMost: Math.round(before) + addedMs }),
		},
	];
}

const entriesOf = ({ checks, signIns, asks }: Phase) => [...checks, ...signIns, ...asks];
