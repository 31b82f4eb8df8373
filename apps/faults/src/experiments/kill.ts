import { type Experiment, percentile } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { describeWrong, type Entry } from '../journey/ledger.ts';
import { startLoad, startRegulars } from '../journey/load.ts';
import { startFleet } from '../stack/fleet.ts';

const REGULARS = 10;
const BETWEEN_MS = 1500;

/** KILL: a replica dies in the middle of its work. */
export const kill: Experiment = {
	id: 'KILL',
	title: 'kill -9 of one replica under load, again and again',
	async run({ isQuick, perSecond }, report) {
		await using fleet = await startFleet({ hasRedis: true });
		const { port } = fleet.balancer;
		using client = createHttpClient(port);
		await using regulars = await startRegulars(client, fleet.mail, REGULARS);
		await using load = await startLoad({ port, mail: fleet.mail, perSecond });
		const deaths: { readonly from: number; readonly to: number }[] = [];
		const starts: number[] = [];
		for (let round = 0; round < (isQuick ? 2 : 10); round += 1) {
			const replica = fleet.replicas[round % fleet.replicas.length];
			if (replica === undefined) continue;
			await sleep(BETWEEN_MS * Math.random());
			const dying = performance.now();
			await replica.kill();
			deaths.push({ from: dying, to: performance.now() });
			await sleep(BETWEEN_MS);
			const starting = performance.now();
			await replica.start();
			starts.push((performance.now() - starting) / 1000);
		}
		await load.finish();
		const wrong = [...load.ledger.wrong(), ...regulars.ledger.wrong()];
		const isInFlight = ({ sentAt, tookMs }: Entry) =>
			deaths.some(({ from, to }) => sentAt <= to && sentAt + tookMs >= from);
		const { visitors } = regulars;
		const answers = await Promise.all(
			visitors.map((each) => each.call('still me?', 'GET', '/users/me')),
		);
		report({
			situation: `${String(deaths.length)} deaths, ${String(perSecond)} requests a second wanted`,
			measures: [
				{ what: 'requests', value: load.ledger.all().length, atLeast: 100 },
				{ what: 'in flight and lost', value: wrong.filter(isInFlight).length },
				{ what: 'other failures', value: wrong.filter((e) => !isInFlight(e)).length, atMost: 0 },
				{ what: 'sessions lost', value: answers.filter((a) => a.status !== 200).length, atMost: 0 },
				{ what: 'acknowledged writes lost', value: await regulars.lost(), atMost: 0 },
				{ what: 'restart p95', value: percentile(starts, 0.95), unit: 's' },
			],
			remarks: describeWrong(wrong),
		});
	},
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
