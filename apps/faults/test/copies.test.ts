import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { findingsIn, rowsIn } from '../src/stack/solo.ts';

test('a sound file has no findings, and one that was changed behind its back has', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-test-'));
	const file = join(folder, 'copy.sqlite');
	try {
		const database = new DatabaseSync(file);
		database.exec('create table a (id text primary key, other text); create index b on a (other)');
		for (let id = 0; id < 500; id += 1) {
			database.prepare('insert into a values (?, ?)').run(`row ${id}`, `value ${id}`);
		}
		database.close();
		expect(findingsIn(file)).toEqual([]);
		expect(rowsIn(file, 'select count(*) as "count" from a')).toEqual([{ count: 500 }]);
		const content = await readFile(file);
		content.write('VALUE', content.lastIndexOf('value 7'));
		await writeFile(file, content);
		expect(findingsIn(file).length).toBeGreaterThan(0);
	} finally {
		await rm(folder, { recursive: true });
	}
});
