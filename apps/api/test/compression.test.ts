import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from './app.ts';
import { varyOf } from './problem.ts';

async function fillList(api: TestApp, { cookie }: Person, count: number): Promise<void> {
	for (let index = 0; index < count; index += 1) {
		const payload = { title: `to-do ${String(index)} ${'and more '.repeat(10)}` };
		await api.send({ method: 'POST', url: '/todos', cookie, payload });
	}
}

const gzip = { 'accept-encoding': 'gzip' };

test('a long list is sent compressed, and says what its form depends on', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await fillList(api, ada, 20);

	const plain = await api.send({ url: '/todos', cookie: ada.cookie });
	const packed = await api.app.inject({ url: '/todos', headers: { ...gzip, cookie: ada.cookie } });

	expect(plain.headers).not.toHaveProperty('content-encoding');
	expect(plain.rawPayload.length).toBeGreaterThan(1024);
	expect(packed.headers['content-encoding']).toBe('gzip');
	expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
	expect(JSON.parse(gunzipSync(packed.rawPayload).toString())).toEqual(plain.json());
	expect(varyOf(packed)).toEqual(expect.arrayContaining(['origin', 'accept-encoding']));
	expect(packed.headers['cache-control']).toBe('no-store');
});

test('a short list is sent as it is', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await fillList(api, ada, 2);
	const response = await api.app.inject({
		url: '/todos',
		headers: { ...gzip, cookie: ada.cookie },
	});
	expect(response.headers).not.toHaveProperty('content-encoding');
	expect(response.json()).toHaveLength(2);
});

test('nothing else is compressed: not the account, not a failure', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	for (const url of ['/users/me', '/nowhere', '/health/live']) {
		const response = await api.app.inject({ url, headers: { ...gzip, cookie: ada.cookie } });
		expect(response.headers, url).not.toHaveProperty('content-encoding');
	}
});

test('a compressed request body is refused, so that none can unfold into gigabytes', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const response = await api.send({
		method: 'POST',
		url: '/todos',
		cookie: ada.cookie,
		payload: Buffer.from(
			'1f8b0800000000000003ab562ac92cc9495452b25248cc4b5148cb2f4a5105008d0a6b1b14000000',
			'hex',
		),
		headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
	});
	expect([400, 415]).toContain(response.statusCode);
});
