/** What holds for the trail as a whole. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { namesInTrail, trailOf } from '../../../test/trail.ts';
import { askFor, createVisitor, wrongCode } from '../../../test/visitor.ts';
import { SECURITY_EVENTS } from '../../ports/trail.ts';
import type { Lookup } from '../../ports/storage.ts';
import { createEventIds, timeOfEventId } from './event-id.ts';

const EMAIL = 'ada@example.com';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NO_LIMIT = 1_000_000;
const source = fileURLToPath(new URL('../..', import.meta.url));
const doc = readFileSync(
	new URL('../../../../../docs/security-events.md', import.meta.url),
	'utf8',
);

const guessPassword = (api: TestApp, email: string, from = '203.0.113.1') =>
	api.send({
		method: 'POST',
		url: '/auth/login',
		remoteAddress: from,
		payload: { email, password: 'wrong' },
	});

test('the documented names are those of the code, with the same outcome and sentence', () => {
	const documented = doc
		.split('\n')
		.filter((line) => line.startsWith('| `'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
	expect(documented).toEqual(
		Object.entries(SECURITY_EVENTS).map(([name, { outcome, sentence }]) => [
			`\`${name}\``,
			outcome,
			sentence,
		]),
	);
});

test('nothing in the code changes a row, and only the sweep removes any', () => {
	const found = globSync('**/*.ts', { cwd: source })
		.filter((file) => !file.endsWith('.test.ts'))
		.flatMap((file) => {
			const text = readFileSync(`${source}/${file}`, 'utf8');
			const writes = text.matchAll(/(\w+)\(\s*'security_event'|(\w+)\s+security_event\b/g);
			return [...writes].map(([, call, word]) => `${file}: ${call ?? word ?? ''}`);
		});
	const reading = /: (selectFrom|from)$/;
	expect(found.filter((each) => !reading.test(each)).sort()).toEqual([
		'features/security-events/store.ts: deleteFrom',
		'features/security-events/store.ts: insertInto',
	]);
});

test('rows are removed once they are older than the setting, in batches, and no sooner', async () => {
	await using api = await createTestApp({
		trailDays: 30,
		rateLimitCredentialsPerMinute: NO_LIMIT,
	});
	await api.createPerson();
	const { removeOld } = api.services.securityEvents;
	for (let each = 0; each < 5; each += 1) await guessPassword(api, EMAIL);
	api.clock.advance(DAY_MS);
	await guessPassword(api, EMAIL);
	api.clock.advance(29 * DAY_MS);
	expect(await removeOld(10)).toBe(0);
	api.clock.advance(1);
	expect([await removeOld(2), await removeOld(2), await removeOld(2)]).toEqual([2, 2, 1]);
	expect(await trailOf(api.storage.db)).toHaveLength(1);
	api.clock.advance(DAY_MS);
	await api.services.housekeeping.run();
	expect(await trailOf(api.storage.db)).toEqual([]);
});

describe('a flood', () => {
	test('keeps sixty rows of a name an hour for an account and sixty for nobody, whoever sends it', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson();
		const grace = await api.createPerson('grace@example.com');
		for (let each = 0; each < 100; each += 1) {
			const from = `203.0.113.${String(each)}`;
			const answers = [
				await guessPassword(api, EMAIL, from),
				await guessPassword(api, `nobody${String(each)}@example.com`, from),
			];
			// Thirty are looked at, and what is refused after them is another name.
			expect(answers.map(({ statusCode }) => statusCode)).toEqual([each < 30 ? 401 : 429, 401]);
		}
		const kept = async (userId: string | null) =>
			(await trailOf(api.storage.db)).filter(({ user_id }) => user_id === userId).length;
		expect([await kept(ada.userId), await kept(null)]).toEqual([30 + 60, 60]);

		// Nobody hides behind it: another event, another account, and what succeeds, are kept.
		await guessPassword(api, 'grace@example.com', '203.0.113.99');
		const visitor = createVisitor(api, { from: '203.0.113.98' });
		await visitor.ask(EMAIL);
		expect((await visitor.verifyLink(await api.mail.nextLinkToken(EMAIL))).statusCode).toBe(200);
		expect([await kept(ada.userId), await kept(grace.userId)]).toEqual([92, 1]);
		expect((await namesInTrail(api.storage.db)).slice(-2)).toEqual([
			'sign_in_mail_asked',
			'signed_in',
		]);
		const dropped = api.logLines().filter(({ isKept }) => isKept === false);
		expect(dropped).toHaveLength(10 + 40);

		api.clock.advance(60 * MINUTE_MS);
		await guessPassword(api, EMAIL);
		expect(await kept(ada.userId)).toBe(93);
	});
});

describe('the line of an event', () => {
	test('says what the row says, with no address of any kind', async () => {
		await using api = await createTestApp();
		const { userId } = await api.createPerson();
		const visitor = createVisitor(api, { from: '203.0.113.66', headers: { 'user-agent': 'Emu' } });
		const { id, code } = await askFor(api, visitor);
		await visitor.verifyCode(id, wrongCode(code));
		await visitor.verifyCode(id, code);
		const lines = api.logLines().filter(({ msg }) => msg === 'security event');
		const rows = await trailOf(api.storage.db);
		expect(lines.map(({ time: _, ...line }) => line)).toEqual(
			rows.map((row) => ({
				level: 30,
				event: row.name,
				outcome: row.outcome,
				userId,
				requestId: row.request_id,
				...(row.session_id === null ? {} : { sessionId: row.session_id }),
				...(row.details === null ? {} : { method: 'code' }),
				msg: 'security event',
			})),
		);
		expect(lines.map(({ event }) => event)).toEqual([
			...['sign_in_mail_asked', 'code_wrong', 'signed_in'],
		]);
		expect(JSON.stringify(lines)).not.toMatch(/203\.0|Emu|example\.com/);
	});

	test('and the row have no secret, whatever happens', async () => {
		await using api = await createTestApp({ codeTriesMax: 5 });
		const canary = 'Wombat-7f3c-Canary';
		const ada = await api.createPerson();
		await api.services.passwords.set(ada.userId, canary);
		const visitor = createVisitor(api);
		const secrets = [canary, `${canary}-2`, '000007'];
		for (const password of [canary, `${canary}-2`]) {
			await visitor.request({
				method: 'POST',
				url: '/auth/login',
				payload: { email: EMAIL, password },
			});
		}
		for (const way of ['code', 'link'] as const) {
			const { id, code, token } = await askFor(api, visitor);
			await visitor.verifyCode(id, '000007');
			await createVisitor(api).verifyLink(token);
			await (way === 'code' ? visitor.verifyCode(id, code) : visitor.verifyLink(token));
			secrets.push(id, code, token, ...visitor.cookies.values());
		}
		await visitor.request({ method: 'POST', url: '/auth/logout' });
		const names = new Set(await namesInTrail(api.storage.db));
		expect(names.size).toBeGreaterThanOrEqual(6);
		const lines = api.logLines().filter(({ msg }) => msg === 'security event');
		// Six digits may be part of a random id: whole words only.
		const words = JSON.stringify([await trailOf(api.storage.db), lines]).split(/[^\w-]+/);
		expect(secrets.length).toBeGreaterThan(10);
		expect(secrets.filter((secret) => words.includes(secret))).toEqual([]);
	});
});

test('a checked request costs one look-up and no statement, as before', async () => {
	await using database = await createTestDatabase();
	const counted = { lookups: 0, statements: 0 };
	const { lookup, db } = database.storage;
	const storage = {
		...database.storage,
		db: db.withPlugin({
			transformQuery: ({ node }) => {
				counted.statements += 1;
				return node;
			},
			transformResult: ({ result }) => Promise.resolve(result),
		}),
		lookup: <Row extends object>(...args: Parameters<typeof lookup<Row>>): Lookup<Row> => {
			const find = lookup<Row>(...args);
			return (keys) => {
				counted.lookups += 1;
				return find(keys);
			};
		},
	};
	await using api = await createTestApp({}, { storage });
	const ada = createVisitor(api);
	const { id, code } = await askFor(api, ada);
	await ada.verifyCode(id, code);
	expect(counted.statements).toBeGreaterThan(0);
	Object.assign(counted, { lookups: 0, statements: 0 });
	expect((await ada.request({ url: '/users/me' })).statusCode).toBe(200);
	expect(counted).toEqual({ lookups: 1, statements: 0 });
});

describe('the id of an event', () => {
	test('sorts as it was made, also within a millisecond, and tells its time', () => {
		const newId = createEventIds();
		const now = Date.UTC(2030, 0, 1);
		const ids = [now, now, now, now + 1, now + 1, now + 70_000].map(newId);
		expect([...ids].sort()).toEqual(ids);
		expect(ids.map(timeOfEventId)).toEqual([now, now, now, now + 1, now + 1, now + 70_000]);
		for (const id of ids)
			expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});

	test('is another one in every process', () => {
		const ids = Array.from({ length: 1000 }, () => createEventIds()(0));
		expect(new Set(ids).size).toBe(1000);
	});
});

test('a person who is nobody yet has no events of before', async () => {
	await using api = await createTestApp();
	const stranger = createVisitor(api);
	await stranger.ask(EMAIL);
	const { userId } = await api.createPerson();
	const list = await api.services.securityEvents.list({ userId, sessionId: 'x' }, null);
	expect(list).toEqual({ events: [], next: null });
});
