import { randomUUID } from 'node:crypto';
import type { Row } from '../../experiment.ts';
import type { Answer } from '../../journey/http.ts';
import { PASSWORD, signInWith } from '../../journey/journeys.ts';
import { createLedger } from '../../journey/ledger.ts';
import { type Repeated, sendAtOnce } from '../../journey/repeats.ts';
import { createVisitor, type Visitor } from '../../journey/visitor.ts';
import type { Several } from '../../stack/several.ts';
import { mailsOf, mailsTo, registered } from './mails.ts';
import { TIMES } from './writes.ts';

const RESET = '/auth/password/reset';

/** One proof, shown many times: it is taken once, and there is one session or new password of it. */
export async function proofsAtOnce(stage: Several): Promise<Row[]> {
	return [
		await showCode(stage, '/auth/passwordless/email', {}),
		await showCode(stage, '/auth/register', { password: PASSWORD }),
		await showResetLink(stage),
	];
}

async function showCode(stage: Several, path: string, luggage: object): Promise<Row> {
	const person = createVisitor(stage.clientOf(0), createLedger());
	const { email } = person;
	const sent = await person.call('ask', 'POST', `${path}/send`, { body: { email, ...luggage } });
	const { authRequestId } = sent.body as { readonly authRequestId: string };
	const body = { authRequestId, code: await stage.office.codeFor(email) };
	const shown = await showAtOnce(stage, person, `${path}/verify/code`, body);
	return {
		situation: `${stage.engine}, a code of ${path} shown ${TIMES} times at once`,
		measures: [
			...takenOnce(shown),
			{ what: 'sessions', value: await sessionsOf(stage, email), atMost: 1, atLeast: 1 },
			{ what: 'mails', value: (await mailsTo(stage, email, 1)).length, atMost: 1, atLeast: 1 },
		],
		remarks: [shown.describe()],
	};
}

async function showResetLink(stage: Several): Promise<Row> {
	const person = await registered(stage);
	const { email } = person;
	await person.call('ask', 'POST', `${RESET}/send`, { body: { email } });
	const token = await stage.office.resetTokenFor(email);
	const before = mailsOf(stage, email).length;
	const newPassword = `a long walk along the quiet harbour ${randomUUID()}`;
	const shown = await showAtOnce(stage, person, RESET, { token, newPassword });
	const notices = (await mailsTo(stage, email, before + 1)).length - before;
	const [old, mine] = [
		await signInWith(person.twin(stage.clientOf(1)), PASSWORD),
		await signInWith(person.twin(stage.clientOf(2)), newPassword),
	];
	return {
		situation: `${stage.engine}, a link to a new password shown ${TIMES} times at once`,
		measures: [
			...takenOnce(shown),
			{ what: 'mails that tell of it', value: notices, atMost: 1, atLeast: 1 },
			{ what: 'the old password lets in', value: Number(old.status === 200), atMost: 0 },
			{ what: 'the new one does not', value: Number(mine.status !== 200), atMost: 0 },
		],
		remarks: [shown.describe()],
	};
}

/**
 * A sign-in by password, repeated: each that is acknowledged is a session, and none is there that was not
 * acknowledged. Of a browser that the account knows nobody is told.
 */
export async function passwordsAtOnce(stage: Several): Promise<Row[]> {
	const person = await registered(stage);
	const { email } = person;
	const before = await sessionsOf(stage, email);
	const mailsBefore = mailsOf(stage, email).length;
	const shown = await sendAtOnce(TIMES, (number) => {
		// The browser's own cookie without that of the session: it has signed out.
		const twin = person.twin(stage.clientOf(number));
		twin.takeCookies(withoutSession(person.cookie()));
		return signInWith(twin, PASSWORD);
	});
	const mails = (await mailsTo(stage, email, mailsBefore)).length - mailsBefore;
	const sessions = (await sessionsOf(stage, email)) - before;
	const last = await signInWith(person.twin(stage.clientOf(0)), PASSWORD);
	const count = shown.count(200);
	return [
		{
			situation: `${stage.engine}, the right password shown ${TIMES} times at once by a known browser`,
			measures: [
				{ what: 'acknowledged', value: count, atLeast: 1 },
				{ what: 'sessions made', value: sessions, atMost: count, atLeast: count },
				{
					what: 'other answers than 200, 429 and 503',
					value: shown.others(200, 429, 503),
					atMost: 0,
				},
				{ what: 'mails of a new browser', value: mails, atMost: 0 },
				{ what: 'a sign-in afterwards refused', value: Number(last.status !== 200), atMost: 0 },
			],
			remarks: [shown.describe()],
		},
	];
}

const showAtOnce = (
	stage: Several,
	person: Visitor,
	path: string,
	body: unknown,
): Promise<Repeated> =>
	sendAtOnce(TIMES, (number) =>
		person.twin(stage.clientOf(number)).call('show', 'POST', path, { body }),
	);

/** Once taken; the others are told that it was, or that there was too much at once, and nothing breaks. */
function takenOnce(shown: Repeated) {
	return [
		{ what: 'taken', value: shown.count(200), atMost: 1, atLeast: 1 },
		{ what: 'answers beyond 4xx and 503', value: shown.answers.filter(isWrong).length, atMost: 0 },
	];
}

const isWrong = ({ status }: Answer) =>
	status === null || !(status === 200 || status === 503 || (status >= 400 && status < 500));

const withoutSession = (cookie: string) =>
	cookie
		.split('; ')
		.map((pair) => (pair.startsWith('__Host-session=') ? '__Host-session=; max-age=0' : pair))
		.join('; ');

async function sessionsOf({ query }: Several, email: string): Promise<number> {
	const [row] = await query<{ count: string | number }>(`select count(*) as "count" from session
		where user_id = (select id from "user" where email = '${email}')`);
	return Number(row?.count);
}
