/** How often mails are sent and codes compared, whoever asks and from wherever; on a clock that is moved. */
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { createTestDatabase, engine } from '../../../test/database.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import {
	askFor,
	createVisitor,
	type Mailed,
	type Visitor,
	wrongCode,
} from '../../../test/visitor.ts';

const EMAIL = 'ada@example.com';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const NO_LIMIT = 1_000_000_000;
/** More mails than the defaults give, where a test is about guesses. */
const MANY_MAILS = { mailsPerMinute: 100, mailsPerHour: 1000 } as const;

/** Visitors at addresses of their own. */
const at = (api: TestApp, last: number): Visitor =>
	createVisitor(api, { from: `203.0.113.${String(last)}` });

/** Guesses wrongly so many times, and gives the codes of the answers. */
async function guess(visitor: Visitor, { id, code }: Mailed, times: number): Promise<string[]> {
	const codes: string[] = [];
	for (let each = 0; each < times; each += 1) {
		codes.push((await visitor.verifyCode(id, wrongCode(code))).json<{ code: string }>().code);
	}
	return codes;
}

/** Has so many wrong codes compared, five a request, from as many clients as that takes. */
async function burnGuesses(api: TestApp, times: number, email = EMAIL): Promise<void> {
	for (let spent = 0; spent < times; spent += 5) {
		const eve = at(api, 100 + spent);
		const wanted = Math.min(5, times - spent);
		const answers = await guess(eve, await askFor(api, eve, email), wanted);
		expect(answers).toEqual(answers.map(() => 'code_wrong'));
	}
}

describe('the tries of one request', () => {
	test('are five; the sixth guess is refused though it is right, and the link works', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(await guess(ada, mailed, 5)).toEqual(Array.from({ length: 5 }, () => 'code_wrong'));
		const before = await snapshot(api.storage.db);
		const sixth = await ada.verifyCode(mailed.id, mailed.code);
		expectProblem(sixth, 410, 'code_tries_spent');
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await ada.find(mailed.id)).json()).toMatchObject({ status: 'spent', triesLeft: 0 });
		expect((await ada.verifyLink(mailed.token)).statusCode).toBe(200);
	});

	test('include the one that is right', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		await guess(ada, mailed, 4);
		expect((await ada.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
	});

	test('are each request’s own', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const [spent, fresh] = [await askFor(api, ada), await askFor(api, ada)];
		await guess(ada, spent, 5);
		expect((await ada.verifyCode(fresh.id, fresh.code)).statusCode).toBe(200);
	});

	test('can be fewer by the settings', async () => {
		await using api = await createTestApp({ codeTriesMax: 2 });
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(await guess(ada, mailed, 3)).toEqual(['code_wrong', 'code_wrong', 'code_tries_spent']);
	});
});

describe('the guesses of an address', () => {
	test('are thirty an hour over all its requests; the thirty-first waits though it is right', async () => {
		await using api = await createTestApp(MANY_MAILS);
		await burnGuesses(api, 30);
		const ada = at(api, 1);
		const mailed = await askFor(api, ada);
		const before = await snapshot(api.storage.db);
		const refused = await ada.verifyCode(mailed.id, mailed.code);
		expectProblem(refused, 429, 'guesses_limited');
		expect(refused.headers['retry-after']).toBe('3600');
		// A refused guess costs nothing, neither of the request nor of the budgets.
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await ada.find(mailed.id)).json()).toMatchObject({ triesLeft: 5 });
		expect((await ada.verifyLink(mailed.token)).statusCode).toBe(200);
	});

	test('come back an hour later, each when its own hour is over', async () => {
		await using api = await createTestApp(MANY_MAILS);
		await burnGuesses(api, 10);
		api.clock.advance(20 * MINUTE_MS);
		await burnGuesses(api, 20);
		api.clock.advance(40 * MINUTE_MS - SECOND_MS);
		const ada = at(api, 1);
		const mailed = await askFor(api, ada);
		const refused = await ada.verifyCode(mailed.id, mailed.code);
		expectProblem(refused, 429, 'guesses_limited');
		expect(refused.headers['retry-after']).toBe('1');
		api.clock.advance(SECOND_MS);
		expect((await ada.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
	});

	test('do not come back with another mail', async () => {
		await using api = await createTestApp(MANY_MAILS);
		await burnGuesses(api, 30);
		const ada = at(api, 1);
		const { id } = await askFor(api, ada);
		api.clock.advance(MINUTE_MS);
		expect((await ada.resend(id)).statusCode).toBe(200);
		const code = await api.mail.nextCode(EMAIL);
		expectProblem(await ada.verifyCode(id, code), 429, 'guesses_limited');
	});

	test('do not come back with a sign-in', async () => {
		await using api = await createTestApp(MANY_MAILS);
		await burnGuesses(api, 29);
		const ada = at(api, 1);
		const mailed = await askFor(api, ada);
		expect((await ada.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
		// Ada's browser is known from now on, and has guesses of its own.
		const other = at(api, 2);
		const next = await askFor(api, other);
		expectProblem(await other.verifyCode(next.id, next.code), 429, 'guesses_limited');
	});

	test('are counted alike for an address that has no account', async () => {
		await using api = await createTestApp({ ...MANY_MAILS, signUp: 'closed' });
		for (let each = 0; each < 6; each += 1) {
			const eve = at(api, 100 + each);
			const { authRequestId: id } = await eve.ask('nobody@example.com');
			for (let time = 0; time < 5; time += 1) await eve.verifyCode(id, '000000');
		}
		const eve = at(api, 99);
		const { authRequestId: id } = await eve.ask('nobody@example.com');
		expectProblem(await eve.verifyCode(id, '000000'), 429, 'guesses_limited');
	});

	test('are each address’s own', async () => {
		await using api = await createTestApp(MANY_MAILS);
		await burnGuesses(api, 30);
		const grace = at(api, 1);
		const { id, code } = await askFor(api, grace, 'grace@example.com');
		expect((await grace.verifyCode(id, code)).statusCode).toBe(200);
	});
});

describe('one client that burns an address’s budgets', () => {
	test('gets 25 of the 30 guesses; the person elsewhere still types a code', async () => {
		await using api = await createTestApp(MANY_MAILS);
		const eve = at(api, 66);
		const answers: string[] = [];
		for (let each = 0; each < 8; each += 1) {
			answers.push(...(await guess(eve, await askFor(api, eve), 5)));
		}
		expect(answers.filter((code) => code === 'code_wrong')).toHaveLength(25);
		expect(answers.filter((code) => code === 'guesses_limited')).toHaveLength(15);
		const ada = at(api, 1);
		const mailed = await askFor(api, ada);
		await guess(ada, mailed, 4);
		expect((await ada.verifyCode(mailed.id, mailed.code)).statusCode).toBe(200);
	});

	test('gets 8 of the 10 mails; the person elsewhere still gets one and types its code', async () => {
		await using api = await createTestApp();
		const eve = at(api, 66);
		const statuses: number[] = [];
		for (let each = 0; each < 30; each += 1) {
			const { statusCode } = await eve.send(EMAIL);
			if (statusCode === 200) await api.mail.next(EMAIL);
			statuses.push(statusCode);
			api.clock.advance(30 * SECOND_MS);
		}
		expect(statuses.filter((status) => status === 200)).toHaveLength(8);
		const ada = at(api, 1);
		const { id, code } = await askFor(api, ada);
		expect((await ada.verifyCode(id, code)).statusCode).toBe(200);
	});

	test('does not burn more through the addresses of its IPv6 network, or other spellings', async () => {
		await using api = await createTestApp({ mailsPerMinute: 100 });
		const spellings = [
			'2001:db8::1',
			'2001:DB8:0:0::2',
			'2001:0db8:0000:0000:ffff:ffff:ffff:ffff',
			'2001:db8:0:0:1::',
			'2001:db8::1.2.3.4',
		];
		const statuses: number[] = [];
		for (let each = 0; each < 20; each += 1) {
			const from = spellings[each % spellings.length] ?? '';
			statuses.push((await createVisitor(api, { from }).send(EMAIL)).statusCode);
		}
		expect(statuses.filter((status) => status === 200)).toHaveLength(8);
		const neighbour = createVisitor(api, { from: '2001:db8:0:1::1' });
		expect((await neighbour.send(EMAIL)).statusCode).toBe(200);
	});

	test('is the same client with ::ffff: before its address', async () => {
		await using api = await createTestApp({ mailsPerMinute: 100 });
		const statuses: number[] = [];
		for (let each = 0; each < 12; each += 1) {
			const from = ['203.0.113.66', '::ffff:203.0.113.66', '::ffff:cb00:7142'][each % 3] ?? '';
			statuses.push((await createVisitor(api, { from }).send(EMAIL)).statusCode);
		}
		expect(statuses.filter((status) => status === 200)).toHaveLength(8);
		const other = createVisitor(api, { from: '::ffff:203.0.113.67' });
		expect((await other.send(EMAIL)).statusCode).toBe(200);
	});

	test('is left half of a budget that is set very low', async () => {
		await using api = await createTestApp({ guessesPerHour: 5, mailsPerHour: 3 });
		const ada = createVisitor(api);
		const mailed = await askFor(api, ada);
		expect(await guess(ada, mailed, 4)).toEqual([
			...['code_wrong', 'code_wrong', 'code_wrong'],
			'guesses_limited',
		]);
		expect((await ada.send(EMAIL)).statusCode).toBe(200);
		api.clock.advance(MINUTE_MS);
		expectProblem(await ada.send(EMAIL), 429, 'mails_limited');
	});
});

describe('the mails of an address', () => {
	test('are two a minute, however it is spelt and whoever asks', async () => {
		await using api = await createTestApp();
		expect((await at(api, 1).send('ada@example.com')).statusCode).toBe(200);
		api.clock.advance(10 * SECOND_MS);
		expect((await at(api, 2).send('ADA@example.com')).statusCode).toBe(200);
		api.clock.advance(10 * SECOND_MS);
		const before = await snapshot(api.storage.db);
		for (const spelling of ['ada@example.com', 'Ada@Example.Com', ' ada@EXAMPLE.com ']) {
			const refused = await at(api, 3).send(spelling);
			expectProblem(refused, 429, 'mails_limited');
			expect(refused.headers['retry-after']).toBe('40');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		api.clock.advance(40 * SECOND_MS - 1);
		expectProblem(await at(api, 3).send(EMAIL), 429, 'mails_limited');
		api.clock.advance(1);
		expect((await at(api, 3).send(EMAIL)).statusCode).toBe(200);
	});

	test('are ten an hour, with those that were asked for again', async () => {
		await using api = await createTestApp();
		const ada = at(api, 1);
		const { authRequestId: id } = await ada.ask(EMAIL);
		for (let each = 0; each < 4; each += 1) {
			api.clock.advance(MINUTE_MS);
			expect((await ada.resend(id)).statusCode).toBe(200);
		}
		for (let each = 0; each < 5; each += 1) {
			api.clock.advance(MINUTE_MS);
			expect((await at(api, 2).send(EMAIL)).statusCode).toBe(200);
		}
		api.clock.advance(MINUTE_MS);
		for (const refused of [await at(api, 3).send(EMAIL), await ada.resend(id)]) {
			expectProblem(refused, 429, 'mails_limited');
			expect(refused.headers['retry-after']).toBe('3000');
		}
		api.clock.advance(50 * MINUTE_MS);
		expect((await at(api, 3).send(EMAIL)).statusCode).toBe(200);
		expectProblem(await at(api, 4).send(EMAIL), 429, 'mails_limited');
	});

	test('do not come back by signing in', async () => {
		await using api = await createTestApp({ mailsPerHour: 2 });
		const [ada, again] = [at(api, 1), at(api, 2)];
		for (const visitor of [ada, again]) {
			const { id, code } = await askFor(api, visitor);
			expect((await visitor.verifyCode(id, code)).statusCode).toBe(200);
		}
		api.clock.advance(MINUTE_MS);
		expectProblem(await at(api, 3).send(EMAIL), 429, 'mails_limited');
	});

	test('are sent to other addresses meanwhile', async () => {
		await using api = await createTestApp({ mailsPerHour: 1 });
		await createVisitor(api).ask(EMAIL);
		expectProblem(await createVisitor(api).send(EMAIL), 429, 'mails_limited');
		expect((await createVisitor(api).send('grace@example.com')).statusCode).toBe(200);
	});
});

describe('two processes on one database', () => {
	async function createTwins(settings: Parameters<typeof createTestApp>[0]) {
		const database = await createTestDatabase();
		const one = await createTestApp(settings, { storage: database.storage });
		const other = await createTestApp(settings, { storage: database.open(), clock: one.clock });
		return {
			one,
			other,
			async [Symbol.asyncDispose]() {
				await other[Symbol.asyncDispose]();
				await one[Symbol.asyncDispose]();
				await database[Symbol.asyncDispose]();
			},
		};
	}

	test('share the mails of an address', async () => {
		await using twins = await createTwins({});
		const { one, other } = twins;
		expect((await at(one, 1).send(EMAIL)).statusCode).toBe(200);
		expect((await at(other, 2).send(EMAIL)).statusCode).toBe(200);
		expectProblem(await at(one, 3).send(EMAIL), 429, 'mails_limited');
		expectProblem(await at(other, 4).send(EMAIL), 429, 'mails_limited');
	});

	test('share the tries of a request, and the guesses of an address', async () => {
		await using twins = await createTwins({ ...MANY_MAILS, guessesPerHour: 7 });
		const { one, other } = twins;
		const ada = at(one, 1);
		const mailed = await askFor(one, ada);
		const elsewhere = at(other, 2);
		elsewhere.cookies.set('browser', ada.cookies.get('browser') ?? '');
		expect([
			...(await guess(ada, mailed, 3)),
			...(await guess(elsewhere, mailed, 3)),
			...(await guess(ada, mailed, 1)),
		]).toEqual([
			...Array.from({ length: 5 }, () => 'code_wrong'),
			...['code_tries_spent', 'code_tries_spent'],
		]);
		const fresh = at(one, 3);
		const next = await askFor(one, fresh);
		expect(await guess(fresh, next, 3)).toEqual(['code_wrong', 'code_wrong', 'guesses_limited']);
	});

	test('share what one client may do in a minute over all addresses', async () => {
		await using twins = await createTwins({ rateLimitCredentialsPerMinute: 5 });
		const { one, other } = twins;
		const answers: string[] = [];
		for (let each = 0; each < 8; each += 1) {
			const eve = at(each % 2 === 0 ? one : other, 66);
			const answer = await eve.send(`ada${String(each)}@example.com`);
			answers.push(answer.statusCode === 200 ? 'sent' : answer.json<{ code: string }>().code);
		}
		// Processes on Postgres count the requests of a client together, before any mail.
		const refusal = engine === 'postgres' ? 'rate_limited' : 'mails_limited';
		expect(answers).toEqual([
			...Array.from({ length: 5 }, () => 'sent'),
			...Array.from({ length: 3 }, () => refusal),
		]);
		one.clock.advance(MINUTE_MS);
		expect((await at(one, 66).send(EMAIL)).statusCode).toBe(200);
	});
});

describe('the budget of credentials of one client', () => {
	const calls: Readonly<Record<string, (visitor: Visitor) => ReturnType<Visitor['send']>>> = {
		send: ({ send }) => send(EMAIL),
		resend: ({ resend }) => resend('x'),
		verifyCode: ({ verifyCode }) => verifyCode('x', '123456'),
		verifyLink: ({ verifyLink }) => verifyLink('x'),
	};

	test.each(Object.keys(calls))('counts %s, before anything is looked up', async (name) => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 2 });
		const eve = createVisitor(api);
		expectProblem(await eve.verifyLink('x'), 404, 'link_not_valid');
		const second = await calls[name]?.(eve);
		expect(second?.headers['ratelimit']).toBe('"credentials";r=0;t=60');
		const before = await snapshot(api.storage.db);
		for (const call of Object.values(calls)) {
			expectProblem(await call(eve), 429, 'rate_limited');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('leaves alone who only asks how a request stands', async () => {
		await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1 });
		const ada = createVisitor(api);
		const { authRequestId } = await ada.ask(EMAIL);
		for (let each = 0; each < 5; each += 1) {
			expect((await ada.find(authRequestId)).statusCode).toBe(200);
		}
	});
});

test('a hundred guesses at once through the door are compared five times', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: NO_LIMIT });
	const ada = createVisitor(api);
	const mailed = await askFor(api, ada);
	const answers = await Promise.all(
		Array.from({ length: 100 }, () => ada.verifyCode(mailed.id, wrongCode(mailed.code))),
	);
	const codes = answers.map((answer) => answer.json<{ code: string }>().code);
	// A slow database may turn some away, before or after their try was counted.
	const answered = codes.filter((code) => code !== 'unavailable');
	const compared = answered.filter((code) => code === 'code_wrong');
	expect(compared.length).toBeGreaterThan(0);
	expect(compared.length).toBeLessThanOrEqual(5);
	if (answered.length === 100) expect(compared).toHaveLength(5);
	expect(answered.filter((code) => code === 'code_tries_spent')).toHaveLength(
		answered.length - compared.length,
	);
	const left = answers.flatMap((answer) => answer.json<{ triesLeft?: number }>().triesLeft ?? []);
	expect(new Set(left).size).toBe(compared.length);
});

test('what was spent long ago is swept, and what still counts is not', async () => {
	await using api = await createTestApp({ mailsPerHour: 1 });
	await createVisitor(api).ask(EMAIL);
	const rows = () => api.storage.db.selectFrom('budget').selectAll().execute();
	expect((await rows()).length).toBe(4);
	api.clock.advance(MINUTE_MS + 1);
	await api.services.housekeeping.run();
	expect((await rows()).length).toBe(2);
	expectProblem(await createVisitor(api).send(EMAIL), 429, 'mails_limited');
	api.clock.advance(HOUR_MS);
	await api.services.housekeeping.run();
	expect(await rows()).toEqual([]);
	expect((await createVisitor(api).send(EMAIL)).statusCode).toBe(200);
});
