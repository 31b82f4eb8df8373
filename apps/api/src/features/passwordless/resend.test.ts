import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { askAgain, askFor, createVisitor, type Visitor, wrongCode } from '../../../test/visitor.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Guesses wrongly until no try is left. */
async function spendTries({ verifyCode }: Visitor, { id, code }: { id: string; code: string }) {
	for (let each = 0; each < 5; each += 1) await verifyCode(id, wrongCode(code));
}

const requestsOf = ({ storage }: TestApp) =>
	storage.db.selectFrom('auth_request').selectAll().execute();

describe('another mail', () => {
	test('keeps the id, replaces both secrets, and lives ten minutes of its own', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		api.clock.advance(9 * MINUTE_MS);
		const answer = await ada.resend(first.id);
		expect(answer.json()).toEqual({
			authRequestId: first.id,
			passwordlessType: 'LINK_CODE',
			expiresIn: 600,
			resendAfter: 60,
		});
		const mail = await api.mail.next('ada@example.com');
		expect(mail.messageId).not.toBe(first.mail.messageId);
		expect(mail.text).not.toContain(first.token);
		expect(await requestsOf(api)).toHaveLength(1);
		api.clock.advance(10 * MINUTE_MS - 1);
		expect((await ada.find(first.id)).json()).toMatchObject({ status: 'pending', expiresIn: 1 });
	});

	test('makes the old link not valid and the old code wrong; the new ones work', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		api.clock.advance(MINUTE_MS);
		const second = await askAgain(api, ada, first);
		expectProblem(await ada.verifyLink(first.token), 404, 'link_not_valid');
		if (first.code !== second.code) {
			expectProblem(await ada.verifyCode(first.id, first.code), 401, 'code_wrong');
		}
		expect((await ada.verifyCode(first.id, second.code)).statusCode).toBe(200);
		expectProblem(await ada.verifyLink(second.token), 410, 'auth_request_used');
		expectProblem(await ada.verifyLink(first.token), 404, 'link_not_valid');
	});

	test('does not give a single try back', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		let mailed = await askFor(api, ada);
		for (const triesLeft of [4, 3, 2, 1, 0]) {
			const refused = await ada.verifyCode(mailed.id, wrongCode(mailed.code));
			expect(refused.json()).toMatchObject({ code: 'code_wrong', triesLeft });
			if (triesLeft === 0) break;
			api.clock.advance(MINUTE_MS);
			mailed = await askAgain(api, ada, mailed);
			expect((await ada.find(mailed.id)).json()).toMatchObject({ triesLeft });
		}
		expectProblem(await ada.verifyCode(mailed.id, mailed.code), 410, 'code_tries_spent');
	});

	test('has the link alone once the tries are spent, and the link works', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		await spendTries(ada, first);
		expect((await ada.find(first.id)).json()).toMatchObject({ status: 'spent', triesLeft: 0 });
		api.clock.advance(MINUTE_MS);
		const answer = await ada.resend(first.id);
		expect(answer.json()).toMatchObject({ passwordlessType: 'LINK', authRequestId: first.id });
		const mail = await api.mail.next('ada@example.com');
		expect(mail.text + mail.html).not.toMatch(/(?<!#)\b\d{6}\b/);
		expectProblem(await ada.verifyCode(first.id, first.code), 410, 'code_tries_spent');
		const [, token = ''] = /#t=([\w-]{43})/.exec(mail.text) ?? [];
		expect((await ada.verifyLink(token)).statusCode).toBe(200);
	});

	test('of a code alone is refused once the tries are spent', async () => {
		await using api = await createTestApp({ passwordlessType: 'CODE' });
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		await spendTries(ada, first);
		api.clock.advance(MINUTE_MS);
		const before = await snapshot(api.storage.db);
		expectProblem(await ada.resend(first.id), 410, 'code_tries_spent');
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('works after the first has expired', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		api.clock.advance(20 * MINUTE_MS);
		expectProblem(await ada.verifyLink(first.token), 410, 'auth_request_expired');
		const second = await askAgain(api, ada, first);
		expect((await ada.verifyLink(second.token)).statusCode).toBe(200);
	});

	test('is refused after the first was used, at once and later', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		await ada.verifyLink(first.token);
		for (const wait of [0, MINUTE_MS, 60 * MINUTE_MS]) {
			api.clock.advance(wait);
			const before = await snapshot(api.storage.db);
			expectProblem(await ada.resend(first.id), 410, 'auth_request_used');
			expect(await snapshot(api.storage.db)).toBe(before);
		}
	});

	test('calls the first back if that has not left yet', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const { authRequestId } = await ada.ask('ada@example.com');
		api.clock.advance(MINUTE_MS);
		await ada.resend(authRequestId);
		const token = await api.mail.nextLinkToken('ada@example.com');
		expect(api.mail.delivered).toHaveLength(1);
		expect((await ada.verifyLink(token)).statusCode).toBe(200);
	});
});

describe('another mail that is asked for too early', () => {
	test.each([0, 1, 30_000, 59_001, 59_999])(
		'%d ms after the last is refused with a wait that is true',
		async (elapsed) => {
			await using api = await createTestApp();
			const ada = createVisitor(api);
			const first = await askFor(api, ada);
			api.clock.advance(elapsed);
			const before = await snapshot(api.storage.db);
			const refused = await ada.resend(first.id);
			expectProblem(refused, 429, 'mails_limited');
			expect(await snapshot(api.storage.db)).toBe(before);
			const wait = Number(refused.headers['retry-after']);
			expect((await ada.find(first.id)).json()).toMatchObject({ resendAfter: wait });
			expect(wait).toBe(Math.ceil((MINUTE_MS - elapsed) / SECOND_MS));
			// A second less would not have been enough.
			api.clock.advance((wait - 1) * SECOND_MS);
			if (elapsed % SECOND_MS === 0) {
				expectProblem(await ada.resend(first.id), 429, 'mails_limited');
			}
			api.clock.advance(SECOND_MS);
			expect((await ada.resend(first.id)).statusCode).toBe(200);
		},
	);

	test('leaves the first link and code as they were', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		expectProblem(await ada.resend(first.id), 429, 'mails_limited');
		expect((await ada.verifyCode(first.id, first.code)).statusCode).toBe(200);
	});

	test('counts from the last mail, not from the first', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		api.clock.advance(MINUTE_MS);
		await askAgain(api, ada, first);
		api.clock.advance(MINUTE_MS - SECOND_MS);
		const refused = await ada.resend(first.id);
		expectProblem(refused, 429, 'mails_limited');
		expect(refused.headers['retry-after']).toBe('1');
	});

	test('is told the wait that holds when the mails of the hour are used up as well', async () => {
		await using api = await createTestApp({ mailsPerMinute: 100, mailsPerHour: 2 });
		const ada = createVisitor(api);
		const elsewhere = createVisitor(api, { from: '203.0.113.9' });
		const first = await askFor(api, ada);
		await elsewhere.ask('ada@example.com');
		api.clock.advance(MINUTE_MS);
		const refused = await ada.resend(first.id);
		expectProblem(refused, 429, 'mails_limited');
		api.clock.advance(Number(refused.headers['retry-after']) * SECOND_MS);
		expect((await ada.resend(first.id)).statusCode).toBe(200);
	});
});

test('another mail goes by what the address may do now, not by what it once might', async () => {
	await using api = await createTestApp();
	const { userId } = await api.createPerson('ada@example.com');
	const ada = createVisitor(api);
	const first = await askFor(api, ada);
	await api.storage.db
		.updateTable('user')
		.set({ disabled_at: api.clock() })
		.where('id', '=', userId)
		.execute();
	api.clock.advance(MINUTE_MS);
	const { mail } = await askAgain(api, ada, first);
	expect(mail.subject).toContain('disabled');
	expect(mail.text).not.toMatch(/#t=|\b\d{6}\b/);
	expectProblem(await ada.verifyLink(first.token), 404, 'link_not_valid');
});
