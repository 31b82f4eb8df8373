import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { hasRedis, startRedis } from '../../../test/redis.ts';
import {
	openRedis,
	type RedisClient,
	type RedisOptions,
	RedisUnavailableError,
} from './connection.ts';

/** Its connection, and what it said of its state. */
function open({ url }: { url: string }, more: Partial<RedisOptions> = {}) {
	const changes: boolean[] = [];
	const reasons: string[] = [];
	const redis = openRedis({
		url,
		onChange: (isUp, reason) => {
			changes.push(isUp);
			if (reason !== undefined) reasons.push(reason.message);
		},
		...more,
	});
	return { ...redis, changes, reasons, [Symbol.dispose]: redis.close };
}

const up = (redis: ReturnType<typeof open>) =>
	expect.poll(redis.isUp, { timeout: 10_000 }).toBe(true);
const down = (redis: ReturnType<typeof open>) =>
	expect.poll(redis.isUp, { timeout: 10_000 }).toBe(false);
const lossesOf = ({ changes }: ReturnType<typeof open>) => changes.filter((isUp) => !isUp).length;
const ping = (client: RedisClient) => client.ping();

describe.skipIf(!hasRedis)('a connection to Redis', () => {
	test('runs commands, of one turn all at once', async () => {
		await using server = await startRedis();
		using redis = open(server);
		await up(redis);
		const counts = Array.from({ length: 100 }, () => redis.run((client) => client.incr('count')));
		expect(await Promise.all(counts)).toEqual(Array.from({ length: 100 }, (_, each) => each + 1));
		expect(redis.changes).toEqual([true]);
	});

	test('refuses at once while there is none, and comes back by itself', async () => {
		await using server = await startRedis();
		using redis = open(server);
		await expect(redis.run(ping)).rejects.toThrow(RedisUnavailableError);
		await up(redis);
		await server.kill();
		await down(redis);
		await expect(redis.run(ping)).rejects.toThrow('there is no connection');
		await server.restart();
		await up(redis);
		expect(await redis.run(ping)).toBe('PONG');
		expect(redis.changes).toEqual([true, false, true]);
	});

	test('of a frozen server ends everything that waits, and then nothing waits any more', async () => {
		await using server = await startRedis();
		using redis = open(server, { patienceMs: 50 });
		await up(redis);
		server.freeze();
		const waiting = Array.from({ length: 20 }, () => redis.run(ping));
		for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
		expect(redis.isUp()).toBe(false);
		await expect(redis.run(ping)).rejects.toThrow('there is no connection');
		server.thaw();
		await up(redis);
		expect(await redis.run(ping)).toBe('PONG');
	});

	test('notices a frozen server though nobody asks', { timeout: 20_000 }, async () => {
		await using server = await startRedis();
		using redis = open(server);
		await up(redis);
		server.freeze();
		await down(redis);
		server.thaw();
	});

	test('hands on what the server refuses, and stays', async () => {
		await using server = await startRedis();
		using redis = open(server);
		await up(redis);
		await server.ask('CONFIG', 'SET', 'maxmemory', '1');
		await expect(redis.run((client) => client.incr('count'))).rejects.toThrow(/^OOM/);
		await server.ask('CONFIG', 'SET', 'maxmemory', '0');
		expect(await redis.run((client) => client.incr('count'))).toBe(1);
		expect(redis.changes).toEqual([true]);
	});

	test('leaves a server that has become a replica, and looks for another', async () => {
		await using server = await startRedis();
		using redis = open(server);
		await up(redis);
		await server.ask('REPLICAOF', '127.0.0.1', '1');
		await expect(redis.run((client) => client.incr('count'))).rejects.toThrow(
			RedisUnavailableError,
		);
		await server.ask('REPLICAOF', 'NO', 'ONE');
		await up(redis);
		expect(await redis.run((client) => client.incr('count'))).toBe(1);
	});

	test('prepares each connection before it is used', async () => {
		await using server = await startRedis();
		const heard: string[] = [];
		using listener = open(server, {
			setUp: (client) => client.subscribe('news', (message) => heard.push(message)),
		});
		using speaker = open(server);
		for (const [count, round] of ['one', 'two'].entries()) {
			await up(listener);
			await up(speaker);
			await speaker.run((client) => client.publish('news', round));
			await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toBe(round);
			await server.restart();
			// They may be back before anybody looks.
			for (const each of [listener, speaker]) {
				await expect.poll(() => lossesOf(each)).toBe(count + 1);
			}
		}
		expect(heard).toEqual(['one', 'two']);
	});

	test('is given up when it cannot be prepared', async () => {
		await using server = await startRedis();
		let failures = 2;
		using redis = open(server, {
			setUp: () => (failures-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve()),
		});
		await up(redis);
		expect(redis.reasons).toEqual(['not now']);
	});

	test('leaves no connection behind, however often it was lost', { timeout: 30_000 }, async () => {
		await using server = await startRedis();
		const redis = open(server, { patienceMs: 20 });
		for (let round = 0; round < 5; round += 1) {
			await up(redis);
			server.freeze();
			await expect(redis.run(ping)).rejects.toThrow(RedisUnavailableError);
			server.thaw();
		}
		await up(redis);
		const clients = async () =>
			/connected_clients:(\d+)/.exec(await server.ask('INFO', 'clients'))?.[1];
		// The one that asks, and ours.
		await expect.poll(clients, { timeout: 10_000 }).toBe('2');
		redis.close();
		await expect.poll(clients, { timeout: 10_000 }).toBe('1');
		await expect(redis.run(ping)).rejects.toThrow(RedisUnavailableError);
	});
});

/** Takes connections, reads what comes, and never says a word. */
async function silentServer() {
	const sockets = new Set<Socket>();
	const server = createServer((socket) =>
		sockets.add(socket.resume().on('error', () => undefined)),
	);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `redis://127.0.0.1:${String(port)}`,
		opened: () => sockets.size,
		open: () => [...sockets].filter((socket) => !socket.closed).length,
		[Symbol.asyncDispose]: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

test(
	'a server that takes connections and says nothing is tried again, and holds up nobody',
	{ timeout: 30_000 },
	async () => {
		await using server = await silentServer();
		using redis = open(server);
		await expect.poll(server.opened, { timeout: 20_000 }).toBeGreaterThan(2);
		expect(redis.changes).toEqual([false]);
		await expect(redis.run(ping)).rejects.toThrow('there is no connection');
		expect(server.open()).toBeLessThanOrEqual(2);
	},
);

test('neither a password nor a name stands in what is said about a server that is not there', async () => {
	using redis = open({ url: 'redis://porter:a-password@127.0.0.1:1' });
	await expect.poll(() => redis.reasons.length, { timeout: 10_000 }).toBe(1);
	expect(redis.reasons.join()).not.toMatch(/porter|a-password/);
});
