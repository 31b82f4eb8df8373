import pg from 'pg';
import { type Experiment, percentile } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { describeWrong } from '../journey/ledger.ts';
import { startLoad, startRegulars } from '../journey/load.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { prepareOldVersion } from '../stack/old-version.ts';

const REGULARS = 6;
const EACH = 2;

/** R14: a new version comes, migrates, and serves beside the old one, which goes then. */
export const twoVersions: Experiment = {
	id: 'R14',
	title: 'Old and new version side by side, while the new one migrates and a dump runs',
	async run(conditions, report) {
		await using old = await prepareOldVersion(conditions);
		if (old.folder === null) {
			report({ situation: 'old and new', measures: [], skipped: old.why });
			return;
		}
		const phaseMs = conditions.isQuick ? 4000 : 15_000;
		const folders = Array.from({ length: EACH }, () => old.folder ?? '');
		await using fleet = await startFleet({ replicas: 2 * EACH, folders, isStarted: false });
		const olds = fleet.replicas.slice(0, EACH);
		const news = fleet.replicas.slice(EACH);
		for (const replica of olds) await replica.start();
		await fleet.balancer.look();
		const { port } = fleet.balancer;
		using client = createHttpClient(port);
		await using regulars = await startRegulars(client, fleet.mail, REGULARS);
		// What came with the new version, the old one cannot be asked for.
		const { perSecond } = conditions;
		await using load = await startLoad({ port, perSecond, mail: fleet.mail, hasPasswords: false });
		await sleep(phaseMs);
		const endDump = await beginDump(fleet);
		setTimeout(() => void endDump(), phaseMs / 2);
		conditions.tell('the new version starts');
		await Promise.all(news.map((replica) => replica.start()));
		await sleep(phaseMs);
		conditions.tell('the old version goes');
		for (const replica of olds) {
			fleet.balancer.remove(replica.port);
			await sleep(phaseMs / 4);
			await replica.stop();
		}
		await sleep(phaseMs);
		await load.finish();
		const entries = [...load.ledger.all(), ...regulars.ledger.all()];
		const wrong = entries.filter(({ isRight }) => !isRight);
		const byNew = entries.filter(({ servedBy }) => news.some((r) => String(r.port) === servedBy));
		const { visitors } = regulars;
		const last = await Promise.all(
			visitors.map((each) => each.call('still me?', 'GET', '/users/me')),
		);
		report({
			situation: `from ${old.name}, ${EACH} of each, a dump of ${phaseMs / 2000} s meanwhile`,
			measures: [
				{ what: 'answered by the old', value: entries.length - byNew.length, atLeast: 50 },
				{ what: 'answered by the new', value: byNew.length, atLeast: 50 },
				{ what: '503', value: wrong.filter(({ status }) => status === 503).length },
				{ what: 'other failures', value: wrong.filter((e) => e.status !== 503).length, atMost: 0 },
				{ what: 'sessions lost', value: last.filter((a) => a.status !== 200).length, atMost: 0 },
				{ what: 'writes lost', value: await regulars.lost(), atMost: 0 },
				{
					what: 'answer p99',
					value: percentile(
						entries.map((e) => e.tookMs),
						0.99,
					),
					unit: 'ms',
				},
			],
			remarks: describeWrong(wrong),
		});
	},
};

/** Locks every table as pg_dump does, against changes of the tables and nothing else. */
async function beginDump({ postgres, database }: Fleet): Promise<() => Promise<void>> {
	const client = new pg.Client({ connectionString: postgres.url(database) });
	await client.connect();
	await client.query('begin');
	await client.query('lock table "user", session, auth_request, budget in access share mode');
	return () => client.end();
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
