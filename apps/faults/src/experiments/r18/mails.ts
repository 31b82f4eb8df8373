import type { Row } from '../../experiment.ts';
import type { Answer } from '../../journey/http.ts';
import { PASSWORD, register } from '../../journey/journeys.ts';
import { createLedger } from '../../journey/ledger.ts';
import { sendAtOnce } from '../../journey/repeats.ts';
import { createVisitor, type Visitor } from '../../journey/visitor.ts';
import { until } from '../../stack/program.ts';
import type { Several } from '../../stack/several.ts';
import { TIMES } from './writes.ts';

/** Mails a minute to one address, MAILS_PER_MINUTE. */
const MAILS = 2;
/** What comes too much, would come by then. */
const MORE_MS = 1500;

/** Ways to ask for a mail without being signed in. They take no key: what holds them is the budget of the address. */
const WAYS = [
	{ what: 'a code to sign in', path: '/auth/passwordless/email', hasPassword: false },
	{ what: 'an account', path: '/auth/register', hasPassword: true },
] as const;

/** Asking for mails: no more than an address gets in a minute, and one account in the end. */
export async function mailsAtOnce(stage: Several): Promise<Row[]> {
	const rows: Row[] = [];
	for (const way of WAYS) rows.push(await askForProofs(stage, way));
	rows.push(await askForResets(stage));
	return rows;
}

async function askForProofs(
	stage: Several,
	{ what, path, hasPassword }: (typeof WAYS)[number],
): Promise<Row> {
	const person = createVisitor(stage.clientOf(0), createLedger());
	const { email } = person;
	const body = { email, ...(hasPassword && { password: PASSWORD }) };
	// A browser that was never here: each answer gives it a cookie of its own.
	const browsers = [...Array(TIMES).keys()].map((number) => person.twin(stage.clientOf(number)));
	const asked = await sendAtOnce(TIMES, (number) =>
		(browsers[number] ?? person).call('ask', 'POST', `${path}/send`, { body }),
	);
	const mails = await mailsTo(stage, email, asked.count(200));
	const tries: Answer[] = [];
	for (const [number, answer] of asked.answers.entries()) {
		const { authRequestId } = answer.body as { readonly authRequestId?: string };
		const browser = browsers[number];
		if (answer.status !== 200 || browser === undefined) continue;
		for (const { code } of mails) {
			const proof = { body: { authRequestId, code } };
			tries.push(await browser.call('prove', 'POST', `${path}/verify/code`, proof));
		}
	}
	const accounts = await stage.query(`select id from "user" where email = '${email}'`);
	return {
		situation: `${stage.engine}, ${what} asked for ${TIMES} times at once`,
		measures: [
			...whatCame(asked.answers, mails.length),
			{
				// Each mail proves the address once, to the browser that asked for it.
				what: 'proofs taken of all these mails',
				value: tries.filter(({ status }) => status === 200).length,
				atMost: mails.length,
				atLeast: 1,
			},
			{ what: 'accounts', value: accounts.length, atMost: 1, atLeast: 1 },
			{ what: 'mails in the end', value: mailsOf(stage, email).length, atMost: MAILS },
		],
		remarks: [asked.describe()],
	};
}

async function askForResets(stage: Several): Promise<Row> {
	const person = createVisitor(stage.clientOf(0), createLedger());
	const { email } = person;
	await register(person, stage.office);
	const before = mailsOf(stage, email).length;
	// A minute's mails are counted from the first: registering took one.
	const asked = await sendAtOnce(TIMES, (number) =>
		person
			.twin(stage.clientOf(number))
			.call('ask', 'POST', '/auth/password/reset/send', { body: { email } }),
	);
	const mails = (await mailsTo(stage, email, before + asked.count(200))).slice(before);
	const newPassword = 'another long walk along the quiet harbour';
	const used: (number | null)[] = [];
	for (const { link } of mails) {
		const body = { token: link?.token, newPassword };
		const stranger = createVisitor(stage.clientOf(1), createLedger());
		used.push((await stranger.call('reset', 'POST', '/auth/password/reset', { body })).status);
	}
	return {
		situation: `${stage.engine}, a new password asked for ${TIMES} times at once`,
		measures: [
			...whatCame(asked.answers, mails.length),
			{
				what: 'links taken of all these mails',
				value: used.filter((status) => status === 200).length,
				atMost: 1,
				atLeast: 1,
			},
		],
		remarks: [asked.describe()],
	};
}

/** As many mails as were acknowledged, no more than a minute has; who gets none hears when to come again. */
export function whatCame(answers: readonly Answer[], mails: number) {
	const acknowledged = answers.filter(({ status }) => status === 200).length;
	const limited = answers.filter(({ status }) => status === 429);
	return [
		{ what: 'acknowledged', value: acknowledged, atMost: MAILS, atLeast: 1 },
		{ what: 'mails', value: mails, atMost: acknowledged, atLeast: acknowledged },
		{ what: 'told to come later', value: limited.length },
		{
			what: 'of these without Retry-After',
			value: limited.filter(({ headers }) => headers['retry-after'] === undefined).length,
			atMost: 0,
		},
		{
			what: 'other answers',
			value: answers.length - acknowledged - limited.length,
			atMost: 0,
		},
	];
}

export const mailsOf = ({ office }: Several, email: string) =>
	office.taken.filter(({ to }) => to === email);

/** All mails to an address, once there are so many, and a while longer. */
export async function mailsTo(stage: Several, email: string, count: number) {
	const areThere = () => mailsOf(stage, email).length >= count;
	await until('the mails', areThere).catch(() => undefined);
	await new Promise((resolve) => setTimeout(resolve, MORE_MS));
	return mailsOf(stage, email);
}

/** A browser of a person who has registered. */
export async function registered(stage: Several): Promise<Visitor> {
	const person = createVisitor(stage.clientOf(0), createLedger());
	await register(person, stage.office);
	return person;
}
