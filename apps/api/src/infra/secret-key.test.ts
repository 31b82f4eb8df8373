import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { secretKeyOf } from './secret-key.ts';

/** Done by another process between the making of a file and the writing into it. */
let meanwhile: (() => void) | undefined;
vi.mock(import('node:fs'), async (importOriginal) => {
	const actual = await importOriginal();
	const writeFileSync: typeof actual.writeFileSync = (path, data, options) => {
		actual.writeFileSync(path, '', options);
		const other = meanwhile;
		meanwhile = undefined;
		other?.();
		actual.writeFileSync(path, data);
	};
	return { ...actual, writeFileSync };
});

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postern-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Prints the key that it gets, as soon as all of them may. */
const program = (dataDir: string, at: number) => `
	import { secretKeyOf } from ${JSON.stringify(join(import.meta.dirname, 'secret-key.ts'))};
	while (Date.now() < ${String(at)});
	console.log(secretKeyOf({ secretKey: null, dataDir: ${JSON.stringify(dataDir)} }));
`;

test('the key that was set is the key, and nothing is written', async () => {
	expect(secretKeyOf({ secretKey: 'set', dataDir: folder })).toBe('set');
	expect(await readdir(folder)).toEqual([]);
});

test('without one, a key is made once, for its owner alone, and kept', async () => {
	const dataDir = join(folder, 'deep', 'down');
	const key = secretKeyOf({ secretKey: null, dataDir });
	expect(key).toMatch(/^[\w-]{43}$/);
	expect(secretKeyOf({ secretKey: null, dataDir })).toBe(key);
	expect(await readdir(dataDir)).toEqual(['secret-key']);
	expect((await stat(join(dataDir, 'secret-key'))).mode & 0o777).toBe(0o600);
	expect((await readFile(join(dataDir, 'secret-key'), 'utf8')).trim()).toBe(key);
});

test('a key that somebody put there is used as it is', async () => {
	await writeFile(join(folder, 'secret-key'), 'put there\n');
	expect(secretKeyOf({ secretKey: null, dataDir: folder })).toBe('put there');
});

test('a process that looks while another writes never gets a half key, nor another one', () => {
	let seen = '';
	meanwhile = () => {
		seen = secretKeyOf({ secretKey: null, dataDir: folder });
	};
	const key = secretKeyOf({ secretKey: null, dataDir: folder });
	expect(seen).toMatch(/^[\w-]{43}$/);
	expect(key).toBe(seen);
});

test('processes that start at once all get the one whole key', { timeout: 60_000 }, async () => {
	const START_MS = 1500;
	const at = Date.now() + START_MS;
	const keys = await Promise.all(
		Array.from({ length: 6 }, async () => {
			const flags = ['--input-type=module-typescript', '-e', program(folder, at)];
			const child = spawn(process.execPath, flags, { cwd: import.meta.dirname });
			return (await text(child.stdout)).trim();
		}),
	);
	expect(keys[0]).toMatch(/^[\w-]{43}$/);
	expect(new Set(keys).size).toBe(1);
	expect(await readdir(folder)).toEqual(['secret-key']);
});
