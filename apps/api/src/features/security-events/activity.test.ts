/** A person's own part of the trail. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { namesInTrail } from '../../../test/trail.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';
import { SOMEWHERE } from '../../../test/where.ts';

interface Page {
	readonly events: readonly Readonly<Record<string, unknown>>[];
	readonly next: string | null;
}

const URL = '/users/me/activity';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0';

async function activityOf(api: TestApp, { cookie }: Pick<Person, 'cookie'>, query = '') {
	const response = await api.send({ url: URL + query, cookie });
	expect(response.statusCode).toBe(200);
	return response.json<Page>();
}

/** Writes so many events down for an account, a minute apart, two at each time. */
async function fill({ services, storage, clock }: TestApp, { userId }: Person, count: number) {
	for (let each = 0; each < count; each += 1) {
		if (each % 2 === 0) clock.advance(60_000);
		await storage.db
			.transaction()
			.execute((trx) =>
				services.securityEvents.record(
					trx,
					{ name: 'signed_out', account: { userId }, sessionId: `session ${String(each)}` },
					SOMEWHERE,
				),
			);
	}
}

test('shows when, what, how, from where, and whether it was this session', async () => {
	await using api = await createTestApp();
	const visitor = createVisitor(api, { from: '203.0.113.7', headers: { 'user-agent': EDGE } });
	const { id, code } = await askFor(api, visitor);
	api.clock.advance(1000);
	await visitor.verifyCode(id, code);
	api.clock.advance(1000);
	await api.send({
		method: 'POST',
		url: '/auth/login',
		remoteAddress: '2001:db8::1',
		headers: { 'user-agent': 'curl/8' },
		payload: { email: 'ada@example.com', password: 'wrong' },
	});
	const { events, next } = (await visitor.request({ url: URL })).json<Page>();
	const here = { browser: 'Edge', system: 'Windows', client: '203.0.113.7', place: null };
	const any = expect.any(String) as string;
	expect(next).toBeNull();
	expect(events).toEqual([
		{
			...{ id: any, at: '2030-01-01T12:00:02.000Z', name: 'password_wrong', outcome: 'failure' },
			...{ browser: null, system: null, client: '2001:db8:0:0::/64', place: null },
			...{ isThisSession: false },
		},
		{
			...{ id: any, at: '2030-01-01T12:00:01.000Z', name: 'signed_in', outcome: 'success' },
			...{ ...here, method: 'code', isThisSession: true },
		},
		{
			...{ id: any, at: '2030-01-01T12:00:01.000Z', name: 'account_created', outcome: 'success' },
			...{ ...here, method: 'code', isThisSession: false },
		},
	]);
});

test('comes fifty at a time, each event once, while new ones arrive', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await fill(api, ada, 104);
	const first = await activityOf(api, ada);
	await fill(api, ada, 3);
	const second = await activityOf(api, ada, `?before=${first.next ?? ''}`);
	const third = await activityOf(api, ada, `?before=${second.next?.toUpperCase() ?? ''}`);
	const pages = [first, second, third];
	expect(pages.map(({ events }) => events.length)).toEqual([50, 50, 5]);
	expect(third.next).toBeNull();
	const all = pages.flatMap(({ events }) => events);
	expect(new Set(all.map(({ id }) => id)).size).toBe(105);
	const times = all.map(({ at, id }) => `${String(at)} ${String(id)}`);
	expect(times).toEqual([...times].sort().reverse());
});

test('has no next page when the last event is the fiftieth', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	await fill(api, ada, 49);
	const { events, next } = await activityOf(api, ada);
	expect([events.length, next]).toEqual([50, null]);
});

test('is each person’s own, whatever cursor they send', async () => {
	await using api = await createTestApp();
	const grace = await api.signIn('grace@example.com');
	await fill(api, grace, 60);
	await createVisitor(api).ask('nobody@example.com');
	const ada = await api.signIn();
	const graces = await activityOf(api, grace);
	expect(graces.events).toHaveLength(50);
	for (const query of ['', `?before=${graces.next ?? ''}`, `?before=${randomUUID()}`]) {
		const { events } = await activityOf(api, ada, query);
		expect(events.every(({ isThisSession }) => isThisSession)).toBe(true);
		expect(events.length).toBeLessThanOrEqual(1);
	}
	expect((await activityOf(api, ada)).events).toHaveLength(1);
	// It was written down, and is shown to nobody.
	expect(await namesInTrail(api.storage.db)).toContain('sign_in_mail_asked');
	const seen = [await activityOf(api, ada), graces].flatMap(({ events }) => events);
	expect(seen.map(({ name }) => name)).not.toContain('sign_in_mail_asked');
});

test('refuses a cursor that is none, and a caller without a session', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	for (const query of [
		'?before=',
		'?before=1',
		"?before=' or 1=1",
		'?after=x',
		'?before=a&before=b',
	]) {
		expectProblem(await api.send({ url: encodeURI(URL + query), cookie }), 422, 'invalid_request');
	}
	expectProblem(await api.send({ url: URL }), 401, 'no_session');
});
