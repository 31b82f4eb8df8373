import { randomBytes } from 'node:crypto';
import {
	type Conditions,
	type Experiment,
	type Measure,
	percentile,
	type Row,
} from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { describeWrong } from '../journey/ledger.ts';
import { startLoad } from '../journey/load.ts';
import {
	callWitnesses,
	comeBack,
	goOn,
	type Resurrected,
	resurrect,
	STEPS,
	type Witnesses,
} from '../journey/witnesses.ts';
import { canCopy, type Restored, takeCopy } from '../stack/copies.ts';
import { type PostOffice, startPostOffice, type TakenMail } from '../stack/post-office.ts';
import { runProgram } from '../stack/program.ts';
import { createReplica, type Replica } from '../stack/replica.ts';
import { type Engine, engines, prepareSolo, type Solo } from '../stack/solo.ts';

const SAFE = 'the restored database is safe';
/** A mail that waited in the copy would leave in the first moments. */
const MAIL_MS = 3000;

/** R15: a copy is made under load and brought back elsewhere; what was ended or used since stays ended and used. */
export const backup: Experiment = {
	id: 'R15',
	title: 'Copies under load, brought back elsewhere',
	async run(conditions, report) {
		for (const engine of engines) {
			if (canCopy(engine)) await rehearse(engine, conditions, report);
			else report({ situation: engine, measures: [], skipped: 'this machine has no pg_dump' });
		}
	},
};

/** What a restore came to. */
export interface Rehearsal extends Resurrected {
	readonly copySeconds: number;
	readonly readySeconds: number;
	readonly findings: readonly string[];
	/** Of those who went on after the copy. */
	readonly notDone: number;
	/** Of sessions, accounts and to-dos that were acknowledged before the copy. */
	readonly missing: number;
	/** With a code or a link that lets somebody in, or changes something. */
	readonly mails: number;
	/** That tell somebody of something, maybe for the second time. */
	readonly notices: number;
	readonly unsafe: number;
	readonly lockedOut: number;
}

async function rehearse(
	engine: Engine,
	{ isQuick, perSecond, tell }: Conditions,
	report: (row: Row) => void,
): Promise<void> {
	const rounds = isQuick ? 2 : 20;
	await using office = await startPostOffice({ manners: (to) => (isHeld(to) ? 'later' : 'take') });
	await using solo = await prepareSolo(engine, { settings: { SMTP_URL: office.url } });
	await solo.replica.start();
	using client = createHttpClient(solo.replica.port);
	await using load = await startLoad({ port: solo.replica.port, mail: office, perSecond });
	const stage: Stage = { solo, office, client };
	const found: Rehearsal[] = [];
	for (let round = 1; round <= rounds; round += 1) {
		found.push(await restoreOnce(stage));
		tell(`${engine}: ${round} copies`);
	}
	report(await restoreByHand(stage));
	await load.finish();
	const requests = load.ledger.all().length;
	report({
		situation: `${engine}, ${rounds} copies under load, each brought back and served elsewhere`,
		measures: [
			{ what: 'requests meanwhile', value: requests, atLeast: 100 },
			{ what: 'failed', value: load.ledger.wrong().length, atMost: 0 },
			...summary(found),
		],
		remarks: [...found.flatMap(({ findings }) => findings), ...describeWrong(load.ledger.all())],
	});
}

interface Stage {
	readonly solo: Solo;
	readonly office: PostOffice;
	readonly client: HttpClient;
}

const isHeld = (to: string) => to.startsWith('held');
const heldAddress = () => `held${randomBytes(8).toString('hex')}@example.com`;

async function restoreOnce({ solo, office, client }: Stage): Promise<Rehearsal> {
	const witnesses = await callWitnesses(client, office, heldAddress);
	await using copy = await takeCopy(solo);
	const done = await goOn(witnesses, client);
	await using restored = await copy.bringBack();
	const missing = await missingIn(restored, witnesses);
	await using elsewhere = await startPostOffice();
	const replica = await createReplica({ ...restored.settings, SMTP_URL: elsewhere.url });
	try {
		const from = performance.now();
		await replica.start();
		const readySeconds = (performance.now() - from) / 1000;
		const served = await look(replica, witnesses, elsewhere);
		return {
			...{ ...served, readySeconds, missing },
			copySeconds: copy.seconds,
			findings: restored.findings,
			notDone: STEPS - done,
			unsafe: Number(!replica.output().includes(SAFE)),
		};
	} finally {
		await replica.kill();
	}
}

/** What a process on the copy lets through, and whether people can sign in again and stay. */
async function look(
	replica: Replica,
	witnesses: Witnesses,
	mail: PostOffice,
): Promise<Resurrected & Pick<Rehearsal, 'mails' | 'notices' | 'lockedOut'>> {
	using client = createHttpClient(replica.port);
	const resurrected = await resurrect(witnesses, client);
	await new Promise((resolve) => setTimeout(resolve, MAIL_MS));
	const mails = mail.taken.filter(isSecret).length;
	const notices = mail.taken.length - mails;
	const back = await comeBack(witnesses, client, mail);
	await replica.stop();
	await replica.start();
	const statuses = await Promise.all(
		back.map(async (each) => (await each.call('still me?', 'GET', '/users/me')).status),
	);
	return {
		...resurrected,
		...{ mails, notices },
		lockedOut: statuses.filter((status) => status !== 200).length,
	};
}

/** Links that take something back are the only way back for some, and stay good. */
const isSecret = ({ code, link }: TakenMail) =>
	code !== undefined || (link !== undefined && !['/not-me', '/undo'].includes(link.page));

/** How much of what was acknowledged before the copy is not in it: live sessions and to-dos. */
async function missingIn({ rows }: Restored, { members }: Witnesses): Promise<number> {
	let missing = 0;
	for (const { visitor, title } of members) {
		const there = await rows(`select session.id from session, "user", todo
			where session.user_id = "user".id and todo.user_id = "user".id
			and session.ended_at is null and todo.title = '${title}' and "user".email = '${visitor.email}'`);
		missing += Number(there.length === 0);
	}
	return missing;
}

/**
 * A copy that is taken for the original, as one that cannot tell that it is a copy: all that was ended and used
 * is good again, which also shows that it would be seen. Then `after-restore`, as the book says.
 */
async function restoreByHand({ solo, office, client }: Stage): Promise<Row> {
	const witnesses = await callWitnesses(client, office, heldAddress);
	await using copy = await takeCopy(solo);
	await goOn(witnesses, client);
	await using restored = await copy.bringBack();
	const { settings } = restored;
	const settled = await afterRestore(settings, '--nothing-lost');
	const asItIs = await serveAndTry(settings, witnesses);
	await using second = await copy.bringBack();
	const unknowing = await afterRestore(second.settings, '--nothing-lost');
	const madeSafe = await afterRestore(second.settings);
	const safe = await serveAndTry(second.settings, witnesses);
	return {
		situation: `${solo.engine}, a copy that does not know it is one`,
		measures: [
			{
				what: 'commands that failed',
				value: [settled, unknowing, madeSafe].filter((code) => code !== 0).length,
				atMost: 0,
			},
			{ what: 'sessions good again, if nobody looks', value: asItIs.sessions, atLeast: 1 },
			{ what: 'codes', value: asItIs.codes, atLeast: 1 },
			{ what: 'links', value: asItIs.links, atLeast: 1 },
			{ what: 'sessions good again after after-restore', value: safe.sessions, atMost: 0 },
			{ what: 'codes', value: safe.codes, atMost: 0 },
			{ what: 'links', value: safe.links, atMost: 0 },
		],
	};
}

async function afterRestore(settings: Restored['settings'], ...args: string[]) {
	return (await runProgram('src/commands/after-restore.ts', settings, { args })).code;
}

async function serveAndTry(
	settings: Restored['settings'],
	witnesses: Witnesses,
): Promise<Resurrected> {
	await using elsewhere = await startPostOffice();
	const replica = await createReplica({ ...settings, SMTP_URL: elsewhere.url });
	try {
		await replica.start();
		using client = createHttpClient(replica.port);
		return await resurrect(witnesses, client);
	} finally {
		await replica.kill();
	}
}

export function summary(found: readonly Rehearsal[]): Measure[] {
	const sum = (what: (each: Rehearsal) => number) =>
		found.reduce((total, each) => total + what(each), 0);
	const p95 = (what: (each: Rehearsal) => number) => percentile(found.map(what), 0.95);
	return [
		{ what: 'findings in the copies', value: sum((each) => each.findings.length), atMost: 0 },
		{ what: 'not acknowledged after the copy', value: sum((each) => each.notDone), atMost: 0 },
		{
			what: 'acknowledged before the copy and not in it',
			value: sum((each) => each.missing),
			atMost: 0,
		},
		{ what: 'sessions good again', value: sum((each) => each.sessions), atMost: 0 },
		{ what: 'codes good again', value: sum((each) => each.codes), atMost: 0 },
		{ what: 'links good again', value: sum((each) => each.links), atMost: 0 },
		{ what: 'codes and links mailed by the copy', value: sum((each) => each.mails), atMost: 0 },
		{ what: 'notices mailed by the copy', value: sum((each) => each.notices) },
		{ what: 'starts that did not say it', value: sum((each) => each.unsafe), atMost: 0 },
		{
			what: 'people who could not come back and stay',
			value: sum((each) => each.lockedOut),
			atMost: 0,
		},
		{ what: 'copying, p95', value: p95((each) => each.copySeconds), unit: 's' },
		{ what: 'from the start to ready, p95', value: p95((each) => each.readySeconds), unit: 's' },
	];
}
