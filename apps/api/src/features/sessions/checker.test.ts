import { hashToken, mintToken } from '@postern/session-token';
import { Problem } from '@postern/problem';
import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { SOMEBODY, SOMEWHERE } from '../../../test/where.ts';
import { expectProblem } from '../../../test/problem.ts';
import type { Storage } from '../../ports/storage.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { createSessionChecker } from './index.ts';
import type { CheckedSession, SessionFacts } from './verdict.ts';

const NO_LIMIT = 1_000_000;

function factsOf(tokenHash: string): SessionFacts {
	return {
		token_hash: tokenHash,
		session_id: `session of ${tokenHash}`,
		session_created_at: 0,
		last_seen_at: 0,
		expires_at: 1000,
		ended_at: null,
		end_reason: null,
		kept_account_due_at: null,
		user_id: `user of ${tokenHash}`,
		email: 'ada@example.com',
		name: null,
		user_created_at: 0,
		disabled_at: null,
		verified_at: null,
	};
}

/** A checker on a store that answers as told, and the batches it was asked for. */
function createChecker(
	answer: (
		hashes: readonly string[],
	) => ReturnType<Storage['lookup']> extends infer _ ? unknown : never,
) {
	const batches: (readonly string[])[] = [];
	const check = createSessionChecker({
		store: {
			findByTokenHash: (hashes) => {
				batches.push([...hashes]);
				return answer(hashes) as Promise<(SessionFacts | undefined)[]>;
			},
		},
		lastSeen: { note: () => undefined },
		clock: () => 1,
		life: { idleSeconds: 10, absoluteSeconds: 10 },
	});
	const ask = (hash: string | null) =>
		new Promise<CheckedSession | Problem | Error>((resolve) => {
			check(hash, resolve);
		});
	return { ask, batches };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const engines = [
	['at once', (rows: unknown) => rows],
	['later', (rows: unknown) => nextTurn().then(() => rows)],
] as const;

test.each(engines)(
	'each caller gets the answer to its own token (a store that answers %s)',
	async (_, give) => {
		const { ask, batches } = createChecker((hashes) =>
			give(hashes.map((hash) => (hash.startsWith('known') ? factsOf(hash) : undefined))),
		);
		const hashes = Array.from({ length: 60 }, (__, index) =>
			index % 3 === 0 ? `unknown ${String(index)}` : `known ${String(index % 7)}`,
		);
		const outcomes = await Promise.all(hashes.map(ask));
		outcomes.forEach((outcome, index) => {
			const hash = hashes[index] ?? '';
			if (hash.startsWith('known')) expect(outcome).toMatchObject({ userId: `user of ${hash}` });
			else expect(outcome).toMatchObject({ kind: { code: 'no_session' } });
		});
		expect(batches.flat().length).toBeLessThanOrEqual(60);
		expect(batches).toHaveLength(1);
	},
);

test('the store is asked once a turn, and every turn again', async () => {
	const { ask, batches } = createChecker((hashes) => hashes.map(factsOf));
	for (let turn = 1; turn <= 3; turn += 1) {
		await Promise.all([ask('a'), ask('b'), ask('a')]);
		expect(batches).toHaveLength(turn);
	}
});

test('who brings no token costs the store nothing, alone or among others', async () => {
	const { ask, batches } = createChecker((hashes) => hashes.map(factsOf));
	const stranger = { kind: { code: 'no_session' } };
	expect(await Promise.all([ask(null), ask(null)])).toMatchObject([stranger, stranger]);
	expect(batches).toEqual([]);
	const [ada, nobody] = await Promise.all([ask('a'), ask(null)]);
	expect([ada, nobody]).toMatchObject([{ userId: 'user of a' }, stranger]);
	expect(batches).toEqual([['a']]);
});

test('slow answers that overlap are not mixed up', async () => {
	const gates: (() => void)[] = [];
	const { ask } = createChecker(async (hashes) => {
		await new Promise<void>((resolve) => gates.push(resolve));
		return hashes.map(factsOf);
	});
	const first = [ask('a'), ask('b')];
	await nextTurn();
	const second = [ask('c'), ask('d')];
	await nextTurn();
	expect(gates).toHaveLength(2);
	gates.reverse().forEach((open) => {
		open();
	});
	const users = (await Promise.all([...first, ...second])) as CheckedSession[];
	expect(users.map(({ userId }) => userId)).toEqual(
		['a', 'b', 'c', 'd'].map((each) => `user of ${each}`),
	);
});

test.each([
	[
		'throws',
		() => {
			throw new Error('broken');
		},
	],
	['rejects', () => Promise.reject(new Error('broken'))],
] as const)(
	'a store that %s fails everybody of the turn, and nobody of the next',
	async (_, fail) => {
		let isBroken = true;
		const { ask } = createChecker((hashes) => (isBroken ? fail() : hashes.map(factsOf)));
		const failed = await Promise.all([ask('a'), ask('b'), ask('c')]);
		for (const outcome of failed) {
			expect(outcome).toBeInstanceOf(Error);
			expect(outcome).not.toBeInstanceOf(Problem);
		}
		isBroken = false;
		expect(await ask('a')).toMatchObject({ userId: 'user of a' });
	},
);

test('requests of two people in one turn are never mixed up', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: NO_LIMIT });
	const people = [await api.signIn('ada@example.com'), await api.signIn('grace@example.com')];
	const dead = `session=${mintToken()}`;
	const answers = await Promise.all(
		Array.from({ length: 200 }, async (_, index) => {
			const person = index % 5 === 4 ? undefined : people[index % 2];
			const response = await api.send({ url: '/users/me', cookie: person?.cookie ?? dead });
			return { expected: person?.userId, got: response.json<{ id?: string }>().id };
		}),
	);
	for (const { expected, got } of answers) expect(got).toBe(expected);
	expect(answers.filter(({ got }) => got === undefined)).toHaveLength(40);
});

test('a database that cannot answer is 503 for everybody, and the next requests pass', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	let isBroken = false;
	const unavailable = Object.assign(new Error('the database is locked'), { isOutage: true });
	const breakable: Storage = {
		...storage,
		lookup: (keyColumn, build) => {
			const lookup = storage.lookup(keyColumn, build);
			return (keys) => {
				if (isBroken) throw unavailable;
				return lookup(keys);
			};
		},
		isUnavailable: (error) => error === unavailable || storage.isUnavailable(error),
	};
	await using api = await createTestApp({ rateLimitPerMinute: NO_LIMIT }, { storage: breakable });
	const account = await api.services.users.create('ada@example.com');
	const session = await api.services.sessions.start({
		userId: account?.id ?? '',
		method: 'password',
		replacesTokenHash: null,
		where: SOMEWHERE,
		visitor: SOMEBODY,
	});
	const cookie = `session=${session?.token ?? ''}`;
	const callMe = () =>
		Promise.all(Array.from({ length: 20 }, () => api.send({ url: '/users/me', cookie })));
	isBroken = true;
	for (const response of await callMe()) {
		expectProblem(response, 503, 'unavailable');
		expect(response.headers['retry-after']).toBe('2');
	}
	isBroken = false;
	for (const response of await callMe()) expect(response.statusCode).toBe(200);
	await api.app.close();
});

test('a look-up sees nothing that is not committed', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { db } = api.storage;
	const hash = hashToken(ada.cookie.slice('session='.length));
	const isGood = async () =>
		(await api.send({ url: '/users/me', cookie: ada.cookie })).statusCode === 200;
	const rolledBack = db.transaction().execute(async (trx) => {
		await trx.updateTable('session').set({ ended_at: 1 }).where('token_hash', '=', hash).execute();
		expect(await isGood()).toBe(true);
		throw new Error('roll back');
	});
	await expect(rolledBack).rejects.toThrow('roll back');
	expect(await isGood()).toBe(true);
	await db.transaction().execute(async (trx) => {
		await trx.updateTable('session').set({ ended_at: 1 }).where('token_hash', '=', hash).execute();
		expect(await isGood()).toBe(true);
	});
	expect(await isGood()).toBe(false);
});
