import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { DAY_MS } from '../../ports/clock.ts';

const PER_STATEMENT = 500;

interface Ages {
	readonly lastSeenAt?: number;
	readonly expiresAt?: number;
	readonly endedAt?: number;
}

async function addSessions(api: TestApp, userId: string, count: number, ages: Ages = {}) {
	const now = api.clock();
	const rows = Array.from({ length: count }, () => ({
		token_hash: randomUUID(),
		id: randomUUID(),
		user_id: userId,
		method: 'password',
		created_at: now,
		last_seen_at: ages.lastSeenAt ?? now,
		expires_at: ages.expiresAt ?? now + DAY_MS,
		ended_at: ages.endedAt ?? null,
	}));
	for (let at = 0; at < count; at += PER_STATEMENT) {
		await api.storage.db
			.insertInto('session')
			.values(rows.slice(at, at + PER_STATEMENT))
			.execute();
	}
}

test('a few sessions are counted one by one, and only those that would be let in', async () => {
	await using api = await createTestApp();
	const { userId } = await api.createPerson();
	const now = api.clock();
	await addSessions(api, userId, 300, { lastSeenAt: now - 6 * DAY_MS });
	await addSessions(api, userId, 30, { endedAt: now });
	await addSessions(api, userId, 30, { expiresAt: now });
	await addSessions(api, userId, 30, { lastSeenAt: now - 7 * DAY_MS });
	expect(await api.services.sessions.estimateLiving()).toBe(300);
});

test('many are estimated from a thousand of them', async () => {
	await using api = await createTestApp();
	const { userId } = await api.createPerson();
	await addSessions(api, userId, 4000);
	await addSessions(api, userId, 1000, { endedAt: api.clock() });
	const estimate = await api.services.sessions.estimateLiving();
	// Off by a fifth would be seven times the standard error.
	expect(estimate).toBeGreaterThan(3200);
	expect(estimate).toBeLessThan(4800);
});
