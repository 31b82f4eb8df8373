/** What looks at requests without proving anything, what ends them, and where links lead nowhere. */
import { Problem } from '@postern/problem';
import { mintToken } from '@postern/session-token';
import { expect, test } from 'vitest';
import type { Config } from '../../config.ts';
import { type Begun, createTestServices, type TestServices } from '../../../test/services.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const proof = { purpose: 'sign_in', starter: null } as const;
const keepProof = <T>(given: T): Promise<T> => Promise.resolve(given);

/** What something is refused with: the code, and what is said beside it. */
async function refusal(refused: Promise<unknown>) {
	try {
		await refused;
	} catch (error) {
		if (error instanceof Problem) return { code: error.kind.code, ...error.extensions };
		throw error;
	}
	return 'not refused';
}

const find = (
	{ services }: TestServices,
	{ id }: Pick<Begun, 'id'>,
	starter: string | null = null,
) => services.authRequests.find({ purpose: 'sign_in', id, starter });
const byCode = ({ services }: TestServices, { id, code }: { id: string; code: string }) =>
	services.authRequests.proveByCode({ ...proof, id, code, client: 'a client' }, keepProof);
const byLink = (
	{ services }: TestServices,
	{ token }: Pick<Begun, 'token'>,
	own: { starter?: string; isConfirmed?: boolean; browsers?: 'any' } = {},
) => services.authRequests.proveByLink({ ...proof, token, isConfirmed: false, ...own }, keepProof);
const wrong = (begun: Begun) => ({
	id: begun.id,
	code: String((Number(begun.code) + 1) % 1_000_000).padStart(6, '0'),
});
const isSameBrowser = (value: boolean): Partial<Config> => ({ isSameBrowser: value });

test('who started a request sees its state to the second, whatever becomes of it', async () => {
	await using fixture = await createTestServices();
	const begun = await fixture.begin();
	fixture.advance(500);
	expect(await find(fixture, begun)).toMatchObject({
		...{ status: 'pending', expiresIn: 600, resendAfter: 60, triesLeft: 5 },
	});
	fixture.advance(500);
	expect(await find(fixture, begun)).toMatchObject({ expiresIn: 599, resendAfter: 59 });
	for (const triesLeft of [4, 3, 2, 1, 0]) {
		expect(await refusal(byCode(fixture, wrong(begun)))).toEqual({ code: 'code_wrong', triesLeft });
		expect(await find(fixture, begun)).toMatchObject({
			...{ triesLeft, status: triesLeft === 0 ? 'spent' : 'pending' },
		});
	}
	expect(await refusal(byCode(fixture, begun))).toEqual({ code: 'code_tries_spent' });
	fixture.advance(599 * SECOND_MS - 1);
	expect(await find(fixture, begun)).toMatchObject({
		status: 'spent',
		expiresIn: 1,
		resendAfter: 0,
	});
	fixture.advance(1);
	expect(await find(fixture, begun)).toMatchObject({ status: 'expired', expiresIn: 0 });
	expect(await refusal(byCode(fixture, begun))).toEqual({ code: 'auth_request_expired' });
	fixture.advance(SECOND_MS);
	expect(await find(fixture, begun)).toMatchObject({ status: 'expired', expiresIn: 0 });
	const used = await fixture.begin();
	await byCode(fixture, used);
	expect(await find(fixture, used)).toMatchObject({ status: 'used' });
	expect(await refusal(byCode(fixture, used))).toEqual({ code: 'auth_request_used' });
	expect(await refusal(byLink(fixture, used))).toEqual({ code: 'auth_request_used' });
	fixture.advance(600 * SECOND_MS);
	expect(await find(fixture, used)).toMatchObject({ status: 'used' });
});

test('a mail with a link alone has no tries, and a code for it is none', async () => {
	await using fixture = await createTestServices();
	const begun = await fixture.begin({ type: 'LINK' });
	expect(await find(fixture, begun)).toMatchObject({ triesLeft: 0, status: 'pending' });
	const shown = { id: begun.id, code: '000000' };
	expect(await refusal(byCode(fixture, shown))).toEqual({ code: 'code_not_offered' });
	expect(() => begun.code).toThrow('none');
	const code = await fixture.begin({ type: 'CODE' });
	expect(() => code.link).toThrow('none');
	expect(await find(fixture, code)).toMatchObject({ triesLeft: 5 });
});

test('a renewed mail has what is left: once the tries are spent a link, or nothing', async () => {
	await using fixture = await createTestServices();
	const [both, code] = [await fixture.begin(), await fixture.begin({ type: 'CODE' })];
	for (const begun of [both, code]) {
		for (let each = 0; each < 4; each += 1) await refusal(byCode(fixture, wrong(begun)));
	}
	fixture.advance(MINUTE_MS - 1);
	expect(await refusal(fixture.renew(both))).toEqual({ code: 'mails_limited' });
	fixture.advance(1);
	const again = await fixture.renew(both);
	expect(again).toMatchObject({ passwordlessType: 'LINK_CODE', expiresIn: 600, resendAfter: 60 });
	expect(again.code).toMatch(/^\d{6}$/);
	// A renewal is no way to more guesses.
	for (const begun of [{ ...both, code: again.code }, code]) {
		expect(await refusal(byCode(fixture, wrong(begun)))).toMatchObject({ triesLeft: 0 });
	}
	fixture.advance(MINUTE_MS);
	expect(await refusal(fixture.renew(code))).toEqual({ code: 'code_tries_spent' });
	const last = await fixture.renew(both);
	expect(last.passwordlessType).toBe('LINK');
	expect(() => last.code).toThrow('none');
	expect(await refusal(byLink(fixture, again))).toEqual({ code: 'link_not_valid' });
	await byLink(fixture, last, { browsers: 'any' });
	fixture.advance(MINUTE_MS);
	expect(await refusal(fixture.renew(both))).toEqual({ code: 'auth_request_used' });
	expect(await refusal(fixture.renew({ ...both, id: mintToken() }))).toEqual({
		code: 'auth_request_not_found',
	});
});

test('a link is looked at as often as one likes, and only until it is used or over', async () => {
	await using fixture = await createTestServices();
	const { checkLink } = fixture.services.authRequests;
	const begun = await fixture.begin({ purpose: 'reset_password' });
	const look = (token = begun.token) => checkLink({ purpose: 'reset_password', token });
	fixture.advance(500);
	for (let each = 0; each < 3; each += 1) {
		expect(await look()).toEqual({ email: begun.email, expiresIn: 600 });
	}
	for (const token of ['', 'x', mintToken(), `${begun.token}x`]) {
		expect(await refusal(look(token))).toEqual({ code: 'link_not_valid' });
	}
	const other = { purpose: 'sign_in', token: begun.token } as const;
	expect(await refusal(checkLink(other))).toEqual({ code: 'link_not_valid' });
	fixture.advance(600 * SECOND_MS - 501);
	expect(await look()).toMatchObject({ expiresIn: 1 });
	fixture.advance(1);
	expect(await refusal(look())).toEqual({ code: 'auth_request_expired' });
});

test('in another browser a link says what else the mail has, and asks where that is allowed', async () => {
	await using strict = await createTestServices(isSameBrowser(true));
	await using lax = await createTestServices(isSameBrowser(false));
	for (const [fixture, code] of [
		[strict, 'link_other_browser'],
		[lax, 'link_needs_confirmation'],
	] as const) {
		const begun = await fixture.begin({ starter: mintToken() });
		const refused = await refusal(byLink(fixture, begun));
		expect(refused).toEqual({ code, passwordlessType: 'LINK_CODE' });
		const alone = await fixture.begin({ starter: mintToken(), type: 'LINK' });
		expect(await refusal(byLink(fixture, alone))).toEqual({ code, passwordlessType: 'LINK' });
	}
	const [hard, soft] = [await strict.begin({ starter: mintToken() }), await lax.begin()];
	const confirmed = { isConfirmed: true };
	expect(await refusal(byLink(strict, hard, confirmed))).toMatchObject({
		code: 'link_other_browser',
	});
	expect(await byLink(lax, soft, confirmed)).toMatchObject({ isByStarter: false });
	expect(await byLink(strict, hard, { browsers: 'any' })).toMatchObject({ isByStarter: false });
});

test('a code whose tries are spent is nothing to point to from another browser', async () => {
	await using fixture = await createTestServices();
	const begun = await fixture.begin();
	for (let each = 0; each < 5; each += 1) await refusal(byCode(fixture, wrong(begun)));
	expect(await refusal(byLink(fixture, begun))).toMatchObject({ passwordlessType: 'LINK' });
});

test('a program that keeps no cookie is known by the id, and by no browser’s secret', async () => {
	await using fixture = await createTestServices();
	const starter = mintToken();
	const [own, browsers] = [await fixture.begin(), await fixture.begin({ starter })];
	expect(await find(fixture, own)).not.toBeNull();
	expect(await find(fixture, browsers)).toBeNull();
	expect(await find(fixture, browsers, starter)).not.toBeNull();
	expect(await find(fixture, browsers, mintToken())).toBeNull();
	// Its link was opened by whoever has the mail: that is not the program.
	expect(await refusal(byLink(fixture, own, { starter }))).toMatchObject({
		code: 'link_other_browser',
	});
});

test('a request for an account is there for that account alone, and the newest of them is found', async () => {
	await using fixture = await createTestServices();
	const { authRequests, users } = fixture.services;
	const user = await users.create('ada@example.com');
	const userId = user?.id ?? '';
	const other = (await users.create('grace@example.com'))?.id ?? '';
	const starter = mintToken();
	const wanted = { purpose: 'change_email', userId, starter } as const;
	const pending = (
		by = starter,
		of = userId,
		purpose: 'change_email' | 'sign_in' = 'change_email',
	) => authRequests.findPending(of, purpose, by);
	expect(await pending()).toBeNull();
	await fixture.begin(wanted);
	fixture.advance(1);
	const begun = await fixture.begin(wanted);
	expect(await pending()).toMatchObject({ authRequestId: begun.id, status: 'pending' });
	expect(await pending(mintToken())).toBeNull();
	expect(await pending(starter, other)).toBeNull();
	expect(await pending(starter, userId, 'sign_in')).toBeNull();
	const reference = { purpose: 'change_email', id: begun.id, starter } as const;
	expect(await authRequests.find({ ...reference, userId })).not.toBeNull();
	expect(await authRequests.find({ ...reference, userId: other })).toBeNull();
	expect(await authRequests.find(reference)).toBeNull();
	const shown = { ...reference, code: begun.code, client: 'a client' };
	expect(await refusal(authRequests.proveByCode(shown, keepProof))).toEqual({
		code: 'auth_request_not_found',
	});
	fixture.advance(600 * SECOND_MS - 1);
	expect(await pending()).toMatchObject({ authRequestId: begun.id });
	fixture.advance(1);
	expect(await pending()).toBeNull();
});

test('what is withdrawn proves nothing, is not mailed any more, and nothing else is', async () => {
	await using fixture = await createTestServices();
	const { services, storage } = fixture;
	const userId = (await services.users.create('ada@example.com'))?.id ?? '';
	const [mail, reset, account, others] = [
		await fixture.begin({ email: 'ada@example.com' }),
		await fixture.begin({ email: 'ada@example.com', purpose: 'reset_password' }),
		await fixture.begin({ email: 'new@example.com', userId, purpose: 'change_email' }),
		await fixture.begin({ email: 'grace@example.com' }),
	];
	const left = async () => {
		const rows = await storage.db
			.selectFrom('auth_request')
			.innerJoin('outbox_mail', 'outbox_mail.reference', 'auth_request.id')
			.select(['auth_request.id', 'used_at', 'code_mac', 'outbox_mail.state'])
			.execute();
		for (const row of rows) {
			expect([row.code_mac === null, row.state === 'withdrawn']).toEqual(
				row.used_at === null ? [false, false] : [true, true],
			);
		}
		return rows
			.filter((row) => row.used_at === null)
			.map(({ id }) => id)
			.sort();
	};
	const withdraw = (
		...which: Parameters<typeof services.authRequests.withdrawAll> extends [unknown, ...infer Rest]
			? Rest
			: never
	) => storage.db.transaction().execute((trx) => services.authRequests.withdrawAll(trx, ...which));
	const ids = (...begun: Begun[]) => begun.map(({ id }) => id).sort();
	const emails = ['ada@example.com', 'grace@example.com', 'new@example.com'];
	const { listPendingEmails } = services.authRequests;
	expect(await listPendingEmails('', 10)).toEqual(emails);
	expect(await listPendingEmails('ada@example.com', 1)).toEqual(['grace@example.com']);
	await withdraw({ email: 'ada@example.com', purpose: 'reset_password' });
	expect(await left()).toEqual(ids(mail, account, others));
	expect(await refusal(byLink(fixture, reset))).toEqual({ code: 'link_not_valid' });
	await withdraw({ userId });
	expect(await left()).toEqual(ids(mail, others));
	await withdraw({ email: 'ada@example.com' }, { userId });
	expect(await left()).toEqual(ids(others));
	expect(await listPendingEmails('', 10)).toEqual(['grace@example.com']);
	expect(await refusal(byCode(fixture, mail))).toEqual({ code: 'auth_request_used' });
});

test('a new request ends the one it replaces, in its own transaction', async () => {
	await using fixture = await createTestServices();
	const first = await fixture.begin();
	const replaces = { email: first.email, purpose: 'sign_in' };
	const failing = fixture.begin({
		...{ email: first.email, replaces },
		alongside: () => Promise.reject(new Error('on purpose')),
	});
	await expect(failing).rejects.toThrow('on purpose');
	expect(await find(fixture, first)).toMatchObject({ status: 'pending' });
	const told: string[] = [];
	const second = await fixture.begin({
		...{ email: first.email, replaces },
		alongside: (_, email) => {
			told.push(email);
			return Promise.resolve();
		},
	});
	expect(told).toEqual([first.email]);
	expect(await find(fixture, first)).toMatchObject({ status: 'used' });
	expect(await find(fixture, second)).toMatchObject({ status: 'pending' });
});

test('who listens is told of each refusal whose address is known, and of no other', async () => {
	await using fixture = await createTestServices();
	const { authRequests } = fixture.services;
	const told: unknown[] = [];
	const onRefused = (email: string, { kind }: Problem) => {
		told.push([email, kind.code]);
		return Promise.resolve();
	};
	const begun = await fixture.begin({ starter: mintToken() });
	const shown = { ...proof, token: begun.token, isConfirmed: false, onRefused };
	await refusal(authRequests.proveByLink(shown, keepProof));
	await refusal(authRequests.proveByLink({ ...shown, token: mintToken() }, keepProof));
	await refusal(authRequests.checkLink({ ...shown, token: mintToken() }));
	await expect(
		authRequests.proveByLink({ ...shown, browsers: 'any' }, () => Promise.reject(new Error('x'))),
	).rejects.toThrow('x');
	const own = await fixture.begin();
	const code = { ...proof, ...wrong(own), client: 'a client', onRefused };
	await refusal(authRequests.proveByCode(code, keepProof));
	await refusal(authRequests.proveByCode({ ...code, id: mintToken() }, keepProof));
	await authRequests.proveByCode({ ...code, code: own.code }, keepProof);
	await refusal(authRequests.proveByCode(code, keepProof));
	expect(told).toEqual([
		[begun.email, 'link_other_browser'],
		[own.email, 'code_wrong'],
		[own.email, 'auth_request_used'],
	]);
});

test('a guess at something else counts until it is taken back, for that client or that browser', async () => {
	await using fixture = await createTestServices({ guessesPerHour: 4 });
	const { authRequests } = fixture.services;
	const count = (client: string, browser: string | null = null) =>
		refusal(authRequests.countGuess('ada@example.com', client, browser));
	expect([await count('a client'), await count('a client')]).toEqual([
		...['not refused', 'not refused'],
	]);
	// One client gets a share of it, a known browser has all of its own.
	expect(await count('a client')).toEqual({ code: 'guesses_limited' });
	expect(await count('a client', 'a browser')).toBe('not refused');
	await authRequests.takeBackGuess('ada@example.com', 'a client');
	expect(await count('a client')).toBe('not refused');
	expect(await count('a client')).toEqual({ code: 'guesses_limited' });
	await authRequests.takeBackGuess('ada@example.com', 'a client', 'a browser');
	expect(await count('a client')).toEqual({ code: 'guesses_limited' });
	expect([await count('b'), await count('b'), await count('c')]).toEqual([
		...['not refused', 'not refused'],
		{ code: 'guesses_limited' },
	]);
});

test('a browser that the account knows has as many guesses as the address, wherever it is, and no more', async () => {
	await using fixture = await createTestServices({ guessesPerHour: 4 });
	const { authRequests } = fixture.services;
	const count = (client: string, browser: string, email = 'ada@example.com') =>
		refusal(authRequests.countGuess(email, client, browser));
	const limited = { code: 'guesses_limited' };
	for (const client of ['a', 'b', 'c', 'd']) {
		expect(await count(client, 'a browser')).toBe('not refused');
	}
	expect(await count('e', 'a browser')).toEqual(limited);
	expect(await count('e', 'another browser')).toBe('not refused');
	expect(await count('e', 'a browser', 'grace@example.com')).toBe('not refused');
	await authRequests.takeBackGuess('ada@example.com', 'a', 'a browser');
	expect([await count('a', 'a browser'), await count('a', 'a browser')]).toEqual([
		...['not refused', limited],
	]);
});

test('who listens is told of a first mail that is one too many', async () => {
	await using fixture = await createTestServices({ mailsPerMinute: 1 });
	const told: unknown[] = [];
	const wanted = {
		email: 'ada@example.com',
		onRefused: (email: string, { kind }: Problem) => {
			told.push([email, kind.code]);
			return Promise.resolve();
		},
	};
	await fixture.begin(wanted);
	expect(await refusal(fixture.begin(wanted))).toEqual({ code: 'mails_limited' });
	expect(told).toEqual([['ada@example.com', 'mails_limited']]);
});
