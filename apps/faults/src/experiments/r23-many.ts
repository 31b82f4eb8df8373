import type { Conditions, Experiment, Row } from '../experiment.ts';
import { askAsMany } from '../journey/many-addresses.ts';
import { createWayIn } from '../stack/inside.ts';
import { type Engine, engines, prepareSolo } from '../stack/solo.ts';
import { usageOf } from '../stack/usage.ts';
import { sweeps } from './r23-sweeps.ts';

const MIB = 1024 * 1024;
const LOOK_MS = 250;
const WARM = { count: 30_000, distinct: 100 };
const GAINED_MIB = 100;

/** R23: what strangers can pile up, and how it is cleared away. */
export const many: Experiment = {
	id: 'R23',
	title: 'A client address for each of a million requests, and 100,000 dead rows',
	async run(conditions, report) {
		for (const engine of engines) report(await manyAddresses(engine, conditions));
		for (const engine of engines) report(await sweeps(engine, conditions));
	},
};

/** Each request is counted for an address that was never seen before. */
async function manyAddresses(engine: Engine, { isQuick, tell }: Conditions): Promise<Row> {
	const count = isQuick ? 150_000 : 1_000_000;
	await using wayIn = await createWayIn();
	// A line for each request would be what is measured.
	const settings = { ...wayIn.settings, LOG_LEVEL: 'error' };
	await using solo = await prepareSolo(engine, { settings });
	const { replica } = solo;
	wayIn.leadsTo(replica);
	await replica.start();
	const { port } = replica;
	await askAsMany({ port, from: 0, ...WARM });
	const before = usageOf(replica.pid()).memory;
	const heapBefore = (await wayIn.look()).heapBytes;
	tell(`${engine}: ${count} addresses`);
	let most = before;
	const timer = setInterval(() => {
		most = Math.max(most, usageOf(replica.pid()).memory);
	}, LOOK_MS);
	const started = performance.now();
	const answers = await askAsMany({ port, from: WARM.distinct, count });
	const seconds = (performance.now() - started) / 1000;
	clearInterval(timer);
	const { 401: asStrangers = 0, 429: limited = 0, ...others } = answers;
	return {
		situation: `${engine}: ${count} requests, each from an address of its own`,
		measures: [
			{ what: 'answered', value: asStrangers + limited, atLeast: count },
			{ what: 'of these, counted together beyond 100,000 in a minute', value: limited },
			{ what: 'other answers', value: Object.keys(others).length, atMost: 0 },
			{ what: 'requests a second', value: Math.round(count / seconds) },
			{ what: 'memory before', value: Math.round(before), unit: 'MiB' },
			{ what: 'memory gained', value: Math.round(most - before), unit: 'MiB', atMost: GAINED_MIB },
			{
				what: 'of this, what is still needed',
				value: ((await wayIn.look()).heapBytes - heapBefore) / MIB,
				unit: 'MiB',
			},
		],
	};
}
