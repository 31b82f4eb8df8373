import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';

test('twenty equal requests at the same time add one to-do and get one reply', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const replies = await Promise.all(
		Array.from({ length: 20 }, () =>
			api.send({
				method: 'POST',
				url: '/todos',
				cookie: ada.cookie,
				headers: { 'idempotency-key': 'key' },
				payload: { title: 'once' },
			}),
		),
	);
	expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
	expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
	expect(replies.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(
		19,
	);
	const list = await api.send({ url: '/todos', cookie: ada.cookie });
	expect(list.json()).toHaveLength(1);
});
