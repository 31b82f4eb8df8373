import type { Conditions, Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { register, signInByCode, signInWith } from '../journey/journeys.ts';
import { createLedger, describeWrong, type Ledger } from '../journey/ledger.ts';
import { leaveRemains, type Remains, revivedOf, signedIn } from '../journey/remains.ts';
import { createVisitor, type Visitor } from '../journey/visitor.ts';
import { createWayIn } from '../stack/inside.ts';
import type { MailSink } from '../stack/mail-sink.ts';
import { type Engine, prepareSolo } from '../stack/solo.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** The day after the last second that fits 31 bits. */
const IN_2038 = new Date('2038-01-20T00:00:00Z');

/** Where the clock is set, one after the other, and whether a session of now is good there. */
function settingsOfClock(): readonly (readonly [string, number, boolean])[] {
	const until2038 = Math.round((IN_2038.getTime() - Date.now()) / 1000);
	return [
		['right', 0, true],
		['an hour behind', -HOUR_S, true],
		['an hour ahead', HOUR_S, true],
		['right again', 0, true],
		['2038-01-20', until2038, false],
		['right after that', 0, true],
	];
}

interface Seen {
	readonly ledger: Ledger;
	readonly remains: Remains[];
	revived: number;
	signedOut: number;
	unable: number;
}

/** The clock of one process is set while it serves. */
export async function steps(engine: Engine, { tell }: Conditions): Promise<Row> {
	await using wayIn = await createWayIn();
	await using solo = await prepareSolo(engine, { settings: wayIn.settings });
	const { replica, mail } = solo;
	wayIn.leadsTo(replica);
	await replica.start();
	const startedAs = replica.pid();
	using client = createHttpClient(replica.port);
	const seen: Seen = { ledger: createLedger(), remains: [], revived: 0, signedOut: 0, unable: 0 };
	const longIn = await signedIn(client, mail, seen.ledger);
	const ofTheFuture: Visitor[] = [];
	for (const [name, seconds, isLongInGood] of settingsOfClock()) {
		await wayIn.setAhead(seconds);
		tell(`${engine}: ${name}`);
		await lookAround(seen, { client, mail });
		const isIn = (await whoAmI(client, longIn.cookie())) === 200;
		if (isLongInGood && !isIn) seen.signedOut += 1;
		if (!isLongInGood) ofTheFuture.push(await signedIn(client, mail, seen.ledger));
	}
	const aheadOfTheirEnd = await endedWhileTheyLookDead(client, mail, wayIn.setAhead);
	const outliving = await countGood(client, ofTheFuture);
	const failed = seen.ledger.wrong();
	return {
		situation: `${engine}: the clock is set an hour back and ahead, to 2038, and back, while it serves`,
		measures: [
			{ what: 'things tried that were ended or used', value: countOf(seen.remains), atLeast: 1 },
			{ what: 'revived', value: seen.revived, atMost: 0 },
			{
				what: 'sessions alive after all were ended under a clock by which they were over',
				value: aheadOfTheirEnd,
				atMost: 0,
			},
			// Told, not judged: such a session ends with its account's others, or thirty days after 2038.
			{ what: 'begun in 2038, and good when the clock is right', value: outliving },
			{ what: 'signed out by an hour', value: seen.signedOut, atMost: 0 },
			{
				what: 'settings of the clock in which nobody could sign in',
				value: seen.unable,
				atMost: 0,
			},
			{
				what: 'answers of 5xx, or none',
				value: failed.filter(({ status }) => status === null || status >= 500).length,
				atMost: 0,
			},
			{ what: 'other wrong answers', value: failed.length, atMost: 0 },
			{
				what: 'process ended',
				value: Number(!replica.isRunning() || replica.pid() !== startedAs),
				atMost: 0,
			},
		],
		remarks: describeWrong(failed),
	};
}

/** Tries all that is over, and lets a few people sign in and leave something behind for the next look. */
async function lookAround(
	seen: Seen,
	{ client, mail }: { readonly client: HttpClient; readonly mail: MailSink },
): Promise<void> {
	seen.revived += await revivedOf(client, seen.remains, seen.ledger);
	try {
		seen.remains.push(await leaveRemains(client, mail, seen.ledger));
	} catch {
		// The ledger has the answer; a mail that never came is told here alone.
		seen.unable += 1;
	}
	seen.revived += await revivedOf(client, seen.remains.slice(-1), seen.ledger);
}

/**
 * A person whose session looks over by a clock that is nine days ahead ends all they have by a new password. When the
 * clock is right again, the old session must not be good after all.
 */
async function endedWhileTheyLookDead(
	client: HttpClient,
	mail: MailSink,
	setAhead: (seconds: number) => Promise<void>,
): Promise<number> {
	const ledger = createLedger();
	const person = createVisitor(client, ledger);
	await register(person, mail);
	const others = createVisitor(client, ledger, person.email);
	await signInByCode(others, mail, () => Promise.resolve());
	await setAhead(9 * DAY_S);
	const endingAll = await resetPassword(createVisitor(client, ledger, person.email), mail);
	await setAhead(0);
	if (!endingAll) return NaN;
	return countGood(client, [person, others]);
}

async function resetPassword(visitor: Visitor, mail: MailSink): Promise<boolean> {
	const path = '/auth/password/reset';
	await visitor.call('ask', 'POST', `${path}/send`, { body: { email: visitor.email } });
	const token = await mail.resetTokenFor(visitor.email);
	const newPassword = 'a quiet harbour and a long walk';
	const { status } = await visitor.call('reset', 'POST', path, { body: { token, newPassword } });
	return status === 200 && (await signInWith(visitor, newPassword)).status === 200;
}

async function countGood(client: HttpClient, people: readonly Visitor[]): Promise<number> {
	let good = 0;
	for (const each of people) good += Number((await whoAmI(client, each.cookie())) === 200);
	return good;
}

async function whoAmI(client: HttpClient, cookie: string): Promise<number | null> {
	const visitor = createVisitor(client, createLedger());
	visitor.takeCookies(cookie);
	return (await visitor.call('who am I', 'GET', '/users/me')).status;
}

const countOf = (all: readonly Remains[]) =>
	all.reduce((sum, { sessions, codes }) => sum + sessions.length + codes.length + 2, 0);
