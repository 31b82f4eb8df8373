import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import type { Storage } from '../../ports/storage.ts';
import { createSessionStore } from './index.ts';
import type { SessionTable } from './table.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const IDLE_BEFORE = NOW - 1000;

/** A store, Ada and Grace, sessions as a test wants them, and whom the endings were announced for. */
async function createFixture() {
	const database = await createTestDatabase();
	const { storage } = database;
	const { db } = storage;
	const announced: string[] = [];
	const store = createSessionStore(storage, (_, userId) => {
		announced.push(userId);
		return Promise.resolve();
	});
	for (const id of ['ada', 'grace']) {
		await db
			.insertInto('user')
			.values({ id, email: `${id}@example.com`, created_at: NOW })
			.execute();
	}
	return {
		...{ storage, db, store, announced },
		add: (id: string, own: Partial<SessionTable> = {}) => addSession(storage, id, own),
		/** The ids of those that were not ended. */
		left: async () => (await rowsOf(storage)).filter((row) => row.ended_at === null).map(idOf),
		rows: () => rowsOf(storage),
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

const idOf = ({ id }: { readonly id: string }) => id;

const rowsOf = ({ db }: Storage) =>
	db.selectFrom('session').selectAll().orderBy('id').execute() as Promise<SessionTable[]>;

async function addSession({ db }: Storage, id: string, own: Partial<SessionTable>): Promise<void> {
	const row: SessionTable = {
		...{ id, token_hash: `hash of ${id}`, user_id: 'ada', method: 'password' },
		...{ client: null, user_agent: null, browser_hash: null },
		...{ created_at: NOW, last_seen_at: NOW, expires_at: NOW + 1 },
		...{ ended_at: null, end_reason: null, kept_account_due_at: null },
		...own,
	};
	await db.insertInto('session').values(row).execute();
}

test.each([
	['all', 'all', []],
	['the one with an id', { id: 'b' }, ['a', 'c']],
	['all but the one with an id', { butId: 'b' }, ['b']],
	['those of one browser', { browserHash: 'a browser' }, ['b']],
] as const)('of a person’s sessions %s are ended, and nobody else’s', async (_, which, left) => {
	await using fixture = await createFixture();
	const { store, db, add, announced } = fixture;
	await add('a', { browser_hash: 'a browser' });
	await add('b');
	await add('c', { browser_hash: 'a browser' });
	await add('of Grace', { user_id: 'grace', browser_hash: 'a browser' });
	const ended = await store.endOwn(db, {
		...{ userId: 'ada', by: 'a', which, reason: 'revoked', now: NOW },
	});
	expect(await fixture.left()).toEqual([...left, 'of Grace']);
	expect(ended.map(idOf).sort()).toEqual(
		['a', 'b', 'c'].filter((id) => !left.includes(id as never)),
	);
	for (const row of await fixture.rows()) {
		if (row.ended_at === null) continue;
		// To the one that ends them, its own ending is a sign-out.
		expect(row).toMatchObject({
			ended_at: NOW,
			end_reason: row.id === 'a' ? 'signed_out' : 'revoked',
		});
	}
	expect(announced).toEqual(['ada']);
});

test('what was ended keeps its reason, and what only seems to be over is ended all the same', async () => {
	await using fixture = await createFixture();
	const { store, db, add, announced } = fixture;
	await add('ended', { ended_at: NOW - 1, end_reason: 'signed_out' });
	await add('expired', { expires_at: NOW - 1 });
	await add('idle', { last_seen_at: 0 });
	const ending = { userId: 'ada', by: null, which: 'all', reason: 'revoked', now: NOW } as const;
	const ended = await store.endOwn(db, ending);
	expect(ended.toSorted((one, other) => one.id.localeCompare(other.id))).toEqual([
		{ id: 'expired', last_seen_at: NOW, expires_at: NOW - 1 },
		{ id: 'idle', last_seen_at: 0, expires_at: NOW + 1 },
	]);
	expect((await fixture.rows()).map((row) => row.end_reason)).toEqual([
		...['signed_out', 'revoked', 'revoked'],
	]);
	expect(announced).toEqual(['ada']);
});

test('an ending of nothing changes nothing and is announced to nobody', async () => {
	await using fixture = await createFixture();
	const { store, db, add, announced } = fixture;
	await add('ended', { ended_at: NOW - 1, end_reason: 'signed_out' });
	const before = await fixture.rows();
	const ending = { userId: 'ada', by: null, which: 'all', reason: 'revoked', now: NOW } as const;
	expect(await store.endOwn(db, ending)).toEqual([]);
	await store.end('hash of ended', 'signed_out', NOW);
	await store.end('hash of nothing', 'signed_out', NOW);
	expect(await fixture.rows()).toEqual(before);
	expect(announced).toEqual([]);
});

test('the session of a token is ended once, with what follows from that', async () => {
	await using fixture = await createFixture();
	const { store, add, announced } = fixture;
	await add('a');
	await add('b');
	const alongside: unknown[] = [];
	for (let each = 0; each < 2; each += 1) {
		await store.end('hash of a', 'signed_out', NOW, (_, ended) => {
			alongside.push(ended);
			return Promise.resolve();
		});
	}
	expect(await fixture.left()).toEqual(['b']);
	expect(alongside).toEqual([{ id: 'a', user_id: 'ada' }]);
	expect(announced).toEqual(['ada']);
});

const newSession = (own: { readonly id: string; readonly userId?: string }) => ({
	...{ userId: 'ada', method: 'code', browserHash: 'a browser' },
	tokenHash: `hash of ${own.id}`,
	where: { client: '203.0.113.1', userAgent: 'a browser', requestId: 'r' } as never,
	...{ now: NOW, expiresAt: NOW + 1 },
	...own,
});

test('beyond the cap the oldest living end, however many they are; the dead make room', async () => {
	await using fixture = await createFixture();
	const { store, add, announced } = fixture;
	for (const [id, age] of [
		['a', 3],
		['b', 5],
		['c', 4],
		['d', 2],
	] as const) {
		await add(id, { created_at: NOW - age });
	}
	await add('expired', { created_at: NOW - 1, expires_at: NOW });
	await add('idle', { created_at: NOW - 1, last_seen_at: IDLE_BEFORE });
	await add('signed out', { created_at: NOW - 1, ended_at: NOW - 1, end_reason: 'signed_out' });
	await add('of Grace', { user_id: 'grace', created_at: NOW - 9 });
	const told: unknown[] = [];
	const cap = { liveMax: 3, idleBefore: IDLE_BEFORE };
	const outcome = await store.start(newSession({ id: 'new' }), null, cap, {
		alongside: (_, { replaced, overLimit, lastSignInAt }) => {
			told.push(replaced, overLimit.map(idOf).sort(), lastSignInAt);
			return Promise.resolve();
		},
	});
	expect(outcome).toBe('started');
	expect(told).toEqual([[], ['b', 'c'], null]);
	expect(await fixture.left()).toEqual(['a', 'd', 'expired', 'idle', 'new', 'of Grace']);
	const reasons = (await fixture.rows()).map(({ id, end_reason: reason }) => [id, reason]);
	expect(Object.fromEntries(reasons)).toMatchObject({
		...{ b: 'session_limit', c: 'session_limit', 'signed out': 'signed_out', idle: null },
	});
	expect(announced).toEqual(['ada']);
});

test('a start ends what it replaces, whoever’s that was, and says when the account was used before', async () => {
	await using fixture = await createFixture();
	const { store, db, add, announced } = fixture;
	await add('of Grace', { user_id: 'grace' });
	await add('of Ada');
	await db
		.updateTable('user')
		.set({ last_sign_in_at: NOW - 7 })
		.where('id', '=', 'ada')
		.execute();
	const told: unknown[] = [];
	const cap = { liveMax: 9, idleBefore: IDLE_BEFORE };
	await store.start(newSession({ id: 'new' }), 'hash of of Grace', cap, {
		keep: () => Promise.resolve(NOW + 5),
		alongside: (_, ended) => {
			told.push(ended);
			return Promise.resolve();
		},
	});
	expect(told).toEqual([
		{ replaced: [{ id: 'of Grace', user_id: 'grace' }], overLimit: [], lastSignInAt: NOW - 7 },
	]);
	expect(await fixture.left()).toEqual(['new', 'of Ada']);
	expect(announced).toEqual(['grace']);
	const [started] = (await fixture.rows()).filter(({ id }) => id === 'new');
	expect(started).toEqual({
		...{ id: 'new', token_hash: 'hash of new', user_id: 'ada', method: 'code' },
		...{ client: '203.0.113.1', user_agent: 'a browser', browser_hash: 'a browser' },
		...{ created_at: NOW, last_seen_at: NOW, expires_at: NOW + 1 },
		...{ ended_at: null, end_reason: null, kept_account_due_at: NOW + 5 },
	});
	const users = await db
		.selectFrom('user')
		.select(['id', 'last_sign_in_at'])
		.orderBy('id')
		.execute();
	expect(users).toEqual([
		{ id: 'ada', last_sign_in_at: NOW },
		{ id: 'grace', last_sign_in_at: null },
	]);
});

test('who is disabled or gone starts nothing and ends nothing', async () => {
	await using fixture = await createFixture();
	const { store, db, add } = fixture;
	await add('of Ada');
	await db.updateTable('user').set({ disabled_at: NOW }).where('id', '=', 'ada').execute();
	const cap = { liveMax: 1, idleBefore: IDLE_BEFORE };
	expect(await store.start(newSession({ id: 'new' }), 'hash of of Ada', cap)).toBe('disabled');
	expect(await store.start(newSession({ id: 'new', userId: 'x' }), 'hash of of Ada', cap)).toBe(
		'gone',
	);
	expect(await fixture.left()).toEqual(['of Ada']);
});

test('a successor is the same session but for what names it, and takes its place once', async () => {
	await using fixture = await createFixture();
	const { store, db, add, announced } = fixture;
	const facts = {
		...{ created_at: NOW - 5000, last_seen_at: NOW - 500, expires_at: NOW + 7000, method: 'link' },
		...{ browser_hash: 'a browser', client: '203.0.113.1', kept_account_due_at: 4 },
	};
	await add('old', facts);
	const successor = { id: 'successor', tokenHash: 'another hash' };
	expect(await store.succeed(db, 'old', successor, NOW)).toMatchObject({ expires_at: NOW + 7000 });
	const [old, following] = await fixture.rows();
	expect(old).toMatchObject({ ...facts, id: 'old', ended_at: NOW, end_reason: 'replaced' });
	expect(following).toEqual({
		...old,
		...{ id: 'successor', token_hash: 'another hash', last_seen_at: NOW },
		...{ ended_at: null, end_reason: null },
	});
	expect(announced).toEqual(['ada']);
	await expect(
		store.succeed(db, 'old', { id: 'third', tokenHash: 'a third' }, NOW),
	).rejects.toThrow();
	expect(await fixture.left()).toEqual(['successor']);
});

test('people with a session that was begun until a time are listed once, in pages', async () => {
	await using fixture = await createFixture();
	const { store, db, add } = fixture;
	const people = ['b', 'c', 'd', 'late', 'ended', 'none'];
	for (const id of people) {
		await db.insertInto('user').values({ id, email: id, created_at: NOW }).execute();
	}
	for (const id of ['b', 'c', 'd']) await add(`of ${id}`, { user_id: id });
	await add('another of b', { user_id: 'b', created_at: NOW - 1, expires_at: 0 });
	await add('of late', { user_id: 'late', created_at: NOW + 1 });
	await add('of ended', { user_id: 'ended', ended_at: NOW });
	const list = (after: string, limit: number) =>
		store.listHolders({ begunUntil: NOW, after, limit });
	expect(await list('', 10)).toEqual(['b', 'c', 'd']);
	expect(await list('', 2)).toEqual(['b', 'c']);
	expect(await list('c', 2)).toEqual(['d']);
	expect(await list('d', 2)).toEqual([]);
});

test('a thousand sessions in the first quarter of all ids stand for four thousand', async () => {
	await using fixture = await createFixture();
	const { store, db } = fixture;
	const first = 0x3fffffff - 999;
	const rows = Array.from({ length: 1001 }, (_, each) => ({
		// The last one lies behind the sample.
		id: (each === 1000 ? 0xffffffff : first + each).toString(16).padStart(8, '0') + '-0000',
		token_hash: randomUUID(),
		...{ user_id: 'ada', method: 'code', created_at: NOW, last_seen_at: NOW },
		expires_at: each < 100 ? NOW : NOW + 1,
	}));
	for (let at = 0; at < rows.length; at += 500) {
		await db
			.insertInto('session')
			.values(rows.slice(at, at + 500))
			.execute();
	}
	expect(await store.sample(NOW, IDLE_BEFORE)).toEqual({ living: 900, share: 0.25 });
	await db.deleteFrom('session').where('id', '>=', '3fffffff').execute();
	// All there are: counted, not estimated.
	expect(await store.sample(NOW, IDLE_BEFORE)).toEqual({ living: 899, share: 1 });
});

test('only living sessions are listed, and only of that person, those used last first', async () => {
	await using fixture = await createFixture();
	const { store, add } = fixture;
	await add('a', { last_seen_at: NOW - 10 });
	await add('b', { last_seen_at: NOW - 5, created_at: NOW - 20 });
	await add('c', { last_seen_at: NOW - 5, created_at: NOW - 10 });
	await add('d', { last_seen_at: NOW - 5, created_at: NOW - 10 });
	await add('of Grace', { user_id: 'grace' });
	await add('ended', { ended_at: NOW });
	await add('expired', { expires_at: NOW });
	await add('idle', { last_seen_at: IDLE_BEFORE });
	expect((await store.listLiving('ada', NOW, IDLE_BEFORE)).map(idOf)).toEqual(['c', 'd', 'b', 'a']);
});

test('the dead are removed by each of three deaths, and not a millisecond early', async () => {
	await using fixture = await createFixture();
	const { store, add } = fixture;
	const day = { expires_at: NOW + 10, last_seen_at: NOW };
	await add('ended', { ...day, ended_at: NOW - 1 });
	await add('ended just now', { ...day, ended_at: NOW });
	await add('expired', { ...day, expires_at: NOW - 1 });
	await add('expired just now', { ...day, expires_at: NOW });
	await add('idle', { ...day, last_seen_at: NOW - 101 });
	await add('idle just now', { ...day, last_seen_at: NOW - 100 });
	expect(await store.removeDead(NOW, 100, 2)).toBe(2);
	expect(await store.removeDead(NOW, 100, 2)).toBe(1);
	expect(await store.removeDead(NOW, 100, 2)).toBe(0);
	expect((await fixture.rows()).map(idOf)).toEqual([
		'ended just now',
		'expired just now',
		'idle just now',
	]);
});

test('use moves forward in living sessions alone', async () => {
	await using fixture = await createFixture();
	const { store, add } = fixture;
	await add('a', { last_seen_at: NOW - 5 });
	await add('later already', { last_seen_at: NOW + 5 });
	await add('ended', { last_seen_at: NOW - 5, ended_at: NOW });
	await add('not named', { last_seen_at: NOW - 5 });
	await store.markSeen(['hash of a', 'hash of later already', 'hash of ended'], NOW);
	expect((await fixture.rows()).map(({ id, last_seen_at: seen }) => [id, seen - NOW])).toEqual([
		['a', 0],
		['ended', -5],
		['later already', 5],
		['not named', -5],
	]);
});
