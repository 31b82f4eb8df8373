import { randomBytes } from 'node:crypto';
import type { Conditions, Experiment, Measure, Row } from '../experiment.ts';
import { guessAtOneCode } from '../journey/guesses.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { describeWrong, type Ledger } from '../journey/ledger.ts';
import { type Regulars, startLoad, startRegulars } from '../journey/load.ts';
import type { Promised } from '../journey/mail-requests.ts';
import {
	keepCodes,
	type KeptCode,
	keepLinks,
	type KeptLink,
	keepWrites,
	type KeptWrite,
	promiseMails,
	refusedCodes,
	refusedLinks,
	repeatedWrites,
} from '../journey/pledges.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { type PostOffice, startPostOffice } from '../stack/post-office.ts';
import { until } from '../stack/program.ts';
import { setUpOtherwise } from '../stack/rolling.ts';

const REGULARS = 6;
const CODES = 12;
const LINKS = 3;
const WRITES = 3;
const HELD = 6;
const GUESSES = 60;
const TRIES = 5;
/** As long as a sign-in mail that was put off may wait before it is tried again, and some more. */
const HELD_MS = 90_000;

/** R26: the key is replaced as docs/operations.md says, while people are at work. */
export const keyRotation: Experiment = {
	id: 'R26',
	title: 'SECRET_KEY replaced over three processes, one after another, under load',
	async run(conditions, report) {
		let isHolding = false;
		await using office = await startPostOffice({
			manners: (to) => (isHolding && to.startsWith('held') ? 'later' : 'take'),
		});
		let key = newKey();
		await using fleet = await startFleet({
			settings: { SECRET_KEY: key, SMTP_URL: office.url, STOP_DELAY_SECONDS: '1' },
		});
		const { port } = fleet.balancer;
		using client = createHttpClient(port);
		await using regulars = await startRegulars(client, office, REGULARS);
		const { perSecond } = conditions;
		await using load = await startLoad({ port, mail: office, perSecond });
		const clients = fleet.replicas.map((replica) => createHttpClient(replica.port));
		const stage: Stage = {
			...{ fleet, office, client, clients, regulars, load: load.ledger },
			hold: (whether) => (isHolding = whether),
		};
		for (let round = 1; round <= (conditions.isQuick ? 1 : 3); round += 1) {
			const next = newKey();
			const before = await pledge(stage);
			report(await bringIn(stage, before, { old: key, next }, conditions));
			report(await drop(stage, before, conditions));
			key = next;
		}
		for (const each of clients) each[Symbol.dispose]();
	},
};

const newKey = () => randomBytes(32).toString('base64');

interface Stage {
	readonly fleet: Fleet;
	readonly office: PostOffice;
	/** Of the balancer. */
	readonly client: HttpClient;
	/** Of each process. */
	readonly clients: readonly HttpClient[];
	readonly regulars: Regulars;
	readonly load: Ledger;
	/** Whether mails to those who are called `held` are put off. */
	hold(whether: boolean): void;
}

/** What was promised while only the old key was known. */
interface Pledges {
	/** Shown while some processes have the old key and some have both. */
	readonly early: readonly KeptCode[];
	/** Shown when all have both. */
	readonly late: readonly KeptCode[];
	/** Not shown before the old key is gone. */
	readonly overdue: readonly KeptCode[];
	readonly links: readonly KeptLink[];
	readonly overdueLinks: readonly KeptLink[];
	readonly writes: readonly KeptWrite[];
	/** Their mails wait, sealed with the old key. */
	readonly held: readonly Promised[];
}

async function pledge({ client, office, hold }: Stage): Promise<Pledges> {
	hold(true);
	return {
		early: await keepCodes(client, office, CODES),
		late: await keepCodes(client, office, CODES),
		overdue: await keepCodes(client, office, CODES),
		links: await keepLinks(client, office, LINKS),
		overdueLinks: await keepLinks(client, office, LINKS),
		writes: await keepWrites(client, office, WRITES),
		held: await promiseMails(
			client,
			HELD,
			() => `held${randomBytes(8).toString('hex')}@example.com`,
		),
	};
}

/** Names both keys in one process after another. */
async function bringIn(
	stage: Stage,
	{ early, late, links, writes, held }: Pledges,
	{ old, next }: { readonly old: string; readonly next: string },
	{ tell }: Conditions,
): Promise<Row> {
	const { fleet, office, client, clients, hold } = stage;
	const from = performance.now();
	const refused: number[] = [];
	let evaluated = NaN;
	tell('both keys are brought in');
	await setUpOtherwise(
		fleet.replicas,
		{ SECRET_KEY: next, SECRET_KEY_PREVIOUS: old },
		async (number) => {
			if (number > 0) return;
			// One process has both keys, two have the old one: what each mails, another takes.
			refused.push(await refusedCodes(early, clients));
			for (const [at, each] of clients.entries()) {
				const others = clients.filter((_, other) => other !== at);
				refused.push(await refusedCodes(await keepCodes(each, office, 2), others));
			}
			({ evaluated } = await guessAtOneCode(clients, office, GUESSES));
		},
	);
	refused.push(await refusedCodes(late, clients));
	hold(false);
	const missing = () => held.filter(({ email }) => !office.taken.some(({ to }) => to === email));
	await until('the mails that waited', () => missing().length === 0, HELD_MS).catch(
		() => undefined,
	);
	const arrived = held.filter((each) => !missing().includes(each));
	const waited: KeptCode[] = [];
	for (const each of arrived) waited.push({ ...each, code: await office.codeFor(each.email) });
	refused.push(await refusedCodes(waited, [client]));
	return {
		situation: 'from the old key to both, in one process after another',
		measures: [
			...(await whoIsOut(stage, from)),
			{ what: 'codes shown', value: 2 * CODES + 2 * clients.length + arrived.length },
			{ what: 'of these refused', value: sum(refused), atMost: 0 },
			{ what: `of ${LINKS} links refused`, value: await refusedLinks(links), atMost: 0 },
			{ what: `of ${HELD} mails that waited lost`, value: missing().length, atMost: 0 },
			{
				what: `of ${WRITES} writes sent again, done again`,
				value: await repeatedWrites(writes),
				atMost: 0,
			},
			{
				what: `of ${GUESSES} guesses at a code over old and new evaluated`,
				value: evaluated,
				atMost: TRIES,
				atLeast: 1,
			},
		],
		remarks: wrongSince(stage, from),
	};
}

/** Takes the old key away again, long before anybody should. */
async function drop(
	stage: Stage,
	{ overdue, overdueLinks }: Pledges,
	{ tell }: Conditions,
): Promise<Row> {
	const { fleet, office, client, clients } = stage;
	const from = performance.now();
	const [mixed, after] = [
		await keepCodes(client, office, CODES),
		await keepCodes(client, office, CODES),
	];
	const links = await keepLinks(client, office, LINKS);
	const writes = await keepWrites(client, office, WRITES);
	const refused: number[] = [];
	tell('the old key is dropped');
	await setUpOtherwise(fleet.replicas, { SECRET_KEY_PREVIOUS: '' }, async (number) => {
		if (number === 0) refused.push(await refusedCodes(mixed, clients));
	});
	refused.push(await refusedCodes(after, clients));
	const gone = await refusedCodes(overdue, clients);
	return {
		situation: 'the old key dropped, in one process after another',
		measures: [
			...(await whoIsOut(stage, from)),
			{ what: `of ${2 * CODES} codes mailed under both refused`, value: sum(refused), atMost: 0 },
			{
				what: `of ${2 * LINKS} links refused, of before as well`,
				value: (await refusedLinks(links)) + (await refusedLinks(overdueLinks)),
				atMost: 0,
			},
			{
				what: `of ${WRITES} writes sent again, done again`,
				value: await repeatedWrites(writes),
				atMost: 0,
			},
			{
				what: 'codes of the old key alone refused, as is documented',
				value: gone,
				atMost: CODES,
				atLeast: CODES,
			},
		],
		remarks: wrongSince(stage, from),
	};
}

async function whoIsOut({ regulars, load }: Stage, from: number): Promise<readonly Measure[]> {
	const { visitors, ledger } = regulars;
	const entries = [...ledger.all(), ...load.all()].filter(({ sentAt }) => sentAt >= from);
	const last = await Promise.all(
		visitors.map((each) => each.call('still me?', 'GET', '/users/me')),
	);
	return [
		{ what: 'requests meanwhile', value: entries.length, atLeast: 100 },
		{ what: 'failed', value: entries.filter(({ isRight }) => !isRight).length, atMost: 0 },
		{
			what: 'signed out',
			value: last.filter(({ status }) => status !== 200).length,
			atMost: 0,
		},
	];
}

const wrongSince = ({ regulars, load }: Stage, from: number) =>
	describeWrong([...regulars.ledger.all(), ...load.all()].filter(({ sentAt }) => sentAt >= from));

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
