import { findFreePort } from '@postern/local-servers';
import { type Experiment, percentile } from '../experiment.ts';
import { type Askers, startAskers } from '../journey/askers.ts';
import { describeAnswers, flood } from '../journey/flood.ts';
import { createHttpClient } from '../journey/http.ts';
import { createLedger, describeWrong } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { startFleet } from '../stack/fleet.ts';
import { startSampler } from '../stack/sampler.ts';

const AT_ONCE = 200;
const CHECKS_PER_SECOND = 100;
const WAITING_MAX = 32;
/** From one address, of which a minute takes 60. */
const FROM_ONE = 100;
const PER_MINUTE = 60;

/** R16: a flood of sign-ins with wrong passwords costs those who flood, not those who are signed in. */
export const passwordFlood: Experiment = {
	id: 'R16',
	title: '200 sign-ins with wrong passwords at once, beside 100 checked requests a second',
	async run({ isQuick, tell }, report) {
		const metricsPort = await findFreePort();
		await using fleet = await startFleet({
			replicas: 1,
			settings: { METRICS_PORT: String(metricsPort), LOG_LEVEL: 'error' },
		});
		const [replica] = fleet.replicas;
		const port = replica?.port ?? 0;
		const seconds = isQuick ? 15 : 60;
		const calm = await calmFor(await startAskers(port, fleet.mail, CHECKS_PER_SECOND));
		tell('the flood begins');
		await using askers = await startAskers(port, fleet.mail, CHECKS_PER_SECOND);
		using sampler = startSampler(replica?.pid(), metricsPort);
		const flooded = await flood({ port, kind: 'wrong password', seconds, atOnce: AT_ONCE });
		await askers.stop();
		const { answers } = flooded;
		const refused = (answers['429'] ?? 0) + (answers['503'] ?? 0);
		const took = askers.ledger.all().map(({ tookMs }) => tookMs);
		report({
			situation: `${AT_ONCE} at once for ${seconds} s, each from an address of its own`,
			measures: [
				{ what: 'wrong passwords', value: flooded.sent, atLeast: AT_ONCE },
				{ what: 'hashed and refused', value: answers['401'] ?? 0, atLeast: 1 },
				{ what: 'turned away with 429 or 503', value: refused, atLeast: 1 },
				{ what: 'of these without Retry-After', value: flooded.withoutRetryAfter, atMost: 0 },
				{
					what: 'other answers',
					value: flooded.sent - (answers['401'] ?? 0) - refused,
					atMost: 0,
				},
				{
					what: 'checked requests',
					value: took.length,
					atLeast: (CHECKS_PER_SECOND * seconds) / 2,
				},
				{ what: 'failed', value: askers.ledger.wrong().length, atMost: 0 },
				{ what: 'p99 of the checked before', value: calm, unit: 'ms' },
				{ what: 'p99 of the checked', value: percentile(took, 0.99), unit: 'ms', atMost: 250 },
				{
					what: 'memory gained',
					value: Math.round(sampler.memory() - sampler.memoryBefore),
					unit: 'MiB',
					atMost: 300,
				},
				{ what: 'loop delay p99', value: sampler.loopMs(), unit: 'ms', atMost: 100 },
				{ what: 'waiting to be hashed', value: sampler.waiting(), atMost: WAITING_MAX },
			],
			remarks: [describeAnswers(flooded), ...describeWrong(askers.ledger.all())],
		});
		report(await fromOneAddress(port));
	},
};

async function calmFor(askers: Askers): Promise<number> {
	await new Promise((resolve) => setTimeout(resolve, 5000));
	await askers[Symbol.asyncDispose]();
	return percentile(
		askers.ledger.all().map(({ tookMs }) => tookMs),
		0.99,
	);
}

async function fromOneAddress(port: number) {
	using client = createHttpClient(port);
	const visitor = createVisitor(client, createLedger());
	const body = { email: visitor.email, password: 'not the password at all' };
	let limited = 0;
	let mute = 0;
	for (let each = 0; each < FROM_ONE; each += 1) {
		const { status, headers } = await visitor.call('guess', 'POST', '/auth/login', { body });
		if (status !== 429) continue;
		limited += 1;
		mute += Number(headers['retry-after'] === undefined);
	}
	return {
		situation: `${FROM_ONE} from one address`,
		measures: [
			{ what: 'turned away with 429', value: limited, atLeast: FROM_ONE - PER_MINUTE },
			{ what: 'of these without Retry-After', value: mute, atMost: 0 },
		],
	};
}
