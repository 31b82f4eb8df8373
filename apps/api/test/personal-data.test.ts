/** Every table and every column has a rule, the rules are followed, and nobody forgets one. */
import { expect, test } from 'vitest';
import type { TableRule } from '../src/features/personal-data/rules.ts';
import { personsTables } from '../src/features/personal-data/rules.ts';
import { personalDataRules } from '../src/personal-data.ts';
import { createTestApp, type TestApp } from './app.ts';
import { createTestDatabase } from './database.ts';
import { everyRow, fillTables, realTables } from './filled-tables.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const rules: Readonly<Record<string, TableRule>> = personalDataRules;

/** What the rules do not say of a schema, and what they say of something that is not in it. */
function gapsBetween(tables: ReadonlyMap<string, readonly { name: string }[]>): string[] {
	const gaps: string[] = [];
	const compare = (real: readonly string[], ruled: readonly string[], of: string): void => {
		gaps.push(
			...real.filter((name) => !ruled.includes(name)).map((name) => `${of}${name} has no rule`),
		);
		gaps.push(
			...ruled.filter((name) => !real.includes(name)).map((name) => `${of}${name} is not there`),
		);
	};
	compare([...tables.keys()], Object.keys(rules), '');
	for (const [table, columns] of tables) {
		const rule = rules[table];
		if (rule === undefined || 'namesNobody' in rule) continue;
		compare(
			columns.map(({ name }) => name),
			Object.keys(rule.columns),
			`${table}.`,
		);
	}
	return gaps;
}

test('every table and every column of the real schema has a rule for export and deletion', async () => {
	await using database = await createTestDatabase();
	const tables = await realTables(database.storage.db);
	expect(tables.size).toBeGreaterThan(10);
	expect(gapsBetween(tables)).toEqual([]);
});

test('a table, or a column, that somebody adds without a rule is found out', async () => {
	await using database = await createTestDatabase();
	const { db } = database.storage;
	await db.schema.createTable('diary').addColumn('user_id', 'text').execute();
	await db.schema.alterTable('profile').addColumn('shoe_size', 'text').execute();
	await db.schema.dropTable('todo').execute();
	expect(gapsBetween(await realTables(db)).sort()).toEqual([
		'diary has no rule',
		'profile.shoe_size has no rule',
		'todo is not there',
	]);
});

test('a table whose rows name a person says so', () => {
	const names = personsTables(rules).map(([name]) => name);
	const others = Object.keys(rules).filter((name) => !names.includes(name));
	expect(others).toEqual(['database_origin', 'lease', 'budget', 'limit_counter', 'limit_window']);
	for (const [, rule] of personsTables(rules)) {
		expect(Object.keys(rule.owner).length).toBeGreaterThan(0);
		const columns = new Map(Object.entries(rule.columns));
		for (const [column, by] of Object.entries(rule.owner)) {
			const shownAs = by === 'id' ? ['owner', 'text'] : ['text'];
			expect(shownAs).toContain(columns.get(column));
		}
	}
});

/** Ada and Grace, with something of each in every table. */
async function createFilledApp() {
	const api = await createTestApp();
	const ada = await api.signIn();
	const grace = await api.signIn('grace@example.com');
	const { db } = api.storage;
	const written = {
		ada: await fillTables(db, { id: ada.userId, email: ada.email }, 'of-ada'),
		grace: await fillTables(db, { id: grace.userId, email: grace.email }, 'of-grace'),
	};
	// What was filled in says that Ada asked to be gone, and when it is no time for it yet.
	await db.deleteFrom('account_deletion').execute();
	return { api, ada, grace, written };
}

const download = (api: TestApp, cookie: string) => api.send({ url: '/users/me/export', cookie });

test('the export has every value of every row about the person, and of nobody else', async () => {
	const { api, ada, written } = await createFilledApp();
	await using _ = api;
	const response = await download(api, ada.cookie);
	expect(response.statusCode).toBe(200);
	const { body } = response;
	const shown = written.ada.shown.filter((value) => !value.includes('account_deletion'));
	expect(shown.length).toBeGreaterThan(40);
	expect(shown.filter((value) => !body.includes(value))).toEqual([]);
	expect(written.grace.shown.filter((value) => body.includes(value))).toEqual([]);
	expect(body).not.toContain('grace@example.com');
	for (const text of [ada.email, ada.userId]) expect(body).toContain(text);
});

test('the export has no secret, not even as a hash', async () => {
	const { api, ada, written } = await createFilledApp();
	await using _ = api;
	const { body } = await download(api, ada.cookie);
	expect(written.ada.withheld.length).toBeGreaterThan(10);
	expect(written.ada.withheld.filter((value) => body.includes(value))).toEqual([]);
	expect(body).not.toContain(ada.cookie.slice('session='.length));
});

test('a deleted account leaves nothing of itself in any table but what a rule keeps', async () => {
	const { api, ada, grace, written } = await createFilledApp();
	await using _ = api;
	const { db } = api.storage;
	const ofGrace = async () => {
		const rows = [...(await everyRow(db))].map(([table, found]) => [
			table,
			found.filter((row) => JSON.stringify(row).includes(grace.userId)),
		]);
		return JSON.stringify(rows);
	};
	const before = await ofGrace();
	expect(
		(await api.send({ method: 'POST', url: '/users/me/deletion', cookie: ada.cookie })).statusCode,
	).toBe(200);
	api.clock.advance(14 * DAY_MS);
	expect(await api.services.accountDeletion.removeDue(10)).toBe(1);
	await api.mail.next(ada.email);
	api.clock.advance(2 * DAY_MS);
	await api.services.outbox.removeOld(100);

	const kept = new Set(
		personsTables(rules).flatMap(([name, { deletion }]) =>
			typeof deletion === 'object' ? [name] : [],
		),
	);
	expect([...kept]).toEqual(['security_event']);
	const traces = [...(await everyRow(db))].flatMap(([table, rows]) =>
		rows.flatMap((row) =>
			Object.entries(row).flatMap(([column, value]) => {
				const text = String(value);
				const isTrace =
					text.includes(ada.userId) ||
					text.includes(ada.email) ||
					[...written.ada.shown, ...written.ada.withheld].includes(text);
				return isTrace ? [`${table}.${column}`] : [];
			}),
		),
	);
	// The rows that were filled in, and those of what happened, with the id and no address.
	expect(new Set(traces.filter((trace) => !trace.startsWith('security_event.')))).toEqual(
		new Set(),
	);
	expect(traces).toContain('security_event.user_id');
	const trail = (await everyRow(db)).get('security_event') ?? [];
	expect(JSON.stringify(trail)).not.toContain(ada.email);
	expect(await ofGrace()).toBe(before);
});
