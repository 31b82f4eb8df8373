import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient } from '../src/journey/http.ts';
import { startBalancer } from '../src/stack/balancer.ts';
import { startRelay } from '../src/stack/relay.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
	for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function serve(listener: RequestListener) {
	const server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	cleanUps.push(() => {
		server.closeAllConnections();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

const get = { method: 'GET', path: '/', headers: {} };
const post = { method: 'POST', path: '/', headers: {}, body: {} };

describe('a relay', () => {
	test('hands on, refuses and swallows as it is told', async () => {
		const port = await serve((_request, reply) => reply.end('"here"'));
		await using relay = await startRelay(port);
		const ask = async () => {
			using client = createHttpClient(relay.port, 300);
			const { status, error } = await client.send(get);
			return status ?? error;
		};
		expect(await ask()).toBe(200);
		relay.behave('refuse');
		expect(await ask()).toBe('ECONNRESET');
		relay.behave('swallow');
		expect(await ask()).toBe('hangs');
		relay.behave('pass');
		expect(await ask()).toBe(200);
	});

	test('never joins again what it has once swallowed', async () => {
		const port = await serve((_request, reply) => reply.end());
		await using relay = await startRelay(port);
		using client = createHttpClient(relay.port, 300);
		expect((await client.send(get)).status).toBe(200);
		relay.behave('swallow');
		relay.behave('pass');
		// The connection is kept from the first request.
		expect((await client.send(get)).error).toBe('hangs');
	});
});

describe('a balancer', () => {
	const ready: RequestListener = (request, reply) => {
		if (request.url === '/health/ready') reply.end();
		else reply.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	};
	const dying: RequestListener = (request, reply) => {
		if (request.url === '/health/ready') reply.end();
		else request.socket.destroy();
	};

	test('asks another replica for what reads, when the first dies over it', async () => {
		await using balancer = await startBalancer([await serve(dying), await serve(ready)]);
		using client = createHttpClient(balancer.port);
		const statuses = [await client.send(get), await client.send(get)].map(({ status }) => status);
		expect(statuses).toEqual([200, 200]);
		expect(balancer.lost()).toBe(0);
	});

	test('never sends a write twice, and counts it as lost', async () => {
		await using balancer = await startBalancer([await serve(dying)]);
		using client = createHttpClient(balancer.port);
		expect((await client.send(post)).status).toBe(502);
		expect(balancer.lost()).toBe(1);
	});

	test('gives nothing to who is not ready, or was taken out', async () => {
		const port = await serve(ready);
		const gone = await serve((_request, reply) => reply.writeHead(503).end());
		await using balancer = await startBalancer([port, gone]);
		await balancer.look();
		using client = createHttpClient(balancer.port);
		for (let turn = 0; turn < 4; turn += 1) expect((await client.send(post)).status).toBe(200);
		balancer.remove(port);
		expect((await client.send(post)).status).toBe(503);
	});
});
