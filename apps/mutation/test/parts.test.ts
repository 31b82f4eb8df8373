import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { choose } from '../src/choose.ts';
import { PARTS } from '../src/parts.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const found = (folder: string, glob: string) => globSync(glob, { cwd: join(ROOT, folder) });
const mutated = PARTS.flatMap(({ folder, mutate }) => {
	const [without, only] = [
		mutate.filter((glob) => glob.startsWith('!')),
		mutate.filter((glob) => !glob.startsWith('!')),
	];
	const excluded = new Set(without.flatMap((glob) => found(folder, glob.slice(1))));
	return only
		.flatMap((glob) => found(folder, glob))
		.filter((file) => !excluded.has(file))
		.map((file) => `${folder}/${file}`);
});

test.each(PARTS.map((part) => [part.name, part] as const))(
	'%s names code and tests that are there',
	(_, { folder, mutate, tests }) => {
		for (const glob of [...mutate.filter((each) => !each.startsWith('!')), ...tests]) {
			expect(found(folder, glob), glob).not.toHaveLength(0);
		}
	},
);

test('nothing is mutated twice, and no test is', () => {
	expect(mutated).toHaveLength(new Set(mutated).size);
	expect(mutated.filter((file) => file.includes('.test.'))).toEqual([]);
});

test('of sessions and auth requests every file that decides is mutated', () => {
	const decides = /\/(?!index|table|schemas|problems|deps)[^/]*(?<!\.test)\.ts$/;
	const files = ['auth-requests', 'sessions'].flatMap((name) =>
		globSync(`apps/api/src/features/${name}/*.ts`, { cwd: ROOT }),
	);
	for (const file of files.filter((each) => decides.test(each))) expect(mutated).toContain(file);
});

test('a name means that part, or all parts that begin with it', () => {
	const names = (...asked: readonly string[]) => choose(PARTS, asked).map(({ name }) => name);
	expect(names('email')).toEqual(['email']);
	expect(names('sessions')).toEqual(['sessions-check', 'sessions-start', 'sessions-end']);
	expect(names()).toEqual(PARTS.map(({ name }) => name));
	expect(() => names('session')).toThrow(/no part "session".*sessions-check/);
});
