/** "Ended" means now: for every process, for requests in flight, and whoever else writes meanwhile. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { hashToken, mintToken } from '@postern/session-token';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cookieOf, createTestApp, type TestApp, WEB_ORIGIN } from '../../../test/app.ts';
import { createTestDatabase, engine } from '../../../test/database.ts';
import { codeIn } from '../../../test/mail.ts';
import { head, listen } from '../../../test/raw.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { readStream } from '../../../test/event-stream.ts';
import { createAccount } from '../../create-account.ts';
import { createInProcessNews } from '../../infra/news/in-process.ts';
import { MINUTE_MS } from '../../ports/clock.ts';
import type { Storage } from '../../ports/storage.ts';
import { createUserStore } from '../users/index.ts';
import { createOwnSessions, createSessionStore } from './index.ts';

const NO_LIMIT = 1_000_000;
const NO_TRAIL = { record: () => Promise.resolve() };
const ROUNDS = 20;
const LIFE = { idleSeconds: 604_800, absoluteSeconds: 2_592_000 };

/** Two processes on one database, and a way to sign in at the first. */
async function createTwoApps() {
	const database = await createTestDatabase();
	const settings = { rateLimitPerMinute: NO_LIMIT, rateLimitCredentialsPerMinute: NO_LIMIT };
	const news = createInProcessNews();
	const one = await createTestApp(settings, { storage: database.storage, news });
	const two = await createTestApp(settings, { storage: database.open(), news });
	const account = await createAccount(one.services, 'ada@example.com');
	if (account === null) throw new Error('there is an account already');
	return {
		one,
		two,
		db: database.storage.db,
		ping: () => database.storage.ping(),
		signIn: async () =>
			cookieOf(await one.send({ method: 'POST', url: '/auth/login', payload: account })),
		async [Symbol.asyncDispose]() {
			for (const disposable of [one, two, database]) await disposable[Symbol.asyncDispose]();
		},
	};
}

type TwoApps = Awaited<ReturnType<typeof createTwoApps>>;

const ENDINGS: Record<string, (apps: TwoApps, by: string, other: string) => Promise<unknown>> = {
	one: async ({ one, db }, cookie, other) => {
		const { id } = await db
			.selectFrom('session')
			.select('id')
			.where('token_hash', '=', hashToken(other.slice('session='.length)))
			.executeTakeFirstOrThrow();
		return one.send({ method: 'DELETE', url: `/users/me/sessions/${id}`, cookie });
	},
	'all others': ({ one }, cookie) =>
		one.send({ method: 'POST', url: '/users/me/sessions/end-others', cookie }),
	all: ({ one }, cookie) => one.send({ method: 'POST', url: '/users/me/sessions/end-all', cookie }),
	'them with a change of the password': ({ one }, cookie) =>
		one.send({
			...{ method: 'PUT', url: '/users/me/password', cookie },
			payload: { newPassword: 'lamp river cloud kettle' },
		}),
	'them with the removal of the password': ({ one }, cookie) =>
		one.send({ method: 'DELETE', url: '/users/me/password', cookie }),
	'them with a reset of the password': async ({ one }) => {
		const email = 'ada@example.com';
		await one.send({
			...{ method: 'POST', url: '/auth/password/reset/send' },
			payload: { email },
		});
		const token = /#t=(.{43})/.exec((await one.mail.next(email, /^Choose a new/)).text)?.[1] ?? '';
		const payload = { token, newPassword: 'lamp river cloud kettle' };
		await one.send({ method: 'POST', url: '/auth/password/reset', payload });
	},
	'them with a change of the address': ({ one }, cookie) => changeEmail(one, cookie),
	'them with the undoing of such a change': async ({ one, signIn }, cookie) => {
		const thief = await signIn();
		await changeEmail(one, thief);
		const mail = await one.mail.next('ada@example.com', /address/);
		const token = /#t=(.{43})/.exec(mail.text)?.[1] ?? '';
		expect((await one.send({ url: '/users/me', cookie })).statusCode).toBe(401);
		await one.send({ method: 'POST', url: '/auth/email-change/undo', payload: { token } });
	},
	'one by the mail about it': async ({ one }) => {
		const { text } = await one.mail.next('ada@example.com', /^New sign-in/);
		const token = /#t=(.{43})/.exec(text)?.[1] ?? '';
		await one.send({ method: 'POST', url: '/auth/not-me', payload: { token } });
	},
	'them with the wish to have the account deleted': ({ one }, cookie) =>
		one.send({ method: 'POST', url: '/users/me/deletion', cookie }),
};

async function changeEmail(api: TestApp, cookie: string): Promise<void> {
	const url = '/users/me/email/change';
	const email = 'ada@lovelace.example';
	const inBrowser = { method: 'POST', cookie: `${cookie}; browser=${mintToken()}` } as const;
	const sent = await api.send({ ...inBrowser, url: `${url}/send`, payload: { email } });
	const { authRequestId } = sent.json<{ authRequestId: string }>();
	const code = codeIn(await api.mail.next(email));
	const payload = { authRequestId, code };
	const changed = await api.send({ ...inBrowser, url: `${url}/verify/code`, payload });
	expect(changed.statusCode).toBe(200);
}

afterEach(() => {
	vi.useRealTimers();
});

describe.each(Object.keys(ENDINGS))('after the answer to ending %s', (name) => {
	const end = ENDINGS[name] ?? (() => Promise.reject(new Error('no such ending')));

	test('0 of 1,000 requests pass, at this process or at another', async () => {
		await using apps = await createTwoApps();
		const [cookie, other] = [await apps.signIn(), await apps.signIn()];
		const ask = ({ app }: TestApp) => app.inject({ url: '/users/me', headers: { cookie: other } });
		expect((await ask(apps.two)).statusCode).toBe(200);
		await end(apps, cookie, other);
		const replies = await Promise.all(
			Array.from({ length: 1000 }, (_, each) => ask(each % 2 === 0 ? apps.one : apps.two)),
		);
		expect(replies.filter(({ statusCode }) => statusCode !== 401)).toEqual([]);
	});

	test('whoever watches a session of that person, at this process or at another, is told', async () => {
		// Whoever watches is looked at now and then, too; this is about being told.
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		await using apps = await createTwoApps();
		const [cookie, other] = [await apps.signIn(), await apps.signIn()];
		const ports = [await listen(apps.one), await listen(apps.two)];
		const watching = await Promise.all(
			ports.map((port) => readStream(`http://127.0.0.1:${String(port)}/users/me/session`, other)),
		);
		for (const stream of watching) expect((await stream.next())?.name).toBe('session');
		await end(apps, cookie, other);
		for (const stream of watching) {
			expect(await stream.next()).toMatchObject({ name: 'ended', data: { code: 'session_ended' } });
			expect(await stream.next()).toBeNull();
		}
	});

	test('a write changes nothing whose body comes later, though it was let in at another process', async () => {
		await using apps = await createTwoApps();
		const [cookie, other] = [await apps.signIn(), await apps.signIn()];
		const finish = await beginWrite(apps, 'POST /todos', other, '{"title":"too late"}');
		await end(apps, cookie, other);
		expect(await finish()).toMatch(
			/^HTTP\/1\.1 401 [^]*"reason":"(revoked|password_changed|email_changed|account_deletion|disowned)"[^]*session_ended/,
		);
		expect(await apps.db.selectFrom('todo').select('id').execute()).toEqual([]);
	});
});

test.each(['POST /users/me/sessions/end-others', 'POST /users/me/sessions/end-all'])(
	'%s of a session that was ended while its body was on the way ends nothing',
	async (line) => {
		await using apps = await createTwoApps();
		const [cookie, other] = [await apps.signIn(), await apps.signIn()];
		const finish = await beginWrite(apps, line, other, '{}');
		await apps.one.send({ method: 'POST', url: '/users/me/sessions/end-others', cookie });
		expect(await finish()).toMatch(/^HTTP\/1\.1 401 [^]*session_ended/);
		expect((await apps.one.send({ url: '/users/me', cookie })).statusCode).toBe(200);
	},
);

/** Sends the head of a request and the beginning of its body to one app; gives what sends the rest. */
async function beginWrite({ two, ping }: TwoApps, line: string, cookie: string, body: string) {
	const socket = connect({ host: '127.0.0.1', port: await listen(two) });
	const answer = text(socket);
	const lines = [
		`Cookie: ${cookie}`,
		`Origin: ${WEB_ORIGIN}`,
		'Content-Type: application/json',
		'Connection: close',
		`Content-Length: ${String(body.length)}`,
	];
	socket.write(head(`${line} HTTP/1.1`, ...lines) + body.slice(0, 1));
	// Until the guard has asked the store about it.
	for (let turn = 0; turn < 20; turn += 1) {
		await ping();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return async (): Promise<string> => {
		socket.write(body.slice(1));
		return answer;
	};
}

/** The store as two processes have it, and one person with sessions. */
async function createStores() {
	const database = await createTestDatabase();
	const { storage } = database;
	// Two writers of one process would wait for each other on SQLite: their calls do not return meanwhile.
	const elsewhere: Storage = engine === 'sqlite' ? storage : database.open();
	const userId = randomUUID();
	await createUserStore(storage.db).insert({ id: userId, email: 'ada@example.com', now: 0 });
	let now = 1_000_000_000;
	const on = (opened: Storage) => {
		const store = createSessionStore(opened);
		return {
			store,
			own: createOwnSessions({ store, trail: NO_TRAIL, clock: () => now, life: LIFE }),
		};
	};
	const [here, there] = [on(storage), on(elsewhere)];
	return {
		here,
		there,
		userId,
		advance: (ms: number) => void (now += ms),
		now: () => now,
		async start(by = here.store) {
			const id = randomUUID();
			const tokenHash = hashToken(mintToken());
			const session = {
				tokenHash,
				id,
				userId,
				method: 'password',
				where: SOMEWHERE,
				browserHash: 'a browser',
			};
			const cap = { liveMax: 1000, idleBefore: 0 };
			await by.start({ ...session, now, expiresAt: now + 1_000_000_000 }, null, cap);
			return { id, userId, tokenHash };
		},
		living: async () =>
			(await here.store.listLiving(userId, now, now - LIFE.idleSeconds * 1000)).map(({ id }) => id),
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

test('of two sessions that end each other exactly one stays, and neither waits in vain', async () => {
	await using world = await createStores();
	for (let round = 0; round < ROUNDS; round += 1) {
		const [one, two] = [await world.start(), await world.start()];
		const outcomes = await Promise.allSettled([
			world.here.own.endOthers(one, SOMEWHERE),
			world.there.own.endOthers(two, SOMEWHERE),
		]);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const refused = outcomes.find((outcome) => outcome.status === 'rejected');
		expect(refused?.reason).toMatchObject({ kind: { code: 'session_ended' } });
		const living = await world.living();
		expect(living).toEqual([outcomes[0].status === 'fulfilled' ? one.id : two.id]);
		await world.here.store.end(living[0] === one.id ? one.tokenHash : two.tokenHash, 'revoked', 1);
	}
});

test('a session that is started beside "end all others" is ended by it or outlives it whole', async () => {
	await using world = await createStores();
	const asker = await world.start();
	for (let round = 0; round < ROUNDS; round += 1) {
		const [started, ended] = await Promise.all([
			world.start(world.there.store),
			world.here.own.endOthers(asker, SOMEWHERE),
		]);
		const others = (await world.living()).filter((id) => id !== asker.id);
		expect(others).toEqual(ended === 1 ? [] : [started.id]);
		if (others.length > 0) expect(await world.here.own.endOthers(asker, SOMEWHERE)).toBe(1);
	}
});

test('parallel endings of one session succeed once', async () => {
	await using world = await createStores();
	const asker = await world.start();
	for (let round = 0; round < ROUNDS; round += 1) {
		const { id } = await world.start();
		const endings = Array.from({ length: 6 }, (_, each) =>
			(each % 2 === 0 ? world.here : world.there).own.end(asker, id, SOMEWHERE),
		);
		const outcomes = await Promise.allSettled(endings);
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(await world.living()).toEqual([asker.id]);
	}
});

test('notes of use that are written at the same time bring nothing back and hold nothing up', async () => {
	await using world = await createStores();
	const asker = await world.start();
	for (let round = 0; round < ROUNDS; round += 1) {
		const others = [];
		for (let each = 0; each < 8; each += 1) others.push(await world.start());
		world.advance(MINUTE_MS);
		const hashes = others.map(({ tokenHash }) => tokenHash);
		const [ended] = await Promise.all([
			world.here.own.endOthers(asker, SOMEWHERE),
			world.there.store.markSeen(hashes.toReversed(), world.now()),
			world.there.store.markSeen(hashes, world.now() + 1),
		]);
		expect(ended).toBe(8);
		await world.there.store.markSeen(hashes, world.now() + 2);
		expect(await world.living()).toEqual([asker.id]);
	}
});

test('a write under way is waited for, and the next one finds its session ended', async () => {
	await using world = await createStores();
	const asker = await world.start();
	const other = await world.start();
	const writing = world.there.store.inTurn(randomUUID(), async (trx) => {
		expect(await world.there.store.findEnding(trx, other.id)).toMatchObject({ ended_at: null });
		const ending = world.here.own.endOthers(asker, SOMEWHERE);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await world.there.store.findEnding(trx, other.id)).toMatchObject({ ended_at: null });
		return { ending };
	});
	const { ending } = await writing;
	expect(await ending).toBe(1);
	expect(await world.living()).toEqual([asker.id]);
});
