import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { describeWrong } from '../journey/ledger.ts';
import { startLoad } from '../journey/load.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { hasHaProxy, startHaProxy } from '../stack/haproxy.ts';

const STOP_WITHIN_SECONDS = 10;
const BETWEEN_MS = 1000;

/** R12: replicas are replaced one after another while people work, and nobody notices. */
export const rollingRestart: Experiment = {
	id: 'R12',
	title: 'Rolling restarts by SIGTERM under load, behind a load balancer',
	async run(conditions, report) {
		await using fleet = await startFleet({ hasRedis: true, settings: { STOP_DELAY_SECONDS: '1' } });
		report(await roll(fleet, fleet.balancer.port, 'our balancer', conditions));
		if (!hasHaProxy()) {
			report({ situation: 'HAProxy', measures: [], skipped: 'this machine has none' });
			return;
		}
		await using haProxy = await startHaProxy(fleet.replicas.map(({ port }) => port));
		report(await roll(fleet, haProxy.port, 'HAProxy', conditions));
	},
};

async function roll(
	{ replicas, mail }: Fleet,
	port: number,
	balancer: string,
	{ isQuick, perSecond, tell }: Conditions,
): Promise<Row> {
	await using load = await startLoad({ port, mail, perSecond });
	const started = performance.now();
	const stops: number[] = [];
	const codes: (number | null)[] = [];
	for (let round = 0; round < (isQuick ? 1 : 7); round += 1) {
		for (const replica of replicas) {
			const from = performance.now();
			const { code } = await replica.stop();
			stops.push((performance.now() - from) / 1000);
			codes.push(code);
			await replica.start();
			// As whoever rolls out waits until the new one is in the balancer's eyes.
			await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
		}
		tell(`round ${round + 1}`);
	}
	await load.finish();
	const seconds = (performance.now() - started) / 1000;
	const entries = load.ledger.all();
	const unclean = codes.filter((code) => code !== 0);
	return {
		situation: `${stops.length} restarts behind ${balancer}`,
		measures: [
			{ what: 'requests', value: entries.length, atLeast: 100 },
			{ what: 'a second', value: entries.length / seconds },
			{ what: 'failed', value: load.ledger.wrong().length, atMost: 0 },
			{ what: 'stops with another code than 0', value: unclean.length, atMost: 0 },
			{ what: 'longest stop', value: Math.max(...stops), unit: 's', atMost: STOP_WITHIN_SECONDS },
			{
				what: 'answer p99',
				value: percentile(
					entries.map((e) => e.tookMs),
					0.99,
				),
				unit: 'ms',
			},
		],
		remarks: describeWrong(entries),
	};
}
