import { type Experiment, percentile } from '../experiment.ts';
import { describeWrong } from '../journey/ledger.ts';
import { startLoad } from '../journey/load.ts';
import { startFleet } from '../stack/fleet.ts';

const STOP_WITHIN_SECONDS = 10;
const BETWEEN_MS = 1000;

/** R12: replicas are replaced one after another while people work, and nobody notices. */
export const rollingRestart: Experiment = {
	id: 'R12',
	title: 'Rolling restarts by SIGTERM under load, behind a load balancer',
	async run({ isQuick, perSecond, tell }, report) {
		await using fleet = await startFleet({ hasRedis: true, settings: { STOP_DELAY_SECONDS: '1' } });
		const { port } = fleet.balancer;
		await using load = await startLoad({ port, mail: fleet.mail, perSecond });
		const started = performance.now();
		const rounds = isQuick ? 1 : 7;
		const stops: number[] = [];
		const codes: (number | null)[] = [];
		for (let round = 0; round < rounds; round += 1) {
			for (const replica of fleet.replicas) {
				const from = performance.now();
				const { code } = await replica.stop();
				stops.push((performance.now() - from) / 1000);
				codes.push(code);
				await replica.start();
				// As whoever rolls out waits until the new one is in the balancer's eyes.
				await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
			}
			tell(`round ${String(round + 1)} of ${String(rounds)}`);
		}
		await load.finish();
		const seconds = (performance.now() - started) / 1000;
		const { ledger } = load;
		const wrong = ledger.wrong();
		report({
			situation: `${String(stops.length)} restarts, ${String(perSecond)} requests a second wanted`,
			measures: [
				{ what: 'requests', value: ledger.all().length, atLeast: 100 },
				{ what: 'a second', value: ledger.all().length / seconds },
				{ what: 'failed', value: wrong.length, atMost: 0 },
				{ what: 'lost by the balancer', value: fleet.balancer.lost(), atMost: 0 },
				{
					what: 'stops with another code than 0',
					value: codes.filter((c) => c !== 0).length,
					atMost: 0,
				},
				{ what: 'longest stop', value: Math.max(...stops), unit: 's', atMost: STOP_WITHIN_SECONDS },
				{
					what: 'answer p99',
					value: percentile(
						ledger.all().map((e) => e.tookMs),
						0.99,
					),
					unit: 'ms',
				},
			],
			remarks: describeWrong(wrong),
		});
	},
};
