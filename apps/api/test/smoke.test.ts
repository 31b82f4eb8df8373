import { expect, test } from 'vitest';
import { createTestApp } from './app.ts';

test('a person signs in, sees who they are, and signs out', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn('ada@example.com');

	const me = await api.send({ url: '/users/me', cookie: ada.cookie });
	expect(me.json()).toEqual({
		id: ada.userId,
		email: 'ada@example.com',
		name: null,
		createdAt: '2030-01-01T12:00:00.000Z',
		isEmailVerified: true,
		keptFromDeletionAt: null,
	});

	const out = await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
	expect(out.statusCode).toBe(204);
	const after = await api.send({ url: '/users/me', cookie: ada.cookie });
	expect(after.json()).toMatchObject({ status: 401, code: 'session_ended', reason: 'signed_out' });
});
