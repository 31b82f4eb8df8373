import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';

test('whoever looks after the process may look as often as they like', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 1 });
	for (const url of ['/health/live', '/health/ready', '/health/live', '/health/ready']) {
		const { statusCode, headers } = await api.send({ url });
		expect({ url, statusCode }).toEqual({ url, statusCode: 200 });
		expect(headers).not.toHaveProperty('ratelimit');
	}
});

test('looks cost nobody else their budget', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 1 });
	await api.send({ url: '/health/ready' });
	expect((await api.send({ url: '/users/me' })).statusCode).toBe(401);
	expect((await api.send({ url: '/users/me' })).statusCode).toBe(429);
});

test('of a hundred who ask at once whether it is ready, one asks the database', async () => {
	await using database = await createTestDatabase();
	let pings = 0;
	const ping = async () => {
		pings += 1;
		await database.storage.ping();
	};
	await using api = await createTestApp({}, { storage: { ...database.storage, ping } });
	const ask = () => api.send({ url: '/health/ready' });
	const answers = await Promise.all(Array.from({ length: 100 }, ask));
	expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(100);
	expect(pings).toBeLessThan(10);
	const before = pings;
	await ask();
	expect(pings).toBe(before + 1);
});
