import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { trailOf } from '../../../test/trail.ts';
import { MINUTE_MS } from '../../ports/clock.ts';

interface Export {
	readonly exportedAt: string;
	readonly account: Record<string, unknown>;
	readonly profile: Record<string, unknown> | null;
	readonly password: Record<string, unknown> | null;
	readonly todos: readonly { readonly title: string; readonly completed: boolean }[];
	readonly sessions: readonly Record<string, unknown>[];
	readonly activity: readonly { readonly id: string; readonly name: string }[];
	readonly emailChanges: readonly unknown[];
}

const download = (api: TestApp, cookie: string) => api.send({ url: '/users/me/export', cookie });

test('is a file for the person, in the words of the contract', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const payload = { title: 'Buy "milk"' };
	await api.send({ method: 'POST', url: '/todos', cookie: ada.cookie, payload });
	const response = await download(api, ada.cookie);
	expect(response.headers).toMatchObject({
		'content-type': 'application/json; charset=utf-8',
		'content-disposition': 'attachment; filename="account.json"',
		'cache-control': 'no-store',
	});
	const now = '2030-01-01T12:00:00.000Z';
	expect(response.json<Export>()).toMatchObject({
		exportedAt: now,
		account: { id: ada.userId, email: ada.email, name: null, createdAt: now, disabledAt: null },
		profile: null,
		password: { updatedAt: now },
		todos: [{ title: 'Buy "milk"', completed: false, createdAt: now }],
		sessions: [{ method: 'password', endedAt: null }],
		emailChanges: [],
	});
});

test('needs a proof of a moment ago', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	api.clock.advance(11 * MINUTE_MS);
	expectProblem(await download(api, cookie), 403, 'step_up_required');
});

test('is recorded, and has that record in it', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { activity } = (await download(api, ada.cookie)).json<Export>();
	expect(activity.at(-1)).toMatchObject({ name: 'data_exported', outcome: 'success' });
	expect((await trailOf(api.storage.db)).at(-1)).toMatchObject({
		name: 'data_exported',
		user_id: ada.userId,
	});
});

test('has every row once, in order, however many there are', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const { db } = api.storage;
	const at = api.clock() - 1000;
	const events = Array.from({ length: 1700 }, (_, index) => ({
		id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
		// Many at the same moment, on both sides of where a page ends.
		at: at + Math.floor(index / 300),
		...{ name: 'signed_in', outcome: 'success', user_id: ada.userId },
		...{ session_id: null, client: null, user_agent: null, request_id: null, details: null },
	}));
	for (let from = 0; from < events.length; from += 100) {
		await db
			.insertInto('security_event')
			.values(events.slice(from, from + 100))
			.execute();
	}
	const { activity } = (await download(api, ada.cookie)).json<Export>();
	const made = activity.slice(0, events.length).map(({ id }) => id);
	expect(made).toEqual(events.map(({ id }) => id));
	expect(activity).toHaveLength(events.length + 2);
});

test('that fails before anything was sent says so', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	await sql`alter table security_event rename to gone`.execute(api.storage.db);
	expectProblem(await download(api, cookie), 500, 'internal_error');
});

test('that fails on the way is not mistaken for a whole one', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	await sql`alter table invitation rename to gone`.execute(api.storage.db);
	await expect(download(api, cookie)).rejects.toThrow();
	await sql`alter table gone rename to invitation`.execute(api.storage.db);
	expect((await download(api, cookie)).statusCode).toBe(200);
});
