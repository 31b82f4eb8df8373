/** A sign-in from a browser that the account does not know is told to its owner, who can end it. */
// cspell:words neue anmeldung
import { hashToken, mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { namesInTrail } from '../../../test/trail.ts';
import { askFor, createVisitor, type Visitor } from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const DAY_MS = 24 * 60 * 60_000;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function login(by: Visitor, { email, password }: Person): Promise<void> {
	const payload = { email, password };
	const { statusCode } = await by.request({ method: 'POST', url: '/auth/login', payload });
	expect(statusCode).toBe(200);
}

const notices = async ({ storage }: TestApp) =>
	(await storage.db.selectFrom('outbox_mail').select(['template', 'to_address']).execute()).filter(
		({ template }) => template === 'new-sign-in',
	);

const countNotices = async (api: TestApp) => (await notices(api)).length;

/** The token of the next mail about a sign-in. */
async function nextToken(api: TestApp): Promise<string> {
	const { text } = await api.mail.next(EMAIL);
	const token = /\/not-me#t=([\w-]{43})\b/.exec(text)?.[1];
	if (token === undefined) throw new Error(`no link in:\n${text}`);
	return token;
}

const disown = (api: TestApp, token: string) =>
	api.send({ method: 'POST', url: '/auth/not-me', payload: { token } });

const isIn = async (visitor: Visitor) =>
	(await visitor.request({ url: '/users/me' })).statusCode === 200;

describe('a mail about a new browser', () => {
	test('is sent for the second browser, not for the first sign-in, nor for the same one again', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson(EMAIL);
		const first = createVisitor(api);
		await login(first, ada);
		await login(first, ada);
		expect(await countNotices(api)).toBe(0);
		const second = createVisitor(api, { headers: { 'user-agent': FIREFOX } });
		await login(second, ada);
		expect(await notices(api)).toEqual([{ template: 'new-sign-in', to_address: EMAIL }]);
		await login(second, ada);
		await login(first, ada);
		expect(await countNotices(api)).toBe(1);
		const { subject, text } = await api.mail.next(EMAIL);
		expect(subject).toBe('New sign-in to your Postern account');
		expect(text).toContain('1 January 2030 at 12:00 UTC');
		expect(text).toContain('Firefox on Windows');
		expect(text).not.toContain('Gecko');
	});

	test('is sent for a sign-in by mail as well, and knows the browser after signing out', async () => {
		await using api = await createTestApp();
		await api.createPerson(EMAIL);
		const [first, second] = [createVisitor(api), createVisitor(api)];
		for (const browser of [first, second]) {
			const { id, code } = await askFor(api, browser);
			await browser.verifyCode(id, code);
		}
		expect(await countNotices(api)).toBe(1);
		await api.mail.next(EMAIL);
		await second.request({ method: 'POST', url: '/auth/logout' });
		api.clock.advance(DAY_MS);
		const again = await askFor(api, second);
		await second.verifyLink(again.token);
		expect(await countNotices(api)).toBe(1);
	});

	test('is in the language and the time zone of the profile, or in the language of the browser', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		await login(createVisitor(api, { headers: { 'accept-language': 'de' } }), ada);
		expect((await api.mail.next(EMAIL)).subject).toContain('Neue Anmeldung');
		const changes = { language: 'en', timeZone: 'Asia/Tokyo' };
		await api.send({
			method: 'PATCH',
			url: '/users/me/profile',
			cookie: ada.cookie,
			payload: changes,
		});
		await login(createVisitor(api, { headers: { 'accept-language': 'de' } }), ada);
		const { subject, text } = await api.mail.next(EMAIL);
		expect(subject).toContain('New sign-in');
		expect(text).toContain('1 January 2030 at 21:00');
	});

	test('is sent for a browser that another account knows: they share nothing', async () => {
		await using api = await createTestApp();
		const [ada, grace] = [await api.signIn(EMAIL), await api.createPerson('grace@example.com')];
		const browser = createVisitor(api);
		await login(browser, grace);
		await login(browser, ada);
		expect(await notices(api)).toEqual([{ template: 'new-sign-in', to_address: EMAIL }]);
		const rows = await api.storage.db.selectFrom('known_browser').select('browser_hash').execute();
		expect(new Set(rows.map(({ browser_hash: hash }) => hash)).size).toBe(rows.length);
		const secret = browser.cookies.get('browser') ?? '';
		expect(await snapshot(api.storage.db)).not.toContain(secret);
		expect(rows.map(({ browser_hash: hash }) => hash)).not.toContain(hashToken(secret));
	});

	test('is sent once for a program that keeps no cookie, by where it runs and what it is', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const program = { isProgram: true, headers: { 'user-agent': 'nightly/1.0' } };
		await login(createVisitor(api, program), ada);
		await login(createVisitor(api, program), ada);
		expect(await countNotices(api)).toBe(1);
		await login(createVisitor(api, { ...program, from: '203.0.113.7' }), ada);
		expect(await countNotices(api)).toBe(2);
	});

	test('is sent again for a browser that was away for 400 days', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson(EMAIL);
		const browser = createVisitor(api);
		await login(browser, ada);
		api.clock.advance(400 * DAY_MS);
		await login(browser, ada);
		expect(await countNotices(api)).toBe(0);
		api.clock.advance(400 * DAY_MS + 1);
		await login(browser, ada);
		expect(await countNotices(api)).toBe(1);
	});

	test('goes with its sign-in: a transaction that fails leaves neither', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const before = await snapshot(api.storage.db);
		const { db } = api.storage;
		const failing = db.transaction().execute(async (trx) => {
			const visitor = { browser: mintToken(), language: 'en' };
			const where = { client: '127.0.0.1', userAgent: null, requestId: 'test' };
			const options = { userId: ada.userId, method: 'password', replacesTokenHash: null } as const;
			await api.services.sessions.start({ ...options, where, visitor }, trx);
			throw new Error('on purpose');
		});
		await expect(failing).rejects.toThrow('on purpose');
		expect(await snapshot(api.storage.db)).toBe(before);
	});
});

describe('"this was not me"', () => {
	test('ends that browser’s sessions, also one it has started since, and no others', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson(EMAIL);
		const [mine, thief] = [createVisitor(api), createVisitor(api)];
		await login(mine, ada);
		await login(thief, ada);
		const token = await nextToken(api);
		// A new session takes the place of the one that the mail was about.
		await login(thief, ada);
		expect([await isIn(mine), await isIn(thief)]).toEqual([true, true]);
		const answer = await disown(api, token);
		expect({ status: answer.statusCode, body: answer.body }).toEqual({ status: 204, body: '' });
		const refused = await thief.request({ url: '/users/me' });
		expectProblem(refused, 401, 'session_ended');
		expect(refused.json()).toMatchObject({ reason: 'disowned' });
		expect(await isIn(mine)).toBe(true);
		expect((await namesInTrail(api.storage.db)).slice(-2)).toEqual([
			'session_revoked',
			'sign_in_disowned',
		]);
	});

	test('makes that browser new again: the next sign-in in it is told again', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const thief = createVisitor(api);
		await login(thief, ada);
		await disown(api, await nextToken(api));
		await login(thief, ada);
		const token = await nextToken(api);
		await disown(api, token);
		expect(await isIn(thief)).toBe(false);
	});

	test('is answered alike the first time, the second, and when the session is over already', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		const other = createVisitor(api);
		await login(other, ada);
		const token = await nextToken(api);
		await other.request({ method: 'POST', url: '/auth/logout' });
		const answers = [await disown(api, token), await disown(api, token)];
		expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
			[204, ''],
			[204, ''],
		]);
		const names = await namesInTrail(api.storage.db);
		expect(names.filter((name) => name === 'sign_in_disowned')).toHaveLength(1);
	});

	test('works for seven days, and with no other token', async () => {
		await using api = await createTestApp();
		const ada = await api.signIn(EMAIL);
		await login(createVisitor(api), ada);
		const token = await nextToken(api);
		const before = await snapshot(api.storage.db);
		for (const other of [mintToken(), 'x', hashToken(token), '\u0000']) {
			expectProblem(await disown(api, other), 404, 'notice_link_not_valid');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		expect(before).not.toContain(token);
		api.clock.advance(7 * DAY_MS - 1);
		expect((await disown(api, token)).statusCode).toBe(204);
		api.clock.advance(1);
		expectProblem(await disown(api, token), 404, 'notice_link_not_valid');
	});
});

test('no more than fifty browsers of an account are kept, and none that was not used for 400 days', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1000 });
	const ada = await api.createPerson(EMAIL);
	const count = async () =>
		(await api.storage.db.selectFrom('known_browser').select('browser_hash').execute()).length;
	const first = createVisitor(api);
	for (let each = 0; each < 51; each += 1) {
		await login(each === 0 ? first : createVisitor(api), ada);
		api.clock.advance(1);
	}
	expect(await count()).toBe(50);
	const told = await countNotices(api);
	await login(first, ada);
	expect(await countNotices(api)).toBe(told + 1);
	api.clock.advance(401 * DAY_MS);
	await api.services.housekeeping.run();
	expect(await count()).toBe(0);
	expect(await api.storage.db.selectFrom('sign_in_notice').selectAll().execute()).toEqual([]);
});

test('two sign-ins of one new browser at the same time are one piece of news', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn(EMAIL);
	const browser = createVisitor(api);
	browser.cookies.set('browser', mintToken());
	await Promise.all([login(browser, ada), login(browser, ada), login(browser, ada)]);
	expect(await countNotices(api)).toBe(1);
});
