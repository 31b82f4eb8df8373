import { randomBytes } from 'node:crypto';
import type { Row } from '../../experiment.ts';
import { sendAtOnce } from '../../journey/repeats.ts';
import type { Several } from '../../stack/several.ts';
import { mailsOf, mailsTo } from './mails.ts';
import { signIn, TIMES } from './writes.ts';

/** What a person does to their own account. It takes no key: the first ends what would repeat it. */
export async function ownAtOnce(stage: Several): Promise<Row[]> {
	return [await move(stage), await leave(stage)];
}

async function move(stage: Several): Promise<Row> {
	const person = await signIn(stage);
	const email = `new${randomBytes(8).toString('hex')}@example.com`;
	const asked = await sendAtOnce(TIMES, (number) =>
		person
			.twin(stage.clientOf(number))
			.call('ask', 'POST', '/users/me/email/change/send', { body: { email } }),
	);
	const acknowledged = asked.count(200);
	const mails = await mailsTo(stage, email, acknowledged);
	const pending = await stage.query(
		`select id from auth_request where email = '${email}' and used_at is null`,
	);
	return {
		situation: `${stage.engine}, another address asked for ${TIMES} times at once`,
		measures: [
			{ what: 'acknowledged', value: acknowledged, atMost: 2, atLeast: 1 },
			{ what: 'mails', value: mails.length, atMost: acknowledged, atLeast: 1 },
			{ what: 'changes that can be proven', value: pending.length, atMost: 1, atLeast: 1 },
			{ what: 'other answers than 200 and 429', value: asked.others(200, 429), atMost: 0 },
		],
		remarks: [asked.describe()],
	};
}

async function leave(stage: Several): Promise<Row> {
	const person = await signIn(stage);
	const { email } = person;
	const before = mailsOf(stage, email).length;
	const asked = await sendAtOnce(TIMES, (number) =>
		person.twin(stage.clientOf(number)).call('leave', 'POST', '/users/me/deletion'),
	);
	const mails = (await mailsTo(stage, email, before + 1)).length - before;
	return {
		situation: `${stage.engine}, the account to be deleted, said ${TIMES} times at once`,
		measures: [
			{ what: 'acknowledged', value: asked.count(200), atLeast: 1 },
			{ what: 'different answers', value: asked.contents(200), atMost: 1 },
			{ what: 'mails that tell of it', value: mails, atMost: 1, atLeast: 1 },
			{ what: 'other answers than 200 and 401', value: asked.others(200, 401), atMost: 0 },
		],
		remarks: [asked.describe()],
	};
}
