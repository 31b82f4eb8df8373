import type { Conditions, Experiment, Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { createLedger } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { type Engine, engines, prepareSolo, type Solo } from '../stack/solo.ts';
import { attach, whyNoTracing, WRITES } from '../stack/strace.ts';

const PATH = '/auth/passwordless/email';
/** A verification takes about as long, so that a kill within it falls before, into or after the commit. */
const KILL_WITHIN_MS = 40;
const RANDOM_KILLS = 60;
const QUICK_KILLS = 6;
const LAST_CALLS = 1;
/** After which nothing of the verification is still to be written. */
const SETTLED_MS = 100;
const MAIL_SETTLED_MS = 300;
/** Calls beyond those that were counted: a transaction writes more in a file that has grown. */
const MORE_CALLS = 25;

/** How a process is brought to its end while it verifies. Gives a way to call that off. */
type Trap = (solo: Solo) => Promise<() => Promise<void>>;

/** R2: between the proof of a code and its use the process dies, at each of its writes in turn. */
export const codeOnce: Experiment = {
	id: 'R2',
	title: 'The API dies at the N-th write of a sign-in by code, and the code is tried again',
	async run(conditions, report) {
		const why = await whyNoTracing();
		for (const engine of engines) report(await dieAtEachWrite(engine, conditions, why));
	},
};

/** What became of one code. */
interface Fate {
	readonly isKilled: boolean;
	/** How often it was answered with a session, before the end and after. */
	readonly uses: number;
	readonly sessions: number;
}

async function dieAtEachWrite(
	engine: Engine,
	{ isQuick, tell }: Conditions,
	why: string | null,
): Promise<Row> {
	await using solo = await prepareSolo(engine);
	const last = why === null ? (await countCalls(solo)) + MORE_CALLS : RANDOM_KILLS;
	const calls = callsUpTo(last, isQuick);
	const traps =
		why === null ? [trapAtAnswer, ...calls.map(trapAtCall)] : calls.map(() => trapAtRandom);
	const fates: Fate[] = [];
	for (const trap of traps) {
		fates.push(await spend(solo, trap));
		if (fates.length % 10 === 0) tell(`${engine}: ${fates.length} of ${traps.length}`);
	}
	const count = (isSo: (fate: Fate) => boolean) => fates.filter(isSo).length;
	const how =
		why === null ? `at the N-th call that writes, N up to ${last}` : `at random, since ${why}`;
	return {
		situation: `${engine}, killed ${how}`,
		measures: [
			{ what: 'codes', value: fates.length },
			{
				what: 'processes killed over it',
				value: count((f) => f.isKilled),
				atLeast: 3,
			},
			{ what: 'codes used twice', value: count((f) => f.uses > 1), atMost: 0 },
			{ what: 'codes with two sessions', value: count((f) => f.sessions > 1), atMost: 0 },
			{ what: 'codes spent, the answer lost', value: count((f) => f.uses < f.sessions) },
			{ what: 'codes spent for nothing', value: count((f) => f.sessions === 0), atMost: 0 },
		],
	};
}

/** Every one of them; in quick mode some, and the last. */
function callsUpTo(last: number, isQuick: boolean): number[] {
	const calls = Array.from({ length: last }, (_, index) => index + 1);
	if (!isQuick) return calls;
	const step = Math.ceil(last / QUICK_KILLS);
	return calls.filter((call) => call % step === 1 || call > last - LAST_CALLS);
}

async function spend(solo: Solo, trap: Trap): Promise<Fate> {
	const { replica } = solo;
	await replica.start();
	using client = createHttpClient(replica.port);
	const { verify, email } = await askForCode(client, solo);
	const callOff = await trap(solo);
	let uses = await verify();
	await sleep(SETTLED_MS);
	const isKilled = !replica.isRunning();
	await callOff();
	await replica.kill();
	await replica.start();
	for (let attempt = 0; attempt < 2; attempt += 1) uses += await verify();
	const sessions = await solo.sessionsOf(email);
	await replica.kill();
	return { isKilled, uses, sessions };
}

/** With how many calls that write a verification is done, its answer included. */
async function countCalls(solo: Solo): Promise<number> {
	const { replica } = solo;
	await replica.start();
	using client = createHttpClient(replica.port);
	const { verify } = await askForCode(client, solo);
	await using trace = await attach(replica.pid(), ['-e', `trace=${WRITES}`]);
	await verify();
	await trace.detach();
	const calls = trace.text().split('\n');
	await replica.kill();
	return calls.findIndex((call) => call.includes('"HTTP/1.1 200')) + 1;
}

async function askForCode(client: HttpClient, { mail }: Solo) {
	const visitor = createVisitor(client, createLedger());
	const { email } = visitor;
	const sent = await visitor.call('ask', 'POST', `${PATH}/send`, { body: { email } });
	const { authRequestId } = sent.body as { authRequestId: string };
	const code = await mail.codeFor(email);
	// That the mail has left is written down now, and its calls are not to be counted.
	await sleep(MAIL_SETTLED_MS);
	const cookie = visitor.cookie();
	const verify = async () => {
		// Each time as the browser that asked, whatever it has been given since.
		const browser = createVisitor(client, createLedger(), email);
		browser.takeCookies(cookie);
		const proof = { body: { authRequestId, code } };
		const { status } = await browser.call('verify', 'POST', `${PATH}/verify/code`, proof);
		return Number(status === 200);
	};
	return { email, verify };
}

const trapAtCall = (call: number) => createTrap(WRITES, call);

/** With SQLite nothing but the answer is written by these: the session is committed, and nobody hears of it. */
const trapAtAnswer = createTrap('write,writev', 1);

function createTrap(calls: string, nth: number): Trap {
	return async ({ replica }) => {
		const inject = `inject=${calls}:signal=SIGKILL:when=${String(nth)}`;
		const trace = await attach(replica.pid(), ['-e', `trace=${calls}`, '-e', inject]);
		return async () => trace[Symbol.asyncDispose]();
	};
}

const trapAtRandom: Trap = async ({ replica }) => {
	const timer = setTimeout(() => replica.signal('SIGKILL'), Math.random() * KILL_WITHIN_MS);
	return async () => clearTimeout(timer);
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
