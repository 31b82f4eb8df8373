/** Guessing passwords is bounded for the account, and its owner is not locked out by it (ASVS 5.0, 6.1.1, 6.3.1). */
import type { LightMyRequestResponse as Response } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { expectProblem } from '../../../test/problem.ts';
import { traced } from '../../../test/traced.ts';
import { namesInTrail } from '../../../test/trail.ts';
import { createVisitor, type Visitor } from '../../../test/visitor.ts';

const HOUR_MS = 60 * 60_000;
const ADDRESS = 'ada@example.com';
const MANY = { timeout: 60_000 };

const createApp = () => createTestApp({ rateLimitCredentialsPerMinute: 1000 });

const logIn = (visitor: Visitor, password: string, email = ADDRESS): Promise<Response> =>
	visitor.request({ method: 'POST', url: '/auth/login', payload: { email, password } });

/** Strangers at addresses of their own. */
const strangers = (api: TestApp, count: number): Visitor[] =>
	Array.from({ length: count }, (_, each) =>
		createVisitor(api, { from: `203.0.113.${String(each)}` }),
	);

/** So many wrong passwords, one after the other and by many; their codes. */
async function guess(all: readonly Visitor[], times: number, email = ADDRESS): Promise<string[]> {
	const codes: string[] = [];
	for (let each = 0; each < times; each += 1) {
		const visitor = all[each % all.length];
		const response = await visitor?.request({
			...{ method: 'POST', url: '/auth/login' },
			payload: { email, password: `wrong ${String(each)}` },
		});
		codes.push(response?.json<{ code: string }>().code ?? '');
	}
	return codes;
}

const times = (codes: readonly string[], code: string) =>
	codes.filter((each) => each === code).length;

/** A browser that has signed in to an account, and out again. */
async function knownBrowserOf(
	api: TestApp,
	{ password, email }: Pick<Person, 'email' | 'password'>,
): Promise<Visitor> {
	const browser = createVisitor(api, { from: '198.51.100.7' });
	expect((await logIn(browser, password, email)).statusCode).toBe(200);
	return browser;
}

describe('of an account', () => {
	test('30 wrong passwords an hour are looked at, and no right one after them', MANY, async () => {
		await using api = await createApp();
		const { password } = await api.createPerson(ADDRESS);
		const codes = await guess(strangers(api, 5), 40);
		expect(codes).toEqual([
			...Array.from({ length: 30 }, () => 'invalid_credentials'),
			...Array.from({ length: 10 }, () => 'guesses_limited'),
		]);
		const other = createVisitor(api, { from: '198.51.100.1' });
		const refused = await logIn(other, password);
		expectProblem(refused, 429, 'guesses_limited');
		expect(Number(refused.headers['retry-after'])).toBe(3600);
		expect(refused.headers).not.toHaveProperty('set-cookie');
		api.clock.advance(HOUR_MS);
		expect((await logIn(other, password)).statusCode).toBe(200);
	});

	test('one client gets 25 of them, and another the rest', MANY, async () => {
		await using api = await createApp();
		await api.createPerson(ADDRESS);
		const [eve, mallory] = strangers(api, 2) as [Visitor, Visitor];
		expect(times(await guess([eve], 30), 'invalid_credentials')).toBe(25);
		expect(times(await guess([mallory], 30), 'invalid_credentials')).toBe(5);
	});

	test('wrong passwords and wrong codes are one budget', MANY, async () => {
		await using api = await createApp();
		await api.createPerson(ADDRESS);
		expect(times(await guess(strangers(api, 3), 28), 'invalid_credentials')).toBe(28);
		const ada = createVisitor(api, { from: '198.51.100.1' });
		const { authRequestId } = await ada.ask(ADDRESS);
		const codes = [];
		for (let each = 0; each < 3; each += 1) {
			codes.push((await ada.verifyCode(authRequestId, '000000')).json<{ code: string }>().code);
		}
		expect(codes).toEqual(['code_wrong', 'code_wrong', 'guesses_limited']);
		expect((await guess(strangers(api, 3), 1))[0]).toBe('guesses_limited');
	});

	test('the link in a mail still signs in when all guesses are spent', MANY, async () => {
		await using api = await createApp();
		await api.createPerson(ADDRESS);
		await guess(strangers(api, 5), 31);
		const ada = createVisitor(api, { from: '198.51.100.1' });
		await ada.ask(ADDRESS);
		const token = await api.mail.nextLinkToken(ADDRESS);
		expect((await ada.verifyLink(token)).statusCode).toBe(200);
	});

	/** R25: better-auth #9993. */
	test('of a hundred at the same time exactly 30 are looked at', MANY, async () => {
		await using api = await createTestApp({
			...{ rateLimitCredentialsPerMinute: 1000, passwordHashesWaitingMax: 1000 },
		});
		await api.createPerson(ADDRESS);
		const all = strangers(api, 10);
		const answers = await Promise.all(
			Array.from({ length: 100 }, (_, each) => guess([all[each % 10] as Visitor], 1)),
		);
		expect(times(answers.flat(), 'invalid_credentials')).toBe(30);
		expect(times(answers.flat(), 'guesses_limited')).toBe(70);
	});

	test('a refusal is written down, and no password was looked at for it', MANY, async () => {
		await using api = await createApp();
		await api.createPerson(ADDRESS);
		await guess(strangers(api, 5), 31);
		const names = await namesInTrail(api.storage.db);
		expect(times(names, 'password_wrong')).toBe(30);
		expect(names.at(-1)).toBe('guesses_limited');
	});
});

describe('a right password', () => {
	test('costs no guess, however often', MANY, async () => {
		await using api = await createApp();
		const { password } = await api.createPerson(ADDRESS);
		for (let each = 0; each < 35; each += 1) {
			// A new browser every time: the account knows none of them.
			const visitor = createVisitor(api, { from: '198.51.100.1' });
			expect((await logIn(visitor, password)).statusCode).toBe(200);
		}
	});

	test('does not give back what wrong ones have cost', MANY, async () => {
		await using api = await createApp();
		const { password } = await api.createPerson(ADDRESS);
		const all = strangers(api, 5);
		await guess(all, 29);
		expect((await logIn(createVisitor(api), password)).statusCode).toBe(200);
		expect(await guess(all, 2)).toEqual(['invalid_credentials', 'guesses_limited']);
	});

	test('of a disabled account costs as much as a wrong one', MANY, async () => {
		await using api = await createApp();
		const { password, userId } = await api.createPerson(ADDRESS);
		const { db } = api.storage;
		await db.updateTable('user').set({ disabled_at: 1 }).where('id', '=', userId).execute();
		const codes = [];
		for (const visitor of strangers(api, 31)) {
			codes.push((await logIn(visitor, password)).json<{ code: string }>().code);
		}
		expect(times(codes, 'account_disabled')).toBe(30);
		expect(codes.at(-1)).toBe('guesses_limited');
	});

	test('that could not be looked at costs nothing', MANY, async () => {
		await using api = await createTestApp(
			{ rateLimitCredentialsPerMinute: 1000, passwordHashesAtOnce: 1, passwordHashesWaitingMax: 0 },
			{ hashCost: { memoryKib: 65_536, passes: 3 } },
		);
		await api.createPerson(ADDRESS);
		const all = strangers(api, 10);
		let looked = 0;
		let busy = 0;
		for (let round = 0; round < 4; round += 1) {
			const answers = await Promise.all(all.map((one) => guess([one], 1)));
			looked += times(answers.flat(), 'invalid_credentials');
			busy += times(answers.flat(), 'sign_in_busy');
		}
		expect(busy).toBeGreaterThan(0);
		const left = await guess(all, 40);
		expect(looked + times(left, 'invalid_credentials')).toBe(30);
	});
});

describe('a browser that the account knows', () => {
	test('gets in when strangers have spent every guess there is', MANY, async () => {
		await using api = await createApp();
		const ada = await api.createPerson(ADDRESS);
		const browser = await knownBrowserOf(api, ada);
		expect(times(await guess(strangers(api, 5), 40), 'guesses_limited')).toBe(10);
		expect(times(await guess([browser], 3), 'invalid_credentials')).toBe(3);
		expect((await logIn(browser, ada.password)).statusCode).toBe(200);
	});

	test('has its codes compared when strangers have spent every guess there is', MANY, async () => {
		await using api = await createApp();
		const browser = await knownBrowserOf(api, await api.createPerson(ADDRESS));
		await guess(strangers(api, 5), 31);
		const { authRequestId } = await browser.ask(ADDRESS);
		expectProblem(await browser.verifyCode(authRequestId, '000000'), 401, 'code_wrong');
		const code = await api.mail.nextCode(ADDRESS);
		expect((await browser.verifyCode(authRequestId, code)).statusCode).toBe(200);
	});

	test('spends its guesses on codes and passwords alike', MANY, async () => {
		await using api = await createApp();
		const browser = await knownBrowserOf(api, await api.createPerson(ADDRESS));
		expect(times(await guess([browser], 29), 'invalid_credentials')).toBe(29);
		const { authRequestId } = await browser.ask(ADDRESS);
		expectProblem(await browser.verifyCode(authRequestId, '000000'), 401, 'code_wrong');
		expectProblem(await browser.verifyCode(authRequestId, '000000'), 429, 'guesses_limited');
		expect(await guess([browser], 1)).toEqual(['guesses_limited']);
	});

	test('has 30 guesses an hour itself, which are not those of strangers', MANY, async () => {
		await using api = await createApp();
		const browser = await knownBrowserOf(api, await api.createPerson(ADDRESS));
		expect(times(await guess([browser], 35), 'invalid_credentials')).toBe(30);
		expect(times(await guess(strangers(api, 5), 35), 'invalid_credentials')).toBe(30);
	});

	test('is known to that account alone, and not to one that nobody has', MANY, async () => {
		await using api = await createApp();
		const browser = await knownBrowserOf(api, await api.createPerson('eve@example.com'));
		await api.createPerson(ADDRESS);
		for (const email of [ADDRESS, 'nobody@example.com']) {
			expect(times(await guess(strangers(api, 5), 30, email), 'invalid_credentials')).toBe(30);
			expect(await guess([browser], 1, email)).toEqual(['guesses_limited']);
		}
	});

	test(
		'is a stranger again after 400 days, and when somebody said it was not them',
		MANY,
		async () => {
			await using api = await createApp();
			const ada = await api.createPerson(ADDRESS);
			const browser = await knownBrowserOf(api, ada);
			api.clock.advance(401 * 24 * HOUR_MS);
			await guess(strangers(api, 5), 30);
			expect(await guess([browser], 1)).toEqual(['guesses_limited']);
		},
	);

	test('cannot be made up', MANY, async () => {
		await using api = await createApp();
		const browser = await knownBrowserOf(api, await api.createPerson(ADDRESS));
		const [name = ''] = [...browser.cookies.keys()].filter((each) => each.endsWith('browser'));
		await guess(strangers(api, 5), 30);
		for (const value of ['', 'x', 'A'.repeat(43), `${browser.cookies.get(name) ?? ''}A`]) {
			const forger = createVisitor(api, { from: '203.0.113.99' });
			forger.cookies.set(name, value);
			expect(await guess([forger], 1)).toEqual(['guesses_limited']);
		}
	});
});

describe('nobody learns from it whether there is an account:', () => {
	test(
		'known and unknown addresses run out at the same guess, with the same words',
		MANY,
		async () => {
			const answers = [];
			for (const email of [ADDRESS, 'bob@example.com', 'no address']) {
				await using api = await createApp();
				await api.createPerson(ADDRESS);
				const all = strangers(api, 5);
				const codes = await guess(all, 31, email);
				const { statusCode, headers, body } = await logIn(all[0] as Visitor, 'wrong', email);
				const { title, code } = JSON.parse(body) as { title: string; code: string };
				answers.push({ codes, statusCode, title, code, wait: headers['retry-after'] });
			}
			expect(answers[0]?.codes.at(-1)).toBe('guesses_limited');
			for (const each of answers) expect(each).toEqual(answers[0]);
		},
	);

	test('the same statements are made for each, with a cookie and without', MANY, async () => {
		const traces: string[][] = [];
		for (const email of [ADDRESS, 'bob@example.com', 'no address']) {
			await using database = await createTestDatabase();
			const { db, trace } = traced(database.storage.db);
			await using api = await createTestApp({}, { storage: { ...database.storage, db } });
			const { users, passwords } = api.services;
			const password = 'lamp river cloud kettle';
			for (const known of [ADDRESS, 'eve@example.com']) {
				const account = await users.create(known);
				await passwords.set(account?.id ?? '', password);
			}
			const browser = await knownBrowserOf(api, { email: 'eve@example.com', password });
			trace.length = 0;
			await guess([browser], 2, email);
			await guess(strangers(api, 1), 2, email);
			traces.push([...trace]);
		}
		expect(traces[0]?.length).toBeGreaterThan(8);
		for (const each of traces) expect(each).toEqual(traces[0]);
	});
});
