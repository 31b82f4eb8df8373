import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp, WEB_ORIGIN } from '../../../test/app.ts';

const WAITING_MAX = 32;
/** Slow enough that whoever waits can leave before their turn. */
const SLOW_HASH = { memoryKib: 65_536, passes: 3 };

/** People with one password: each has guesses of their own, which are not what this is about. */
async function createPeople(api: TestApp, count: number): Promise<Person[]> {
	const ada = await api.createPerson();
	const { db } = api.storage;
	const known = await db.selectFrom('password').selectAll().executeTakeFirstOrThrow();
	const people = [ada];
	for (let each = 1; each < count; each += 1) {
		const email = `person${String(each)}@example.com`;
		const account = await api.services.users.create(email);
		const userId = account?.id ?? '';
		await db
			.insertInto('password')
			.values({ ...known, user_id: userId })
			.execute();
		people.push({ ...ada, email, userId });
	}
	return people;
}

/** Signs in over a connection of its own, which the signal cuts; the status, or null when it was cut. */
async function createSignIn(api: TestApp) {
	await api.app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = api.app.server.address() as AddressInfo;
	const target = { host: '127.0.0.1', port, method: 'POST', path: '/auth/login', agent: false };
	const headers = { 'content-type': 'application/json', origin: WEB_ORIGIN };
	return ({ email, password }: Person, signal?: AbortSignal): Promise<number | null> =>
		new Promise((resolve, reject) => {
			const options = { ...target, headers, ...(signal === undefined ? {} : { signal }) };
			const sent = request(options, (reply) => {
				reply.resume().once('close', () => {
					resolve(reply.statusCode ?? null);
				});
			});
			sent.once('error', (error) => {
				if (signal?.aborted) resolve(null);
				else reject(error);
			});
			sent.end(JSON.stringify({ email, password }));
		});
}

// Hashing for clients that have gone (kratos e9c6a1803).
test('clients that leave the queue are not hashed for, and whoever comes next is served', async () => {
	await using api = await createTestApp(
		{
			passwordHashesAtOnce: 1,
			passwordHashesWaitingMax: WAITING_MAX,
			rateLimitCredentialsPerMinute: 1_000_000,
		},
		{ hashCost: SLOW_HASH },
	);
	const people = await createPeople(api, WAITING_MAX + 8);
	const [ada] = people as [Person];
	const signIn = await createSignIn(api);
	const countSessions = async () =>
		(await api.storage.db.selectFrom('session').select('id').execute()).length;

	for (let wave = 0; wave < 3; wave += 1) {
		const before = await countSessions();
		const leaver = new AbortController();
		const clients = people.map((person) => signIn(person, leaver.signal));
		// The first who is turned away says that the queue is full.
		await Promise.any(
			clients.map(async (client) => {
				if ((await client) !== 503) throw new Error('served or gone');
			}),
		);
		leaver.abort();
		const left = (await Promise.all(clients)).filter((status) => status === null);
		expect(left.length).toBeGreaterThan(WAITING_MAX / 2);
		await expect.poll(() => signIn(ada), { timeout: 10_000 }).toBe(200);
		expect((await countSessions()) - before).toBeLessThan(WAITING_MAX / 2);
	}
	const served = await Promise.all(people.slice(0, 5).map((person) => signIn(person)));
	expect(served).toEqual([200, 200, 200, 200, 200]);
});
