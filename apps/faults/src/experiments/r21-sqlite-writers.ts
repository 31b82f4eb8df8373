import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { describeWrong, type Entry } from '../journey/ledger.ts';
import { type Load, startLoad } from '../journey/load.ts';
import { productionSettings } from '../stack/fleet.ts';
import { type MailSink, startMailSink } from '../stack/mail-sink.ts';
import { runProgram, type Settings } from '../stack/program.ts';
import { createReplica, type Replica } from '../stack/replica.ts';

const WRITERS = 64;
/** A person of the journeys asks ten times a second. */
const PER_WRITER = 10;
const P99_MS = 500;
const COPY_EVERY_MS = 5000;
const BUSY = /SQLITE_BUSY|SQLITE_LOCKED|database is locked/g;

/** R21: many who write at the same time, in one file. */
export const sqliteWriters: Experiment = {
	id: 'R21',
	title: '64 people at work on one SQLite file, which is copied meanwhile',
	async run(conditions, report) {
		for (const processes of [1, 2]) report(await write(processes, conditions));
	},
};

async function write(processes: number, { isQuick, tell }: Conditions): Promise<Row> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-sqlite-'));
	await using mail = await startMailSink();
	const settings: Settings = {
		...productionSettings('', mail.url),
		...{ DATA_DIR: folder, LOG_LEVEL: 'warn' },
	};
	const replicas: Replica[] = [];
	try {
		for (let each = 0; each < processes; each += 1) {
			const replica = await createReplica(settings);
			replicas.push(replica);
			await replica.start();
		}
		tell(`${processes} running`);
		return await press(
			replicas,
			{ mail, settings, folder },
			isQuick ? 15 : processes === 1 ? 300 : 60,
		);
	} finally {
		for (const replica of replicas) await replica.kill();
		await rm(folder, { recursive: true, force: true });
	}
}

interface Place {
	readonly mail: MailSink;
	readonly settings: Settings;
	readonly folder: string;
}

async function press(replicas: readonly Replica[], place: Place, seconds: number): Promise<Row> {
	const loads: Load[] = [];
	const perSecond = (WRITERS * PER_WRITER) / replicas.length;
	for (const { port } of replicas)
		loads.push(await startLoad({ port, mail: place.mail, perSecond }));
	const from = performance.now();
	const codes: (number | null)[] = [];
	while (performance.now() - from < seconds * 1000) {
		await new Promise((resolve) => setTimeout(resolve, COPY_EVERY_MS));
		codes.push(await copy(place, codes.length));
	}
	await Promise.all(loads.map((load) => load.finish()));
	const lasted = (performance.now() - from) / 1000;
	for (const load of loads) await load[Symbol.asyncDispose]();
	const entries = loads.flatMap(({ ledger }) => ledger.all());
	const writes = entries.filter(({ name }) => !READS.has(name));
	const output = replicas.map((replica) => replica.output()).join('');
	const p99 = (some: readonly Entry[]) =>
		percentile(
			some.map(({ tookMs }) => tookMs),
			0.99,
		);
	return {
		situation: `${WRITERS} people over ${replicas.length} process${replicas.length > 1 ? 'es' : ''}, ${seconds} s`,
		measures: [
			{ what: 'requests', value: entries.length, atLeast: 100 },
			{ what: 'requests a second', value: Math.round(entries.length / lasted) },
			{ what: 'of these that write', value: writes.length },
			{
				what: 'answered with 503',
				value: entries.filter((e) => e.status === 503).length,
				atMost: 0,
			},
			{
				what: 'answered otherwise wrongly',
				value: entries.filter(isOtherwiseWrong).length,
				atMost: 0,
			},
			{ what: 'busy in the log', value: output.match(BUSY)?.length ?? 0, atMost: 0 },
			{ what: 'p99', value: p99(entries), unit: 'ms', atMost: P99_MS },
			{ what: 'p99 of those that write', value: p99(writes), unit: 'ms' },
			{ what: 'copies meanwhile', value: codes.length, atLeast: 1 },
			{ what: 'copies that failed', value: codes.filter((code) => code !== 0).length, atMost: 0 },
		],
		remarks: describeWrong(entries),
	};
}

const READS = new Set(['who am I', 'list to-dos', 'list sessions', 'signed out?']);
const isOtherwiseWrong = ({ isRight, status }: Entry) => !isRight && status !== 503;

/** The API's own command, which checks the copy as well. */
async function copy({ settings, folder }: Place, number: number): Promise<number | null> {
	const file = join(folder, `copy-${number}.sqlite`);
	const { code } = await runProgram('src/commands/backup.ts', settings, { args: [file] });
	await rm(file, { force: true });
	return code;
}
