import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import { createKeptRows } from './kept-rows.ts';
import { openSqlite } from './storage.ts';

interface Found {
	readonly id: string;
	readonly name: string | null;
}

let folder: string;
let path: string;
let storage: Storage;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postern-lookup-'));
	path = join(folder, 'test.sqlite');
	storage = openSqlite({ path, synchronous: 'off' });
	await storage.migrate();
});

afterAll(async () => {
	await storage.close();
	await rm(folder, { recursive: true });
});

beforeEach(async () => {
	await storage.db.deleteFrom('user').execute();
	for (const id of ['ada', 'bob']) {
		const email = `${id}@example.com`;
		await storage.db.insertInto('user').values({ id, email, name: id, created_at: 0 }).execute();
	}
});

function createFind() {
	const find = storage.lookup<Found>('id', (matches) =>
		storage.db.selectFrom('user').select(['id', 'name']).where(matches('id')),
	);
	return (...ids: string[]) => find(ids) as readonly (Found | undefined)[];
}

const rename = (name: string) =>
	storage.db.updateTable('user').set({ name }).where('id', '=', 'ada').execute();

test('rows come in the order of the keys, and nothing for a key that is not there', () => {
	const find = createFind();
	for (let again = 0; again < 2; again += 1) {
		expect(find('bob', 'nobody', 'ada').map((row) => row?.name)).toEqual(['bob', undefined, 'ada']);
		expect(find('nobody')).toEqual([undefined]);
	}
});

describe('a look-up that was made before', () => {
	test('sees what the same process has committed since, again and again', async () => {
		const find = createFind();
		for (let round = 0; round < 300; round += 1) {
			expect(find('ada', 'bob')[0]?.name).toBe(round === 0 ? 'ada' : `round ${String(round - 1)}`);
			await rename(`round ${String(round)}`);
			expect(find('ada')[0]?.name).toBe(`round ${String(round)}`);
		}
	});

	test('sees what another connection has committed since, again and again', () => {
		const find = createFind();
		using other = new DatabaseSync(path, { timeout: 2000 });
		other.exec('pragma synchronous = off');
		const change = other.prepare(`update "user" set name = ? where id = 'ada'`);
		for (let round = 0; round < 300; round += 1) {
			find('ada', 'bob');
			change.run(String(round));
			expect(find('ada', 'bob')[0]?.name).toBe(String(round));
		}
	});

	test('does not see what is not committed, nor what was rolled back', async () => {
		const find = createFind();
		find('ada');
		const failed = storage.db.transaction().execute(async (trx) => {
			await trx.updateTable('user').set({ name: 'lost' }).where('id', '=', 'ada').execute();
			expect(find('ada')[0]?.name).toBe('ada');
			throw new Error('rolled back');
		});
		await expect(failed).rejects.toThrow('rolled back');
		expect(find('ada')[0]?.name).toBe('ada');
	});

	test('finds nothing where a row was removed, and what was added since', async () => {
		const find = createFind();
		find('ada', 'eve');
		await storage.db.deleteFrom('user').where('id', '=', 'ada').execute();
		expect(find('ada', 'bob')[0]).toBeUndefined();
		await storage.db
			.insertInto('user')
			.values({ id: 'eve', email: 'eve@example.com', name: 'eve', created_at: 0 })
			.execute();
		expect(find('eve')[0]?.name).toBe('eve');
	});
});

test('rows are kept while nobody commits, and only so many', () => {
	using reader = new DatabaseSync(path, { readOnly: true });
	const kept = createKeptRows<number>(reader, 2);
	kept.refresh();
	kept.keep('one', 1);
	kept.keep('two', 2);
	kept.refresh();
	expect([kept.get('one'), kept.get('two')]).toEqual([1, 2]);
	kept.keep('three', 3);
	expect([kept.get('one'), kept.get('two'), kept.get('three')]).toEqual([undefined, undefined, 3]);
});
