import { type Experiment, type Measure, percentile, type Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { register, signInByCode, signInByPassword } from '../journey/journeys.ts';
import { createLedger, describeWrong, type Ledger } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { usageOf } from '../stack/usage.ts';

/** Work of one kind: what is done again and again, by how many at once. */
interface Work {
	readonly situation: string;
	readonly atOnce: number;
	once(client: HttpClient, ledger: Ledger, fleet: Fleet): Promise<unknown>;
}

const noPause = () => Promise.resolve();

/** SIZE: what one process needs for what it does. Figures for those who plan, not criteria. */
export const size: Experiment = {
	id: 'SIZE',
	title: 'What one process on Postgres needs for a request, and for a sign-in',
	async run({ isQuick }, report) {
		await using fleet = await startFleet({ replicas: 1, hasRedis: true });
		const ms = isQuick ? 4000 : 15_000;
		const { memory } = usageOf(fleet.replicas[0]?.pid());
		report({
			situation: 'just started',
			measures: [{ what: 'memory', value: Math.round(memory), unit: 'MiB' }],
		});
		for (const work of await kindsOfWork(fleet)) report(await measure(fleet, work, ms));
		report({ situation: 'on the disk', measures: await rowSizes(fleet) });
	},
};

async function kindsOfWork({ replicas, mail }: Fleet): Promise<readonly Work[]> {
	using client = createHttpClient(replicas[0]?.port ?? 0);
	const person = createVisitor(client, createLedger());
	await register(person, mail);
	return [
		{
			situation: 'GET /users/me, signed in',
			atOnce: 32,
			once: (own, ledger) => {
				const browser = createVisitor(own, ledger);
				browser.takeCookies(person.cookie());
				return browser.call('who am I', 'GET', '/users/me');
			},
		},
		{
			situation: 'sign-in by code, with its mail',
			atOnce: 8,
			once: (own, ledger) => signInByCode(createVisitor(own, ledger), mail, noPause),
		},
		{
			situation: 'sign-in by password',
			atOnce: 4,
			once: (own, ledger) => signInByPassword(createVisitor(own, ledger, person.email)),
		},
	];
}

/** With their indexes, which are most of it. */
async function rowSizes({ postgres, database }: Fleet): Promise<readonly Measure[]> {
	const measures: Measure[] = [];
	for (const table of ['session', 'security_event', 'auth_request']) {
		const [row] = await postgres.query<{ bytes: number }>(
			database,
			`select (pg_total_relation_size('${table}') / greatest(count(*), 1))::int as bytes from ${table}`,
		);
		measures.push({ what: `a row of ${table}`, value: row?.bytes ?? NaN, unit: 'bytes' });
	}
	return measures;
}

async function measure(fleet: Fleet, { situation, atOnce, once }: Work, ms: number): Promise<Row> {
	const [replica] = fleet.replicas;
	using client = createHttpClient(replica?.port ?? 0);
	const ledger = createLedger();
	const before = usageOf(replica?.pid());
	const from = performance.now();
	let count = 0;
	const workers = Array.from({ length: atOnce }, async () => {
		while (performance.now() - from < ms) {
			await once(client, ledger, fleet);
			count += 1;
		}
	});
	await Promise.all(workers);
	const seconds = (performance.now() - from) / 1000;
	const after = usageOf(replica?.pid());
	const took = ledger.all().map(({ tookMs }) => tookMs);
	return {
		situation,
		measures: [
			{ what: 'a second', value: Math.round(count / seconds) },
			{
				what: 'processor time each',
				value: ((after.cpuSeconds - before.cpuSeconds) * 1000) / count,
				unit: 'ms of a core',
			},
			{ what: 'answer p50', value: percentile(took, 0.5), unit: 'ms' },
			{ what: 'answer p99', value: percentile(took, 0.99), unit: 'ms' },
			{ what: 'memory afterwards', value: Math.round(after.memory), unit: 'MiB' },
			{ what: 'failed', value: ledger.wrong().length, atMost: 0 },
		],
		remarks: describeWrong(ledger.all()),
	};
}
