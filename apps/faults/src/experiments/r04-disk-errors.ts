import { type Conditions, type Experiment, percentile, type Row } from '../experiment.ts';
import { type Audit, audit } from '../journey/books.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { register, signInByPassword } from '../journey/journeys.ts';
import { createLedger, type Entry, type Ledger } from '../journey/ledger.ts';
import { BUSY_PEOPLE, createBusyPeople } from '../journey/people.ts';
import { createVisitor } from '../journey/visitor.ts';
import { until } from '../stack/program.ts';
import { prepareSolo, type Solo } from '../stack/solo.ts';
import { attach, whyNoTracing, WRITES } from '../stack/strace.ts';
import { judgeDurability, readCalls } from '../stack/trace-log.ts';

/** A way in which a disk fails: which calls, and what they say. */
interface DiskError {
	readonly what: string;
	readonly inject: string;
}

const ERRORS: readonly DiskError[] = [
	{ what: 'syncs fail (EIO)', inject: 'inject=fsync,fdatasync:error=EIO' },
	{ what: 'writes find no space (ENOSPC)', inject: 'inject=pwrite64,pwritev:error=ENOSPC' },
];
const PEOPLE = 10;
const FAULT_MS = 1500;
/** The error begins with one of so many calls of a run. */
const FIRST_CALLS = 40;
/** Few runs are spread over them, and many come to each. */
const STRIDE = 13;
const RECOVER_MS = 5000;

/** R4: the disk refuses, and nobody is told that something was kept. */
export const diskErrors: Experiment = {
	id: 'R4',
	title: 'The disk fails from the N-th call on (SQLite)',
	async run(conditions, report) {
		const why = await whyNoTracing();
		for (const error of ERRORS) {
			if (why === null) report(await failAgainAndAgain(error, conditions));
			else report({ situation: error.what, measures: [], skipped: why });
		}
	},
};

/** What one run has shown. */
interface Run {
	readonly hasFailed: boolean;
	/** Answers to changes that were asked for after the first failure. */
	readonly answers: readonly Entry[];
	readonly isAlive: boolean;
	readonly recovered: number;
	readonly audits: readonly Audit[];
	readonly findings: readonly string[];
}

async function failAgainAndAgain(
	{ what, inject }: DiskError,
	{ isQuick, tell }: Conditions,
): Promise<Row> {
	await using solo = await prepareSolo('SQLite', { settings: BUSY_PEOPLE });
	await solo.replica.start();
	const runs: Run[] = [];
	const count = isQuick ? 3 : 50;
	for (let index = 1; index <= count; index += 1) {
		const first = 1 + ((index * STRIDE) % FIRST_CALLS);
		runs.push(await failOnce(solo, `${inject}:when=${first}+`));
		if (index % 10 === 0) tell(`${what}: ${index} runs`);
	}
	const answers = runs.flatMap((run) => run.answers);
	const audits = runs.flatMap((run) => run.audits);
	const sum = (of: (audit: Audit) => number) => audits.reduce((all, each) => all + of(each), 0);
	const others = answers.filter((entry) => !isRefusal(entry) && !isYes(entry));
	return {
		situation: `${what}, ${count} runs`,
		measures: [
			{
				what: 'runs in which calls failed',
				value: runs.filter((r) => r.hasFailed).length,
				atLeast: count,
			},
			{ what: 'changes asked for meanwhile', value: answers.length, atLeast: count },
			{ what: '2xx among the answers', value: answers.filter(isYes).length, atMost: 0 },
			{ what: 'answers other than 503', value: others.length, atMost: 0 },
			{ what: 'acknowledged sessions lost', value: sum((a) => a.lost), atMost: 0 },
			{ what: 'acknowledged endings undone', value: sum((a) => a.undone), atMost: 0 },
			{ what: 'sessions nobody answers for', value: sum((a) => a.unanswered), atMost: 0 },
			{ what: 'processes that ended', value: runs.filter(({ isAlive }) => !isAlive).length },
			{
				what: 'first sign-in after the fault, p95',
				value: percentile(
					runs.map((run) => run.recovered),
					0.95,
				),
				...{ unit: 's', atMost: RECOVER_MS / 1000 },
			},
			{ what: 'findings', value: runs.flatMap((run) => run.findings).length, atMost: 0 },
		],
		remarks: describe(answers.filter((entry) => !isRefusal(entry))),
	};
}

async function failOnce(solo: Solo, inject: string): Promise<Run> {
	const { replica, mail } = solo;
	using client = createHttpClient(replica.port);
	await using busy = await createBusyPeople(client, mail, PEOPLE);
	const witness = createVisitor(client, createLedger());
	await register(witness, mail);
	const trace = await attach(replica.pid(), ['-e', `trace=${WRITES}`, '-e', inject]);
	busy.begin();
	await until('a call that fails', () => trace.text().includes('(INJECTED)'));
	await sleep(FAULT_MS);
	const over = performance.now();
	await trace.detach();
	const { failedAt } = judgeDurability(readCalls(trace.text()));
	await trace[Symbol.asyncDispose]();
	const isAlive = replica.isRunning();
	if (!isAlive) await replica.start();
	const recovered = await secondsToSignIn(client, witness.email);
	await busy.rest();
	const audits = [await audit(client, busy.people)];
	await replica.kill();
	const findings = await solo.findings();
	await replica.start();
	audits.push(await audit(client, busy.people));
	const hasFailed = failedAt !== null;
	const from = hasFailed ? failedAt - performance.timeOrigin : Infinity;
	const answers = changesOf(busy.ledger, from, over);
	return { hasFailed, answers, isAlive, recovered, audits, findings };
}

/** Everything that busy people do changes something. */
const changesOf = (ledger: Ledger, from: number, to: number) => ledger.within(from + 5, to);

const isYes = ({ status }: Entry) => status !== null && status < 300;
/** With a problem in it: the remark has its code. */
const isRefusal = ({ status, remark }: Entry) => status === 503 && remark !== '503';

async function secondsToSignIn(client: HttpClient, email: string): Promise<number> {
	const from = performance.now();
	while (performance.now() - from < 2 * RECOVER_MS) {
		const isIn = await signInByPassword(createVisitor(client, createLedger(), email)).then(
			() => true,
			() => false,
		);
		if (isIn) break;
		await sleep(50);
	}
	return (performance.now() - from) / 1000;
}

function describe(entries: readonly Entry[]): string[] {
	const texts = entries.map(({ name, remark, status }) => `${name}: ${remark || String(status)}`);
	return [...new Set(texts)].map((text) => `${text} ×${texts.filter((t) => t === text).length}`);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
