import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { PASSWORD, register, signInByCode, signInWith } from '../journey/journeys.ts';
import { createLedger } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { type Engine, engines, prepareSolo } from '../stack/solo.ts';

const WITHIN_SECONDS = 2;
/** The process dies while so many sign-ins are in its hands. */
const IN_HAND = 4;
const KILL_WITHIN_MS = 100;

/** R28: how soon after a start somebody is signed in, and whether anything stays in the way after a kill. */
export const restarts: Experiment = {
	id: 'R28',
	title: 'From a start to the first sign-in, on an empty database and after each kill -9',
	async run(conditions, report) {
		for (const engine of engines) {
			report(await coldStarts(engine, conditions));
			report(await killLoop(engine, conditions));
		}
	},
};

/** Migrations, a code by mail, an account, a session. */
async function coldStarts(engine: Engine, { isQuick }: Conditions): Promise<Row> {
	const times: number[] = [];
	const count = isQuick ? 2 : 10;
	for (let index = 0; index < count; index += 1) {
		await using solo = await prepareSolo(engine);
		const from = performance.now();
		await solo.replica.start();
		using client = createHttpClient(solo.replica.port);
		const visitor = createVisitor(client, createLedger());
		await signInByCode(visitor, solo.mail, () => Promise.resolve());
		times.push((performance.now() - from) / 1000);
	}
	return { situation: `${engine}, ${count} cold starts on nothing`, measures: judge(times) };
}

/** Killed in the middle of sign-ins, and started again at the same port and on the same data. */
async function killLoop(engine: Engine, { isQuick, tell }: Conditions): Promise<Row> {
	await using solo = await prepareSolo(engine);
	const { replica, mail } = solo;
	await replica.start();
	using client = createHttpClient(replica.port);
	const times: number[] = [];
	const count = isQuick ? 5 : 50;
	let refused = 0;
	for (let index = 1; index <= count; index += 1) {
		// A sign-in that dies with the process costs a guess of its account, so each round has an account of its own.
		const { email } = await registered(client, mail);
		const signIn = () => signInWith(createVisitor(client, createLedger(), email), PASSWORD);
		const inHand = Array.from({ length: IN_HAND }, signIn);
		await new Promise((resolve) => setTimeout(resolve, Math.random() * KILL_WITHIN_MS));
		await replica.kill();
		await Promise.all(inHand);
		const from = performance.now();
		await replica.start();
		const { status } = await signIn();
		times.push((performance.now() - from) / 1000);
		refused += Number(status !== 200);
		if (index % 10 === 0) tell(`${engine}: ${index} restarts`);
	}
	return {
		situation: `${engine}, ${count} times killed and started`,
		measures: [{ what: 'first sign-ins refused', value: refused, atMost: 0 }, ...judge(times)],
	};
}

async function registered(client: HttpClient, mail: Parameters<typeof register>[1]) {
	const visitor = createVisitor(client, createLedger());
	await register(visitor, mail);
	return visitor;
}

const judge = (times: readonly number[]) => [
	{ what: 'to the first sign-in, median', value: percentile(times, 0.5), unit: 's' },
	{ what: 'p95', value: percentile(times, 0.95), unit: 's', atMost: WITHIN_SECONDS },
	{ what: 'slowest', value: Math.max(...times), unit: 's' },
];
