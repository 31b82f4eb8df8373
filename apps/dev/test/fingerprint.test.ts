import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, isNoted, writeNote } from '../src/setup/fingerprint.mjs';

let root: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'postern-fingerprint-'));
	await mkdir(join(root, 'src/deep'), { recursive: true });
	await writeFile(join(root, 'src/deep/a.ts'), 'a');
	await writeFile(join(root, 'package.json'), '{}');
});

afterEach(() => rm(root, { recursive: true }));

const print = () => fingerprint(root, ['src', 'package.json', 'absent']);

test('a changed file changes the fingerprint', async () => {
	const before = print();
	await writeFile(join(root, 'src/deep/a.ts'), 'b');
	expect(print()).not.toBe(before);
});

test('a new, a renamed and a removed file change the fingerprint', async () => {
	const before = print();
	await writeFile(join(root, 'src/b.ts'), '');
	const withNew = print();
	await rm(join(root, 'src/deep/a.ts'));
	await writeFile(join(root, 'src/deep/c.ts'), 'a');
	expect(new Set([before, withNew, print()]).size).toBe(3);
});

test('a file that was only touched does not', async () => {
	const before = print();
	await utimes(join(root, 'src/deep/a.ts'), new Date(0), new Date(0));
	expect(print()).toBe(before);
});

test('a note remembers the last fingerprint only', () => {
	const note = join(root, 'notes/build');
	expect(isNoted(note, 'one')).toBe(false);
	writeNote(note, 'one');
	expect(isNoted(note, 'one')).toBe(true);
	writeNote(note, 'two');
	expect(isNoted(note, 'one')).toBe(false);
});
