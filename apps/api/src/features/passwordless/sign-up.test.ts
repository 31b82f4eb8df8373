/** Who gets an account with the first sign-in, and what everybody else is mailed. */
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import {
	askFor,
	createVisitor,
	type Mailed,
	setCookiesOf,
	type Visitor,
} from '../../../test/visitor.ts';
import type { OutgoingMail } from '../../ports/mailer.ts';

const EMAIL = 'ada@example.com';
const SECRET = /#t=|\b\d{6}\b/;

const ways = {
	code: ({ verifyCode }: Visitor, { id, code }: Mailed) => verifyCode(id, code),
	link: ({ verifyLink }: Visitor, { token }: Mailed) => verifyLink(token),
};
const WAYS = ['code', 'link'] as const;

function expectNoSecret({ subject, text, html }: OutgoingMail): void {
	expect(subject).not.toMatch(SECRET);
	expect(text).not.toMatch(SECRET);
	// Colours are six digits too, now and then.
	expect(html.replaceAll(/#\d{6}\b/g, '')).not.toMatch(SECRET);
}

async function disable({ storage, clock }: TestApp, email = EMAIL): Promise<void> {
	await storage.db
		.updateTable('user')
		.set({ disabled_at: clock() })
		.where('email', '=', email)
		.execute();
}

const countOf = async ({ storage }: TestApp, table: 'user' | 'session') =>
	(await storage.db.selectFrom(table).select('id').execute()).length;

/** The same app settings, read anew, as after a restart. */
const reopened = (api: TestApp, settings: Parameters<typeof createTestApp>[0]) =>
	createTestApp(settings, { storage: api.storage, clock: api.clock });

describe('while sign-up is open', () => {
	test('the mail to a new address says that signing in makes the account', async () => {
		await using api = await createTestApp();
		await api.createPerson('grace@example.com');
		const ada = createVisitor(api);
		expect((await askFor(api, ada)).mail.text).toContain(
			'There is no account for this address yet',
		);
		const grace = await askFor(api, ada, 'grace@example.com');
		expect(grace.mail.text).not.toContain('There is no account');
	});

	test.each(WAYS)('two proofs of one new address by %s make one account', async (way) => {
		await using api = await createTestApp();
		const [phone, laptop] = [createVisitor(api), createVisitor(api)];
		const mails = [await askFor(api, phone), await askFor(api, laptop)] as const;
		const answers = await Promise.all([ways[way](phone, mails[0]), ways[way](laptop, mails[1])]);
		expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
		const ids = answers.map((answer) => answer.json<{ userId: string }>().userId);
		expect(new Set(ids).size).toBe(1);
		expect([await countOf(api, 'user'), await countOf(api, 'session')]).toEqual([1, 2]);
	});
});

describe.each(['closed', 'invited'] as const)('while sign-up is %s', (signUp) => {
	test('a stranger is mailed that there is no account, and nothing to prove anything with', async () => {
		await using api = await createTestApp({ signUp });
		const eve = createVisitor(api);
		await eve.ask(EMAIL);
		const mail = await api.mail.next(EMAIL);
		expect(mail.subject).toContain('No Postern account');
		expectNoSecret(mail);
		expect(mail.text).toContain('http://localhost:5173/sign-in');
	});

	test.each(WAYS)('somebody who has an account signs in by %s as ever', async (way) => {
		await using api = await createTestApp({ signUp });
		const { userId } = await api.createPerson(EMAIL);
		const ada = createVisitor(api);
		const signedIn = await ways[way](ada, await askFor(api, ada));
		expect(signedIn.json()).toMatchObject({ userId });
	});

	test.each(WAYS)('a mail from before it was so makes no account by %s', async (way) => {
		await using before = await createTestApp({ signUp: 'open' });
		const mailed = await askFor(before, createVisitor(before, { isProgram: true }));
		await using api = await reopened(before, { signUp, isSameBrowser: false });
		const program = createVisitor(api, { isProgram: true });
		const state = () => before.storage.db.selectFrom('auth_request').selectAll().execute();
		const [first] = await state();
		const refused =
			way === 'code'
				? await program.verifyCode(mailed.id, mailed.code)
				: await program.verifyLink(mailed.token, true);
		expectProblem(refused, 403, 'sign_up_closed');
		expect([await countOf(before, 'user'), await countOf(before, 'session')]).toEqual([0, 0]);
		// The request is not used up; a code has cost its try.
		expect(await state()).toEqual([{ ...first, tries: way === 'code' ? 1 : 0 }]);
		await using open = await reopened(before, { signUp: 'open', isSameBrowser: false });
		const later = createVisitor(open, { isProgram: true });
		expect((await later.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
	});
});

describe('while sign-up is by invitation', () => {
	test('who was invited is mailed as much, gets an account, and uses the invitation up', async () => {
		await using api = await createTestApp({ signUp: 'invited' });
		await api.services.invitations.invite(EMAIL, 'en');
		const invitation = await api.mail.next(EMAIL);
		expect(invitation.subject).toContain('You are invited');
		expectNoSecret(invitation);
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(await api.services.invitations.isOpen(EMAIL)).toBe(true);
		expect((await ada.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
		expect(await api.services.invitations.isOpen(EMAIL)).toBe(false);
		const again = await askFor(api, ada);
		expect((await ada.verifyLink(again.token)).statusCode).toBe(200);
		expect(await countOf(api, 'user')).toBe(1);
	});

	test('an invitation is for its address alone', async () => {
		await using api = await createTestApp({ signUp: 'invited' });
		await api.services.invitations.invite(EMAIL, 'en');
		const eve = createVisitor(api);
		await eve.ask('eve@example.com');
		expectNoSecret(await api.mail.next('eve@example.com'));
		expect(await api.services.invitations.isOpen(EMAIL)).toBe(true);
	});

	test('two proofs of an invited address make one account, and let in both', async () => {
		await using api = await createTestApp({ signUp: 'invited' });
		await api.services.invitations.invite(EMAIL, 'en');
		await api.mail.next(EMAIL);
		const [phone, laptop] = [createVisitor(api), createVisitor(api)];
		const mails = [await askFor(api, phone), await askFor(api, laptop)] as const;
		const answers = await Promise.all([
			phone.verifyLink(mails[0].token),
			laptop.verifyLink(mails[1].token),
		]);
		expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
		expect(await countOf(api, 'user')).toBe(1);
	});
});

describe('a disabled account', () => {
	test('is mailed that it is, and nothing to prove anything with', async () => {
		await using api = await createTestApp();
		await api.createPerson(EMAIL);
		await disable(api);
		await createVisitor(api).ask(EMAIL);
		const mail = await api.mail.next(EMAIL);
		expect(mail.subject).toContain('disabled');
		expectNoSecret(mail);
	});

	test.each(WAYS)(
		'that was not when the mail was sent is refused by %s, and the request stays',
		async (way) => {
			await using api = await createTestApp();
			await api.createPerson(EMAIL);
			const ada = createVisitor(api);
			const mailed = await askFor(api, ada);
			await disable(api);
			const refused = await ways[way](ada, mailed);
			expectProblem(refused, 401, 'account_disabled');
			expect(setCookiesOf(refused)).toEqual([]);
			expect(await countOf(api, 'session')).toBe(0);
			expect((await ada.find(mailed.id)).json()).toMatchObject({ status: 'pending' });
			await api.storage.db.updateTable('user').set({ disabled_at: null }).execute();
			expect((await ways[way](ada, mailed)).statusCode).toBe(200);
		},
	);

	test('is not replaced by a new one, whatever the policy', async () => {
		await using api = await createTestApp();
		await api.createPerson(EMAIL);
		await disable(api);
		const ada = createVisitor(api);
		const { authRequestId } = await ada.ask(EMAIL);
		await api.mail.next(EMAIL);
		const before = await snapshot(api.storage.db);
		expect(await countOf(api, 'user')).toBe(1);
		expect((await ada.find(authRequestId)).json()).toMatchObject({ status: 'pending' });
		expect(await snapshot(api.storage.db)).toBe(before);
	});
});
