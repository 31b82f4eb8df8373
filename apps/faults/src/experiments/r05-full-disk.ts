import type { Experiment, Row } from '../experiment.ts';
import { audit } from '../journey/books.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { PASSWORD, register, signInByCode, signInWith } from '../journey/journeys.ts';
import { createLedger, describeWrong, type Entry } from '../journey/ledger.ts';
import { BUSY_PEOPLE, createBusyPeople } from '../journey/people.ts';
import { createVisitor, type Visitor } from '../journey/visitor.ts';
import { until } from '../stack/program.ts';
import { mountSmallDisk, type SmallDisk } from '../stack/small-disk.ts';
import { prepareSolo, type Solo } from '../stack/solo.ts';

const MEBIBYTES = 64;
const PEOPLE = 10;
const GUESSES = 20;
/** As many refusals show that the disk is full for SQLite too, and not only the room in its files. */
const REFUSALS = 10;
const FULL_WITHIN_MS = 120_000;
const RECOVER_SECONDS = 5;
const TRIES_MAX = 5;
const PATH = '/auth/passwordless/email';
const SITUATION = `SQLite on a disk of ${String(MEBIBYTES)} MiB, filled under load and freed`;

/** R5: the disk runs full, and nothing is accepted that cannot be written down. */
export const fullDisk: Experiment = {
	id: 'R5',
	title: 'The disk runs full under load, and is freed again',
	async run({ isQuick }, report) {
		let disk: SmallDisk;
		try {
			disk = mountSmallDisk(MEBIBYTES);
		} catch (error) {
			const skipped = error instanceof Error ? error.message : String(error);
			report({ situation: SITUATION, measures: [], skipped });
			return;
		}
		using _owned = disk;
		await using solo = await prepareSolo('SQLite', { settings: BUSY_PEOPLE, folder: disk.folder });
		await solo.replica.start();
		report(await fillAndFree(solo, disk, isQuick ? 3000 : 20_000));
	},
};

async function fillAndFree(solo: Solo, disk: SmallDisk, fullMs: number): Promise<Row> {
	const { replica, mail } = solo;
	using client = createHttpClient(replica.port);
	await using busy = await createBusyPeople(client, mail, PEOPLE);
	const regular = createVisitor(client, createLedger());
	await signInByCode(regular, mail, () => Promise.resolve());
	const witness = createVisitor(client, createLedger());
	await register(witness, mail);
	const guesser = await createGuesser(client, solo);
	busy.begin();
	const filling = setInterval(() => disk.fill(), 50);
	const isRefused = ({ status }: Entry) => status === 503;
	await until(
		'a full disk',
		() => busy.ledger.all().filter(isRefused).length >= REFUSALS,
		FULL_WITHIN_MS,
	);
	const looks = await lookWhileFull(regular, guesser, fullMs);
	clearInterval(filling);
	disk.free();
	const recovery = await secondsToSignIn(client, witness.email);
	await busy.rest();
	const refusals = busy.ledger.wrong();
	await guesser.guess(GUESSES);
	const isRightTaken = await guesser.isRightTaken();
	await replica.kill();
	const findings = await solo.findings();
	await replica.start();
	const found = await audit(client, busy.people);
	return {
		situation: SITUATION,
		measures: [
			{ what: 'changes refused with 503', value: refusals.filter(isRefused).length },
			{ what: 'looks of the signed-in meanwhile', value: looks.length, atLeast: 10 },
			{ what: 'with their account', value: looks.filter((status) => status === 200).length },
			{
				what: 'answered wrongly',
				value: looks.filter((s) => s !== 200 && s !== 503).length,
				atMost: 0,
			},
			{ what: 'sessions looked at after a kill', value: found.checked, atLeast: PEOPLE },
			{ what: 'acknowledged sessions lost', value: found.lost, atMost: 0 },
			{ what: 'acknowledged endings undone', value: found.undone + found.resetsUndone, atMost: 0 },
			{ what: 'guesses at one code', value: guesser.counts.asked },
			{ what: 'evaluated', value: guesser.counts.evaluated, atMost: TRIES_MAX },
			{ what: 'the right code taken after them', value: Number(isRightTaken), atMost: 0 },
			{ what: 'first sign-in after it', value: recovery, unit: 's', atMost: RECOVER_SECONDS },
			{ what: 'findings of integrity_check', value: findings.length, atMost: 0 },
		],
		remarks: describeWrong(refusals),
	};
}

/** The signed-in look who they are, and a thief guesses, while nothing can be written. */
async function lookWhileFull(
	regular: Visitor,
	{ guess }: Awaited<ReturnType<typeof createGuesser>>,
	fullMs: number,
): Promise<(number | null)[]> {
	const statuses: (number | null)[] = [];
	const over = performance.now() + fullMs;
	const guessing = guess(GUESSES);
	while (performance.now() < over) {
		statuses.push((await regular.call('who am I', 'GET', '/users/me')).status);
		await sleep(50);
	}
	await guessing;
	return statuses;
}

/** A code that was mailed while there was room, and a thief who has the browser that waits for it. */
async function createGuesser(client: HttpClient, { mail }: Solo) {
	const visitor = createVisitor(client, createLedger());
	const sent = await visitor.call('ask', 'POST', `${PATH}/send`, {
		body: { email: visitor.email },
	});
	const { authRequestId } = sent.body as { authRequestId: string };
	const code = await mail.codeFor(visitor.email);
	const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
	const counts = { asked: 0, evaluated: 0 };
	const verify = (tried: string) =>
		visitor.call('guess', 'POST', `${PATH}/verify/code`, { body: { authRequestId, code: tried } });
	return {
		counts,
		async guess(times: number) {
			for (let index = 0; index < times; index += 1) {
				const { body } = await verify(wrong);
				counts.asked += 1;
				counts.evaluated += Number((body as { code?: string } | undefined)?.code === 'code_wrong');
			}
		},
		isRightTaken: async () => (await verify(code)).status === 200,
	};
}

async function secondsToSignIn(client: HttpClient, email: string): Promise<number> {
	const from = performance.now();
	const isIn = async () =>
		(await signInWith(createVisitor(client, createLedger(), email), PASSWORD)).status === 200;
	await until('a sign-in after the disk was freed', isIn, 4 * RECOVER_SECONDS * 1000);
	return (performance.now() - from) / 1000;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
