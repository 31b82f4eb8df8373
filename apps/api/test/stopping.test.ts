import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createTestApp } from './app.ts';
import { createTestDatabase } from './database.ts';
import { startApi } from './process.ts';

/** A load balancer's connection: kept for the next request as long as the answers allow it. */
function createProxy(port: number) {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	return {
		agent,
		get: async (path: string) => {
			const reply = await new Promise<IncomingMessage>((resolve, reject) => {
				request({ host: '127.0.0.1', port, path, agent }, resolve).once('error', reject).end();
			});
			const body = await text(reply);
			return { status: reply.statusCode, connection: reply.headers.connection, body };
		},
	};
}

test('readiness says no from the moment of the signal, and life goes on', async () => {
	let isStopping = false;
	await using app = await createTestApp({}, { isStopping: () => isStopping });
	const look = async (url: string) => (await app.send({ url })).statusCode;
	expect([await look('/health/ready'), await look('/health/live')]).toEqual([200, 200]);
	isStopping = true;
	expect([await look('/health/ready'), await look('/health/live')]).toEqual([503, 200]);
});

test('requests are taken and answered until the delay is over, each the last of its connection', async () => {
	await using database = await createTestDatabase({ migrate: false });
	await using api = await startApi({
		...database.settings,
		NODE_ENV: 'test',
		STOP_DELAY_SECONDS: '2',
	});
	const proxy = createProxy(api.port);
	expect(await proxy.get('/health/ready')).toMatchObject({
		status: 200,
		connection: 'keep-alive',
	});
	const ended = api.stop('SIGTERM');
	await api.printed(/"msg":"stopping"/);
	// On the connection from before, and on a new one.
	for (let each = 0; each < 2; each += 1) {
		expect(await proxy.get('/health/live')).toMatchObject({ status: 200, connection: 'close' });
		const ready = await proxy.get('/health/ready');
		expect(ready).toMatchObject({ status: 503, connection: 'close' });
		expect(ready.body).toContain('not_ready');
	}
	expect(await ended).toMatchObject({ code: 0, errors: '' });
	await expect(proxy.get('/health/live')).rejects.toThrow(/ECONNREFUSED/);
	proxy.agent.destroy();
});

test('another signal while stopping neither cuts off what runs nor stops twice', async () => {
	await using database = await createTestDatabase({ migrate: false });
	await using api = await startApi({
		...database.settings,
		NODE_ENV: 'test',
		STOP_DELAY_SECONDS: '1',
	});
	const ended = api.stop('SIGTERM');
	await api.printed(/"msg":"stopping"/);
	void api.stop('SIGINT');
	const { code, output } = await ended;
	expect(code).toBe(0);
	expect(output.match(/"msg":"stopping"/g)).toHaveLength(1);
});
