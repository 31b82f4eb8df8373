import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { audit } from '../journey/books.ts';
import { createHttpClient } from '../journey/http.ts';
import type { Entry } from '../journey/ledger.ts';
import { BUSY_PEOPLE, type BusyPeople, createBusyPeople } from '../journey/people.ts';
import { type Engine, engines, prepareSolo, type Solo } from '../stack/solo.ts';

const PEOPLE = 50;
const KILL_WITHIN_MS = 3000;
const RESTART_SECONDS = 2;
/** A copy is looked at after so many kills, and after the last. */
const LOOK_EVERY = 10;

/** R1: the process dies at any moment, and what it has acknowledged holds. */
export const killApi: Experiment = {
	id: 'R1',
	title: 'kill -9 of the API in the middle of sign-ins, sign-outs and resets',
	async run(conditions, report) {
		for (const engine of engines) report(await killAgainAndAgain(engine, conditions));
	},
};

async function killAgainAndAgain(engine: Engine, { isQuick, tell }: Conditions): Promise<Row> {
	const kills = isQuick ? 8 : 200;
	await using solo = await prepareSolo(engine, { settings: BUSY_PEOPLE });
	const { replica, mail } = solo;
	await replica.start();
	using client = createHttpClient(replica.port);
	await using busy = await createBusyPeople(client, mail, PEOPLE);
	busy.begin();
	const starts: number[] = [];
	const findings: string[] = [];
	for (let kill = 1; kill <= kills; kill += 1) {
		await sleep(Math.random() * KILL_WITHIN_MS);
		await replica.kill();
		if (kill % LOOK_EVERY === 0 || kill === kills) findings.push(...(await solo.findings()));
		const from = performance.now();
		await replica.start();
		starts.push((performance.now() - from) / 1000);
		if (kill % LOOK_EVERY === 0) tell(`${engine}: ${kill} kills`);
	}
	await busy.rest();
	const { checked, lost, undone, resetsUndone, unanswered } = await audit(client, busy.people);
	return {
		situation: `${engine}, ${kills} kills within 3 s of each start, ${PEOPLE} people`,
		measures: [
			...acknowledged(busy, isQuick),
			{ what: 'sessions looked at', value: checked, atLeast: PEOPLE },
			{ what: 'acknowledged sessions lost', value: lost, atMost: 0 },
			{ what: 'acknowledged endings undone', value: undone, atMost: 0 },
			{ what: 'acknowledged resets undone', value: resetsUndone, atMost: 0 },
			{ what: 'sessions nobody answers for', value: unanswered, atMost: 0 },
			...integrity(solo, findings),
			{ what: 'restart p95', value: percentile(starts, 0.95), unit: 's', atMost: RESTART_SECONDS },
			{ what: 'slowest restart', value: Math.max(...starts), unit: 's' },
		],
		remarks: findings,
	};
}

function acknowledged({ ledger }: BusyPeople, isQuick: boolean) {
	const count = (name: string) =>
		ledger.all().filter((entry) => entry.name === name && entry.isRight).length;
	return [
		{
			what: 'sign-ins acknowledged',
			value: count('sign in by password') + count('sign in by code'),
			atLeast: 1,
		},
		{ what: 'sign-outs', value: count('sign out'), atLeast: 1 },
		// A mail that a death was over waits a minute, which is longer than a quick run: there may be none.
		{ what: 'resets', value: count('reset'), ...(!isQuick && { atLeast: 1 }) },
		{ what: 'requests lost in its hands', value: ledger.all().filter(isLost).length },
	];
}

/** Taken and never answered; what finds nobody at the port was not taken. */
const isLost = ({ status, remark }: Entry) => status === null && remark !== 'ECONNREFUSED';

const integrity = ({ engine }: Solo, findings: readonly string[]) =>
	engine === 'SQLite'
		? [{ what: 'findings of integrity_check', value: findings.length, atMost: 0 }]
		: [];

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
