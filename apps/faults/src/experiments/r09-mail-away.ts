import {
	type Conditions,
	type Experiment,
	type Measure,
	percentile,
	type Row,
} from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { createLedger, describeWrong, type Ledger } from '../journey/ledger.ts';
import { askForCode, canSignIn, type Promised } from '../journey/mail-requests.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { type PostOffice, startPostOffice } from '../stack/post-office.ts';
import { until } from '../stack/program.ts';
import { createReplica } from '../stack/replica.ts';
import { waitsBetween } from '../stack/waits.ts';

const REQUESTS = 500;
/** So many of them live for a minute only, and not until the mail server is back. */
const SHORT_LIVED = 100;
const SHORT_S = 60;
const DRAIN_S = 60;
const ADDED_MS = 20;
const SAMPLE = 20;
const LATER = 4;

/** R9: the mail server is away, and comes back. */
export const mailAway: Experiment = {
	id: 'R9',
	title: 'The mail server away for minutes while codes are asked for, and back',
	async run(conditions, report) {
		await using office = await startPostOffice();
		await using fleet = await startFleet({
			replicas: 1,
			settings: { SMTP_URL: office.url },
		});
		// Same machine, same time, own database, and a mail server that answers: what is slow for both is not the mail's doing.
		await fleet.postgres.createDatabase('control');
		const short = await createReplica({ ...fleet.settings, AUTH_REQUEST_SECONDS: String(SHORT_S) });
		const control = await createReplica({
			...fleet.settings,
			DATABASE_URL: fleet.postgres.url('control'),
			SMTP_URL: fleet.mail.url,
		});
		try {
			await Promise.all([short.start(), control.start()]);
			report(await suffer({ fleet, office, ports: [short.port, control.port] }, conditions));
		} finally {
			await Promise.all([short.kill(), control.kill()]);
		}
	},
};

interface Scene {
	readonly fleet: Fleet;
	readonly office: PostOffice;
	/** Of the process whose codes live for a minute, and of the one with a mail server. */
	readonly ports: readonly [short: number, control: number];
}

/** What was promised while the mail server was away, and how it went. */
interface Outage {
	readonly brief: readonly Promised[];
	readonly long: readonly Promised[];
	/** Only the last two are compared: they are asked at the same pace, by the same people. */
	readonly ledgers: Readonly<Record<'brief' | 'away' | 'there', Ledger>>;
	readonly seconds: number;
	readonly openedAt: number;
}

async function suffer(scene: Scene, conditions: Conditions): Promise<Row> {
	const { office } = scene;
	await office.close();
	const outage = await endure(scene, conditions);
	const { long } = outage;
	conditions.tell('the mail server is back');
	const isIn = ({ email }: Promised) => office.taken.some(({ to }) => to === email);
	await until('the mails', () => long.every(isIn), 2 * DRAIN_S * 1000).catch(() => undefined);
	// What would come twice would come now.
	await new Promise((resolve) => setTimeout(resolve, 5000));
	return {
		situation: `away for ${Math.round(outage.seconds)} s`,
		measures: [
			...(await whatLeft(scene, outage)),
			...whatItCost(outage),
			...backOff(scene.fleet.replicas[0]?.output() ?? ''),
		],
		remarks: describeWrong(Object.values(outage.ledgers).flatMap((ledger) => ledger.all())),
	};
}

async function endure(
	{ fleet, office, ports }: Scene,
	{ isQuick, tell }: Conditions,
): Promise<Outage> {
	using client = createHttpClient(fleet.replicas[0]?.port ?? 0);
	using short = createHttpClient(ports[0]);
	using control = createHttpClient(ports[1]);
	const wantedS = isQuick ? SHORT_S + 15 : 300;
	const closedAt = performance.now();
	const elapsed = () => (performance.now() - closedAt) / 1000;
	const ledgers = { brief: createLedger(), away: createLedger(), there: createLedger() };
	const brief = await askMany(short, SHORT_LIVED, 5, ledgers.brief);
	tell(`${REQUESTS} people ask for codes`);
	const left = wantedS - elapsed();
	const [long] = await Promise.all([
		askMany(client, REQUESTS - SHORT_LIVED, left, ledgers.away),
		askMany(control, REQUESTS - SHORT_LIVED, left, ledgers.there),
	]);
	await office.open();
	return { brief, long, ledgers, seconds: elapsed(), openedAt: performance.now() };
}

async function whatLeft(
	{ fleet, office }: Scene,
	{ brief, long, openedAt }: Outage,
): Promise<readonly Measure[]> {
	const people = new Set(office.taken.map(({ to }) => to));
	const isIn = ({ email }: Promised) => people.has(email);
	const states = await fleet.postgres.query<{ state: string; count: number }>(
		fleet.database,
		'select state, count(*)::int as count from outbox_mail group by state',
	);
	const inState = (...names: string[]) =>
		states.reduce((sum, { state, count }) => sum + (names.includes(state) ? count : 0), 0);
	const lastAt = Math.max(...office.taken.map(({ at }) => at));
	const expired = brief.length;
	return [
		{ what: 'codes asked for', value: brief.length + long.length, atLeast: REQUESTS },
		{ what: 'lost', value: long.filter((each) => !isIn(each)).length, atMost: 0 },
		{ what: 'arrived twice', value: office.taken.length - people.size, atMost: 0 },
		{ what: 'expired and sent all the same', value: brief.filter(isIn).length, atMost: 0 },
		{ what: 'marked as expired', value: inState('expired'), atLeast: expired, atMost: expired },
		{ what: 'still waiting or given up', value: inState('waiting', 'parked'), atMost: 0 },
		{ what: 'drained after', value: (lastAt - openedAt) / 1000, unit: 's', atMost: DRAIN_S },
		{
			what: `late codes of ${SAMPLE} that sign in`,
			value: await tryLate(office, long),
			atLeast: SAMPLE,
		},
	];
}

function whatItCost({ ledgers: { brief, away, there } }: Outage): readonly Measure[] {
	const share = (ledger: Ledger, part: number) =>
		percentile(
			ledger.all().map(({ tookMs }) => tookMs),
			part,
		);
	const unit = 'ms';
	const atMost = Math.round(share(there, 0.99)) + ADDED_MS;
	return [
		{ what: 'not acknowledged', value: [...brief.wrong(), ...away.wrong()].length, atMost: 0 },
		{ what: 'p50 of a process with a mail server', value: share(there, 0.5), unit },
		{ what: 'p50 while away', value: share(away, 0.5), unit },
		{ what: 'p99 of a process with a mail server', value: share(there, 0.99), unit },
		{ what: 'p99 while away', value: share(away, 0.99), unit, atMost },
	];
}

function backOff(log: string): readonly Measure[] {
	const waits = waitsBetween(log);
	return [
		{ what: 'median wait after the 1st attempt', value: waits(1), unit: 's' },
		{ what: `after the ${LATER}th`, value: waits(LATER), unit: 's', atLeast: 2 * waits(1) },
	];
}

/** Asks so often over so many seconds, one after the other. */
async function askMany(
	client: HttpClient,
	count: number,
	seconds: number,
	ledger: Ledger,
): Promise<Promised[]> {
	const asked: Promise<Promised | null>[] = [];
	for (let each = 0; each < count; each += 1) {
		asked.push(askForCode(client, ledger));
		await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / count));
	}
	return (await Promise.all(asked)).filter((each) => each !== null);
}

/** The last ones: their codes are good for a while yet. */
async function tryLate(office: PostOffice, asked: readonly Promised[]): Promise<number> {
	let good = 0;
	for (const each of asked.slice(-SAMPLE)) {
		const mail = office.taken.find(({ to }) => to === each.email);
		good += Number(await canSignIn(each, mail?.code));
	}
	return good;
}
