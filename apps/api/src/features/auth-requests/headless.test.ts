/** Proving an address without HTTP, accounts and sessions: as a program of another team would. */
import { Problem } from '@postern/problem';
import { hashToken, mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { snapshot } from '../../../test/snapshot.ts';
import { createTestServices, type TestServices } from '../../../test/services.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const proof = { purpose: 'sign_in', starter: null } as const;
const keepProof = <T>(given: T): Promise<T> => Promise.resolve(given);

const byCode = ({ services }: TestServices, { id, code }: { id: string; code: string }) =>
	services.authRequests.proveByCode({ ...proof, id, code, client: 'a client' }, keepProof);

/** The code of the problem that something is refused with. */
async function refusal(refused: Promise<unknown>): Promise<string> {
	try {
		await refused;
	} catch (error) {
		if (error instanceof Problem) return error.kind.code;
		throw error;
	}
	return 'not refused';
}

const rows = ({ storage }: TestServices) =>
	storage.db.selectFrom('auth_request').selectAll().execute();

describe('a proof', () => {
	test('by code gives the address, and what the caller gave along', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin({
			email: 'ada@example.com',
			state: 'cart=7;\u{1f6d2}',
			redirectTo: '/checkout?step=2#pay',
		});
		expect(await byCode(fixture, begun)).toEqual({
			email: 'ada@example.com',
			userId: null,
			isByStarter: true,
			state: 'cart=7;\u{1f6d2}',
			redirectTo: '/checkout?step=2#pay',
		});
		expect(await fixture.storage.db.selectFrom('user').selectAll().execute()).toEqual([]);
		expect(await fixture.storage.db.selectFrom('session').selectAll().execute()).toEqual([]);
	});

	test('by link gives the same to the browser that holds the starter’s secret', async () => {
		await using fixture = await createTestServices();
		const starter = mintToken();
		const { token } = await fixture.begin({ email: 'ada@example.com', starter, state: 'x' });
		const { proveByLink } = fixture.services.authRequests;
		const shown = { purpose: 'sign_in', token, isConfirmed: false } as const;
		expect(await refusal(proveByLink({ ...shown, starter: null }, keepProof))).toBe(
			'link_other_browser',
		);
		expect(await refusal(proveByLink({ ...shown, starter: mintToken() }, keepProof))).toBe(
			'link_other_browser',
		);
		expect(await proveByLink({ ...shown, starter }, keepProof)).toEqual({
			email: 'ada@example.com',
			userId: null,
			isByStarter: true,
			state: 'x',
			redirectTo: null,
		});
	});

	test('happens in the transaction that uses the request up', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		await fixture.services.authRequests.proveByCode(
			{ ...proof, id: begun.id, code: begun.code, client: 'a client' },
			async (_, trx) => {
				const row = await trx.selectFrom('auth_request').selectAll().executeTakeFirstOrThrow();
				expect(row).toMatchObject({ used_at: fixture.clock(), code_mac: null });
			},
		);
	});

	test('is undone by a consequence that throws, whatever it throws, and works again', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		const [before] = await rows(fixture);
		for (const tries of [1, 2, 3]) {
			const failing = fixture.services.authRequests.proveByCode(
				{ ...proof, id: begun.id, code: begun.code, client: 'a client' },
				async ({ email }, trx) => {
					await fixture.services.users.create(email, { trx });
					throw new Error('on purpose');
				},
			);
			await expect(failing).rejects.toThrow('on purpose');
			expect(await rows(fixture)).toEqual([{ ...before, tries }]);
			expect(await fixture.storage.db.selectFrom('user').selectAll().execute()).toEqual([]);
		}
		expect(await byCode(fixture, begun)).toMatchObject({ email: begun.email });
	});

	test('calls back the mail that has not left', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		const mail = () =>
			fixture.storage.db.selectFrom('outbox_mail').select(['state', 'content']).execute();
		expect(await mail()).toMatchObject([{ state: 'waiting' }]);
		await byCode(fixture, begun);
		expect(await mail()).toEqual([{ state: 'withdrawn', content: null }]);
	});
});

describe('another mail', () => {
	const mails = ({ storage }: TestServices) =>
		storage.db
			.selectFrom('outbox_mail')
			.select(['state', 'expires_at'])
			.orderBy('expires_at')
			.execute();

	test('calls back the one that has not left, and lives as long as its secrets', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin({ lifeSeconds: 120 });
		const first = { state: 'waiting', expires_at: fixture.clock() + 120 * SECOND_MS };
		expect(await mails(fixture)).toEqual([first]);
		fixture.advance(MINUTE_MS);
		const again = await fixture.renew(begun);
		expect(again).toMatchObject({ id: begun.id, expiresIn: 120, resendAfter: 60 });
		expect(await mails(fixture)).toEqual([
			{ ...first, state: 'withdrawn' },
			{ state: 'waiting', expires_at: fixture.clock() + 120 * SECOND_MS },
		]);
	});

	test('waits a minute, to the millisecond, and says how long', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		fixture.advance(1);
		const early = { kind: { code: 'mails_limited' }, retryAfterSeconds: 60 };
		await expect(fixture.renew(begun)).rejects.toMatchObject(early);
		fixture.advance(MINUTE_MS - 2);
		await expect(fixture.renew(begun)).rejects.toMatchObject({ ...early, retryAfterSeconds: 1 });
		expect(await mails(fixture)).toHaveLength(1);
		fixture.advance(1);
		expect((await fixture.renew(begun)).code).not.toBe(begun.code);
	});

	test('is nothing for who cannot name the request, and tells its failures to who listens', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		const told: unknown[] = [];
		const renew = (own: object) =>
			fixture.services.authRequests.renew({
				...{ ...proof, id: begun.id, client: 'a client' },
				composeFor: () => Promise.reject(new Error('nothing is written')),
				onRefused: (email: string, { kind }: Problem) => {
					told.push([email, kind.code]);
					return Promise.resolve();
				},
				...own,
			});
		for (const own of [{ id: mintToken() }, { purpose: 'register' }, { userId: 'ada' }]) {
			expect(await refusal(renew(own))).toBe('auth_request_not_found');
		}
		const composeFor = () =>
			Promise.resolve(() => ({ template: 'account-disabled', locale: 'en', data: {} }) as const);
		expect(await refusal(renew({ composeFor }))).toBe('mails_limited');
		await byCode(fixture, begun);
		expect(await refusal(renew({ composeFor }))).toBe('auth_request_used');
		expect(told).toEqual([
			[begun.email, 'mails_limited'],
			[begun.email, 'auth_request_used'],
		]);
	});
});

describe('a caller may set', () => {
	test.each([60, 61, 899, 900])('a life of %d seconds', async (lifeSeconds) => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin({ lifeSeconds });
		expect(begun.expiresIn).toBe(lifeSeconds);
		// The mail promises no more than is true.
		expect(begun.minutes * 60).toBeLessThanOrEqual(lifeSeconds);
		expect(begun.minutes).toBeGreaterThanOrEqual(1);
		fixture.advance(lifeSeconds * SECOND_MS);
		expect(await refusal(byCode(fixture, begun))).toBe('auth_request_expired');
		const again = await fixture.renew(begun);
		expect(again.expiresIn).toBe(lifeSeconds);
		fixture.advance(lifeSeconds * SECOND_MS - 1);
		expect(await byCode(fixture, again)).toMatchObject({ email: begun.email });
	});

	test('a state of 1000 characters, an empty one, and none', async () => {
		await using fixture = await createTestServices();
		for (const state of ['x'.repeat(1000), '', null]) {
			const begun = await fixture.begin({ state });
			expect(await byCode(fixture, begun)).toMatchObject({ state });
		}
	});

	test('where the link leads, also the next one', async () => {
		await using fixture = await createTestServices();
		const linkTarget = `https://shop.example/${'a'.repeat(479)}`;
		const begun = await fixture.begin({ linkTarget });
		expect(begun.link).toBe(`${linkTarget}#t=${begun.token}`);
		fixture.advance(MINUTE_MS);
		const again = await fixture.renew(begun);
		expect(again.link).toBe(`${linkTarget}#t=${again.token}`);
		expect(again.token).not.toBe(begun.token);
	});

	test.each(
		Object.entries({
			'a life too short': { lifeSeconds: 59 },
			'a life too long': { lifeSeconds: 901 },
			'a life of half a second more': { lifeSeconds: 60.5 },
			'no life at all': { lifeSeconds: 0 },
			'a life that is no number': { lifeSeconds: Number.NaN },
			'an endless life': { lifeSeconds: Number.POSITIVE_INFINITY },
			'a state too long': { state: 'x'.repeat(1001) },
			'a link target too long': { linkTarget: `https://app.example.com/${'a'.repeat(477)}` },
			'a link target with a fragment': { linkTarget: 'https://app.example.com/#/link' },
		}),
	)('not %s, and then nothing is written', async (_, wanted) => {
		await using fixture = await createTestServices();
		const before = await snapshot(fixture.storage.db);
		await expect(fixture.begin(wanted)).rejects.toThrow(RangeError);
		expect(await snapshot(fixture.storage.db)).toBe(before);
	});
});

describe('what a caller keeps', () => {
	test('is an id of at most 200 characters and a token of at most 100, neither part of the other', async () => {
		await using fixture = await createTestServices();
		for (let each = 0; each < 50; each += 1) {
			const { id, link, token, code } = await fixture.begin();
			expect(id.length).toBeLessThanOrEqual(200);
			expect(token.length).toBeLessThanOrEqual(100);
			expect(link).not.toContain(id);
			expect(link).not.toContain(code);
			expect(code).toMatch(/^\d{6}$/);
		}
	});

	test('is nowhere in the tables as it is, nor as anything that could be guessed back', async () => {
		await using fixture = await createTestServices();
		const starter = mintToken();
		const begun = await fixture.begin({ starter });
		const { db } = fixture.storage;
		const stored = await snapshot(db);
		const [mail] = await db.selectFrom('outbox_mail').selectAll().execute();
		const [{ code_mac: codeMac, link_hash: linkHash, starter_hash: starterHash } = {}] =
			await rows(fixture);
		for (const secret of [begun.token, begun.link, starter]) {
			expect(stored + JSON.stringify(mail)).not.toContain(secret);
		}
		expect([linkHash, starterHash]).toEqual([hashToken(begun.token), hashToken(starter)]);
		expect(stored).not.toContain(`"${begun.code}"`);
		expect(codeMac).toMatch(/^[\w-]{43}$/);
	});

	test('has nothing left of the code after its use', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		await byCode(fixture, begun);
		expect(await rows(fixture)).toMatchObject([{ id: begun.id, code_mac: null }]);
	});
});

describe('a request whose mail says nothing', () => {
	test('looks like every other to the holder of its id, and is not there for anybody else', async () => {
		await using fixture = await createTestServices();
		const begun = await fixture.begin();
		const found = await fixture.services.authRequests.find({ ...proof, id: begun.id });
		expect(found).toEqual({
			authRequestId: begun.id,
			status: 'pending',
			email: begun.email,
			passwordlessType: 'LINK_CODE',
			expiresIn: 600,
			resendAfter: 60,
			triesLeft: 5,
		});
		for (const id of ['', 'x', '\u0000', hashToken(begun.id), `${begun.id} `]) {
			expect(await fixture.services.authRequests.find({ ...proof, id })).toBeNull();
		}
	});
});

test('requests are removed a day after they expired, not before, used or not', async () => {
	await using fixture = await createTestServices();
	const [used, unused] = [await fixture.begin(), await fixture.begin({ lifeSeconds: 60 })];
	await byCode(fixture, used);
	const ids = async () => (await rows(fixture)).map(({ id }) => id).sort();
	const { removeExpired } = fixture.services.authRequests;
	fixture.advance(DAY_MS + 60 * SECOND_MS);
	expect(await removeExpired(10)).toBe(0);
	fixture.advance(1);
	expect(await removeExpired(10)).toBe(1);
	expect(await ids()).toEqual([used.id]);
	expect(await refusal(byCode(fixture, unused))).toBe('auth_request_not_found');
	fixture.advance(9 * MINUTE_MS);
	await fixture.services.housekeeping.run();
	expect(await ids()).toEqual([]);
});

test('a removal takes no more than it was told to', async () => {
	await using fixture = await createTestServices();
	for (let each = 0; each < 5; each += 1) await fixture.begin();
	fixture.advance(2 * DAY_MS);
	const { removeExpired } = fixture.services.authRequests;
	expect([await removeExpired(2), await removeExpired(2), await removeExpired(2)]).toEqual([
		2, 2, 1,
	]);
});
