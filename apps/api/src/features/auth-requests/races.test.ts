/**
 * Everything at the same moment, over two processes on one database. Below HTTP, where requests of one
 * process would take turns. better-auth #8067 and #9993, supabase/auth #2612, kratos 8d4b3c3ae.
 */
import { Problem } from '@postern/problem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engine } from '../../../test/database.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { type Begun, createTestServices, type TestServices } from '../../../test/services.ts';
import { wrongCode } from '../../../test/visitor.ts';
import type { Services } from '../../services.ts';

const ROUNDS = 200;
const AT_ONCE = 50;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 240_000;
const NO_LIMIT = 1_000_000;

let fixture: TestServices;
let processes: readonly [Services, Services];

beforeAll(async () => {
	fixture = await createTestServices({
		isSameBrowser: false,
		rateLimitCredentialsPerMinute: NO_LIMIT,
	});
	processes = fixture.both();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const shower = (client = 'a client') => ({
	starter: null,
	where: { ...SOMEWHERE, client },
	locale: 'en' as const,
	replacesTokenHash: null,
	session: null,
});

const code = (services: Services, { id, code: text }: Begun) =>
	services.passwordless.verifyCode(id, text, shower());
const link = (services: Services, { token }: Begun) =>
	services.passwordless.verifyLink(token, true, shower());

/** Does it many times at once, every other time in the other process; 'ok', or the code of the problem. */
async function atOnce(
	times: number,
	work: (services: Services, each: number) => Promise<unknown>,
): Promise<string[]> {
	return Promise.all(
		Array.from({ length: times }, async (_, each) => {
			try {
				await work(processes[each % 2 === 0 ? 0 : 1], each);
				return 'ok';
			} catch (error) {
				if (error instanceof Problem) return error.kind.code;
				throw error;
			}
		}),
	);
}

const times = (outcomes: readonly string[], outcome: string) =>
	outcomes.filter((each) => each === outcome).length;

/** What the address has in the end. */
async function ended({ email, id }: Begun) {
	const { db } = fixture.storage;
	const sessions = await db
		.selectFrom('session')
		.innerJoin('user', 'user.id', 'session.user_id')
		.select('session.method')
		.where('user.email', '=', email)
		.execute();
	const users = await db.selectFrom('user').select('id').where('email', '=', email).execute();
	const request = await db
		.selectFrom('auth_request')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return { users: users.length, sessions: sessions.map(({ method }) => method), request };
}

describe(`${String(AT_ONCE)} at once, ${String(ROUNDS)} rounds`, { timeout: TIMEOUT_MS }, () => {
	test('of the same right code: one success, one session, one account', async () => {
		for (let round = 0; round < ROUNDS; round += 1) {
			const begun = await fixture.begin();
			const outcomes = await atOnce(AT_ONCE, (services) => code(services, begun));
			expect(times(outcomes, 'ok')).toBe(1);
			expect(new Set(outcomes)).toEqual(
				new Set(outcomes.filter((each) => /^(ok|auth_request_used|code_tries_spent)$/.test(each))),
			);
			const { users, sessions, request } = await ended(begun);
			expect({ users, sessions }).toEqual({ users: 1, sessions: ['code'] });
			expect(request.tries).toBeLessThanOrEqual(5);
		}
	});

	test('of the same link: one success, one session, one account', async () => {
		for (let round = 0; round < ROUNDS; round += 1) {
			const begun = await fixture.begin();
			const outcomes = await atOnce(AT_ONCE, (services) => link(services, begun));
			expect(times(outcomes, 'ok')).toBe(1);
			expect(times(outcomes, 'auth_request_used')).toBe(AT_ONCE - 1);
			expect(await ended(begun)).toMatchObject({ users: 1, sessions: ['link'] });
		}
	});

	test('of the code against the link: one success, one session, one account', async () => {
		const won = new Set<string>();
		for (let round = 0; round < ROUNDS; round += 1) {
			const begun = await fixture.begin();
			// Turns about, so that each process has both.
			const outcomes = await atOnce(AT_ONCE, (services, each) =>
				(Math.floor(each / 2) + round) % 2 === 0 ? code(services, begun) : link(services, begun),
			);
			expect(times(outcomes, 'ok')).toBe(1);
			const { users, sessions } = await ended(begun);
			expect({ users, sessions: sessions.length }).toEqual({ users: 1, sessions: 1 });
			won.add(sessions[0] ?? '');
		}
		expect([...won].sort()).toEqual(['code', 'link']);
	});
});

describe('another mail against the secrets of the first', { timeout: TIMEOUT_MS }, () => {
	test.each([
		['code', code],
		['link', link],
	] as const)('(%s): either the sign-in or the new mail, never both', async (_, verify) => {
		const winners = new Set<string>();
		for (let round = 0; round < ROUNDS; round += 1) {
			const begun = await fixture.begin();
			fixture.advance(MINUTE_MS);
			const renewed: Begun[] = [];
			const outcomes = await atOnce(8, async (services, each) => {
				if ((each + round) % 8 < 4) renewed.push(await fixture.renew(begun, services));
				else await verify(services, begun);
			});
			const { sessions, request } = await ended(begun);
			expect(times(outcomes, 'ok')).toBe(1);
			expect(sessions.length + renewed.length).toBe(1);
			expect(request.used_at === null).toBe(renewed.length === 1);
			winners.add(renewed.length === 1 ? 'mail' : 'sign-in');
			for (const again of renewed) {
				// The new secrets work, once.
				expect(await atOnce(4, (services) => link(services, again))).toContain('ok');
				expect((await ended(begun)).sessions).toHaveLength(1);
			}
		}
		// On SQLite whoever asks first is first.
		if (engine === 'postgres') expect(winners.size).toBe(2);
	});

	test('ten people press "send again" at once: one mail', async () => {
		for (let round = 0; round < 20; round += 1) {
			const begun = await fixture.begin();
			fixture.advance(MINUTE_MS);
			const outcomes = await atOnce(10, (services) => fixture.renew(begun, services));
			expect(times(outcomes, 'ok')).toBe(1);
			expect(times(outcomes, 'mails_limited')).toBe(9);
			const mails = await fixture.storage.db
				.selectFrom('outbox_mail')
				.select('state')
				.where('reference', '=', begun.id)
				.execute();
			expect(mails.map(({ state }) => state).sort()).toEqual(['waiting', 'withdrawn']);
		}
	});
});

describe('wrong guesses at the same time', { timeout: TIMEOUT_MS }, () => {
	test.each([20, 50, 100])('%d at once are compared five times at most', async (guesses) => {
		for (let round = 0; round < 20; round += 1) {
			const begun = await fixture.begin();
			const wrong = wrongCode(begun.code);
			const outcomes = await atOnce(guesses, (services) =>
				code(services, { ...begun, code: wrong, token: '', link: '' }),
			);
			expect(times(outcomes, 'code_wrong')).toBe(5);
			expect(times(outcomes, 'code_tries_spent')).toBe(guesses - 5);
			const { request } = await ended(begun);
			expect(request.tries).toBe(5);
			expect(await atOnce(1, (services) => code(services, begun))).toEqual(['code_tries_spent']);
		}
	});

	test('at ten requests of one address are compared thirty times at most', async () => {
		for (let round = 0; round < 5; round += 1) {
			const email = `eve${String(round)}@example.com`;
			const requests: Begun[] = [];
			for (let each = 0; each < 10; each += 1) {
				requests.push(await fixture.begin({ email, client: `client ${String(each)}` }));
				fixture.advance(MINUTE_MS / 2);
			}
			const outcomes = await atOnce(100, (services, each) => {
				const begun = requests[each % 10] as Begun;
				// From many places, so that no client's share ends it earlier.
				const from = shower(`client ${String(each)}`);
				return services.passwordless.verifyCode(begun.id, wrongCode(begun.code), from);
			});
			expect(times(outcomes, 'code_wrong')).toBe(30);
			expect(times(outcomes, 'code_wrong') + times(outcomes, 'guesses_limited')).toBe(
				100 - times(outcomes, 'code_tries_spent'),
			);
		}
	});

	test('mixed with the right one sign in at most once, and compare no more than five', async () => {
		for (let round = 0; round < 50; round += 1) {
			const begun = await fixture.begin();
			const wrong = { ...begun, code: wrongCode(begun.code), token: '', link: '' };
			const outcomes = await atOnce(20, (services, each) =>
				code(
					services,
					(each + round) % 4 === 0 ? { ...begun, token: '', link: '', code: begun.code } : wrong,
				),
			);
			expect(times(outcomes, 'ok')).toBeLessThanOrEqual(1);
			expect(times(outcomes, 'ok') + times(outcomes, 'code_wrong')).toBeLessThanOrEqual(5);
			expect((await ended(begun)).sessions).toHaveLength(times(outcomes, 'ok'));
		}
	});
});

describe('mails at the same time', { timeout: TIMEOUT_MS }, () => {
	test('to one address are two a minute, and as many requests', async () => {
		for (let round = 0; round < 10; round += 1) {
			const email = `grace${String(round)}@example.com`;
			const outcomes = await atOnce(50, (services, each) =>
				services.passwordless.send(
					email,
					{},
					{
						starter: null,
						where: { ...SOMEWHERE, client: `client ${String(each)}` },
						locale: 'en',
					},
				),
			);
			expect(times(outcomes, 'ok')).toBe(2);
			expect(times(outcomes, 'mails_limited')).toBe(48);
			const { db } = fixture.storage;
			const [requests, mails] = await Promise.all([
				db.selectFrom('auth_request').select('id').where('email', '=', email).execute(),
				db.selectFrom('outbox_mail').select('id').where('to_address', '=', email).execute(),
			]);
			expect([requests.length, mails.length]).toEqual([2, 2]);
		}
	});

	test('from one client to many addresses do not wait for each other for ever', async () => {
		const outcomes = await atOnce(60, (services, each) =>
			services.passwordless.send(
				`many${String(each % 30)}@example.com`,
				{},
				{
					starter: null,
					where: { ...SOMEWHERE, client: 'one client' },
					locale: 'en',
				},
			),
		);
		expect(times(outcomes, 'ok')).toBe(60);
	});
});

test(
	'everything at once, and the sweep with it, never ends in a deadlock',
	{ timeout: TIMEOUT_MS },
	async () => {
		const addressOf = (round: number, each: number) =>
			`mixed${String(round)}.${String(each % 4)}@example.com`;
		const asker = (each: number) => ({
			starter: null,
			where: { ...SOMEWHERE, client: `client ${String(each % 3)}` },
			locale: 'en' as const,
		});
		for (let round = 0; round < 10; round += 1) {
			const requests: Begun[] = [];
			// The budgets of the round before have expired, and are used again while they are swept.
			fixture.advance(61 * MINUTE_MS);
			for (let each = 0; each < 4; each += 1) {
				requests.push(await fixture.begin({ email: addressOf(round, each) }));
			}
			const work = [
				({ passwordless }, each) => passwordless.send(addressOf(round - 1, each), {}, asker(each)),
				(services, each) => fixture.renew(requests[each % 4] as Begun, services),
				(services, each) => code(services, requests[each % 4] as Begun),
				(services, each) => link(services, requests[each % 4] as Begun),
				({ housekeeping }) => housekeeping.run(),
			] satisfies ((services: Services, each: number) => Promise<unknown>)[];
			const outcomes = await atOnce(60, async (services, each) => {
				await work[each % work.length]?.(services, each);
			});
			expect(times(outcomes, 'ok')).toBeGreaterThan(0);
		}
		expect(fixture.errors).toEqual([]);
	},
);

test(
	'ten first sign-ins of one new address make one account',
	{ timeout: TIMEOUT_MS },
	async () => {
		for (let round = 0; round < 20; round += 1) {
			const email = `new${String(round)}@example.com`;
			const requests: Begun[] = [];
			for (let each = 0; each < 10; each += 1) {
				requests.push(await fixture.begin({ email, client: `client ${String(each)}` }));
				fixture.advance(MINUTE_MS / 2);
			}
			const outcomes = await atOnce(10, (services, each) =>
				link(services, requests[each] as Begun),
			);
			expect(times(outcomes, 'ok')).toBe(10);
			const { users, sessions } = await ended(requests[0] as Begun);
			expect({ users, sessions: sessions.length }).toEqual({ users: 1, sessions: 10 });
		}
	},
);
