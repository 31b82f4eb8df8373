import { randomInt } from 'node:crypto';
import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { askForCode, type Promised } from '../journey/mail-requests.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { type Manners, type PostOffice, startPostOffice } from '../stack/post-office.ts';
import { until } from '../stack/program.ts';
import type { Replica } from '../stack/replica.ts';

/** So long the mail server thinks over each, so that a death finds mails under way. */
const DWELL_MS = 60;
const KILL_WITHIN_MS = 600;
/** A lease is a minute; what a dead process held is another's then. */
const LEASE_S = 60;
const CLOSE_EVERY = 10;

/** What is asked for, and what came of it. */
interface Round {
	readonly situation: string;
	readonly promised: readonly Promised[];
	/** How often something happened after which a mail may come twice. */
	readonly mayDouble: number;
	readonly facts?: Row['measures'];
}

/** R10: who sends mails dies over it, or the mail server lets go at the worst moment. */
export const mailWorkerKilled: Experiment = {
	id: 'R10',
	title: 'kill -9 of who sends the mails, and a mail server that lets go before and after its 250',
	async run(conditions, report) {
		let manners: (to: string) => Manners = () => 'take';
		await using office = await startPostOffice({ manners: (to) => manners(to), dwellMs: DWELL_MS });
		await using fleet = await startFleet({
			replicas: 2,
			settings: { SMTP_URL: office.url, LOG_LEVEL: 'error' },
		});
		const { replicas } = fleet;
		const count = conditions.isQuick ? 200 : 2000;
		const calm = await askAll(replicas, count);
		report(await judge(fleet, office, { situation: 'two workers', promised: calm, mayDouble: 0 }));
		for (const [kind, situation] of [
			['close-before', 'the mail server lets go before it has taken a mail'],
			['close-after', 'it lets go when it has, without its 250'],
		] as const) {
			const closing = closeSome(kind);
			manners = closing.manners;
			const promised = await askAll(replicas, count / 4);
			await settled(fleet);
			const mayDouble = kind === 'close-after' ? closing.count() : 0;
			const facts = [{ what: 'connections let go', value: closing.count(), atLeast: 1 }];
			report(await judge(fleet, office, { situation, promised, mayDouble, facts }));
		}
		manners = () => 'take';
		report(await judge(fleet, office, await killMany(replicas, conditions, count)));
	},
};

/** Every tenth person's first mail ends with a cut. */
function closeSome(kind: Manners) {
	const seen = new Set<string>();
	let count = 0;
	const manners = (to: string): Manners => {
		if (seen.has(to)) return 'take';
		seen.add(to);
		if (seen.size % CLOSE_EVERY !== 0) return 'take';
		count += 1;
		return kind;
	};
	return { manners, count: () => count };
}

/** Asks for codes at both, ten at a time. */
async function askAll(replicas: readonly Replica[], count: number): Promise<Promised[]> {
	const clients = replicas.map(({ port }) => createHttpClient(port));
	const promised: Promised[] = [];
	const AT_ONCE = 10;
	for (let asked = 0; asked < count; asked += AT_ONCE) {
		const asking = clients.flatMap((client) =>
			Array.from({ length: AT_ONCE / clients.length }, () => askForCode(client)),
		);
		promised.push(...(await Promise.all(asking)).filter((each) => each !== null));
	}
	for (const client of clients) client[Symbol.dispose]();
	return promised;
}

async function killMany(
	replicas: readonly Replica[],
	{ isQuick, tell }: Conditions,
	count: number,
): Promise<Round> {
	const kills = isQuick ? 6 : 100;
	const promised: Promised[] = [];
	const starts: number[] = [];
	for (let round = 0; round < kills; round += 1) {
		const victim = replicas[round % replicas.length];
		if (victim === undefined) continue;
		const asking = askAll([victim], count / kills);
		await new Promise((resolve) => setTimeout(resolve, randomInt(KILL_WITHIN_MS)));
		await victim.kill();
		// Whoever asked and got no answer was promised nothing.
		promised.push(...(await asking));
		const from = performance.now();
		await victim.start();
		starts.push((performance.now() - from) / 1000);
		if (round % 10 === 9) tell(`${round + 1} deaths`);
	}
	const facts = [
		{ what: 'deaths', value: kills },
		{ what: 'restart p95', value: percentile(starts, 0.95), unit: 's' },
	];
	return { situation: `kill -9, ${kills} times`, promised, mayDouble: kills, facts };
}

/** Waits until no mail waits any more, or for longer than a lease. */
async function settled({ postgres, database }: Fleet): Promise<void> {
	const isSettled = async () => {
		const [row] = await postgres.query<{ count: number }>(
			database,
			"select count(*)::int as count from outbox_mail where state = 'waiting'",
		);
		return row?.count === 0;
	};
	await until('the mails', isSettled, (2 * LEASE_S + 30) * 1000).catch(() => undefined);
}

async function judge(fleet: Fleet, office: PostOffice, round: Round): Promise<Row> {
	const { situation, promised, mayDouble, facts = [] } = round;
	await settled(fleet);
	const counts = promised.map(({ email }) => {
		const mails = office.taken.filter(({ to }) => to === email);
		return { mails: mails.length, ids: new Set(mails.map(({ messageId }) => messageId)).size };
	});
	return {
		situation,
		measures: [
			{ what: 'codes promised', value: promised.length, atLeast: 10 },
			...facts,
			{ what: 'lost', value: counts.filter(({ mails }) => mails === 0).length, atMost: 0 },
			{
				what: 'came more than once',
				value: counts.reduce((sum, { mails }) => sum + Math.max(0, mails - 1), 0),
				atMost: mayDouble,
			},
			{
				what: 'with another Message-ID',
				value: counts.filter(({ ids }) => ids > 1).length,
				atMost: 0,
			},
		],
	};
}
