import { expect, test } from 'vitest';
import { createTestApp } from '../../test/app.ts';
import { expectProblem } from '../../test/problem.ts';

const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'image/png'];

test.each(TYPES)('a sign-out that calls the body it has not %s is done', async (type) => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const reply = await api.send({
		method: 'POST',
		url: '/auth/logout',
		cookie: ada.cookie,
		headers: { 'content-type': type, 'content-length': '0' },
	});
	expect(reply.statusCode).toBe(204);
	const after = await api.send({ url: '/users/me', cookie: ada.cookie });
	expectProblem(after, 401, 'session_ended');
});

test.each(TYPES.slice(1))('a body that is %s is not read', async (type) => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const reply = await api.send({
		method: 'POST',
		url: '/todos',
		cookie: ada.cookie,
		headers: { 'content-type': type },
		payload: '{"title":"read"}',
	});
	expectProblem(reply, 415, 'unsupported_media_type');
});

test.each(['0', undefined])(
	'an operation that needs a body says so (length %s)',
	async (length) => {
		await using api = await createTestApp();
		const ada = await api.signIn();
		const reply = await api.send({
			method: 'POST',
			url: '/todos',
			cookie: ada.cookie,
			headers: { 'content-type': 'application/json', 'content-length': length },
		});
		expectProblem(reply, 422, 'invalid_request');
	},
);
