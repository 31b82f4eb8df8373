/** The whole API under requests that fast-check makes from openapi.yaml: nearly right ones, and hostile ones. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { operations } from './contract.ts';
import { type Gallery, openGallery } from './fuzz/gallery.ts';
import { openProcess } from './fuzz/process-target.ts';
import { shots } from './fuzz/shots.ts';
import { openApp } from './fuzz/target.ts';

const QUICK_SHOTS = 600;
/** `FUZZ_SECONDS=600` fires for so long, and then as long at a process of its own. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 0);
/** `FUZZ_SEED` begins as an earlier run did, which a failure tells; without it every run is another. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const SPARE_SECONDS = 60;
const timeout = (2 * seconds + SPARE_SECONDS) * 1000;
const FLAT_BYTES = 64 * 1024 * 1024;

function fire(gallery: Gallery, forSeconds: number): Promise<void> {
	const isLong = forSeconds > 0;
	return fc.assert(
		fc.asyncProperty(shots, (shot) => gallery.fire(shot)),
		{
			seed,
			// What a shot meets depends on those before it, so a smaller one proves nothing.
			endOnFailure: true,
			numRuns: isLong ? Number.MAX_SAFE_INTEGER : QUICK_SHOTS,
			...(isLong ? { interruptAfterTimeLimit: forSeconds * 1000 } : {}),
		},
	);
}

let gallery: Gallery;
let mistakes: readonly unknown[];

beforeAll(async () => {
	await using target = await openApp();
	gallery = await openGallery(target);
	await fire(gallery, seconds);
	mistakes = target.mistakes();
}, timeout);

test('whatever is sent, the answer is one that the contract lists', () => {
	expect(mistakes).toEqual([]);
	// A run that never gets in would find nothing.
	expect(gallery.succeeded.size).toBeGreaterThan(15);
	expect([...gallery.seen.keys()]).toEqual(expect.arrayContaining([200, 401, 404, 422]));
});

test('nobody gets a session by an operation that docs/asvs.md does not name', () => {
	const paper = readFileSync(new URL('../../../docs/asvs.md', import.meta.url), 'utf8');
	const [, section = ''] = paper.split('## Ways in');
	const [table = ''] = section.split('\n## ');
	const documented = operations
		.filter(({ name }) => table.includes(`\`${name}\``))
		.map(({ method, path }) => `${method} ${path}`);
	expect(documented.length).toBeGreaterThan(5);
	expect([...gallery.entered].filter((way) => !documented.includes(way))).toEqual([]);
});

test.runIf(seconds > 0)(
	'a process that is fired at for long answers as well, and does not grow',
	{ timeout },
	async () => {
		await using target = await openProcess();
		const range = await openGallery(target);
		await fire(range, seconds / 2);
		const before = await target.memory();
		await fire(range, seconds / 2);
		const after = await target.memory();
		expect(target.mistakes()).toEqual([]);
		console.info(`answers by status: ${JSON.stringify([...range.seen])}`);
		if (before === undefined || after === undefined) return;
		console.info(`memory: ${String(before)} bytes half way, ${String(after)} at the end`);
		expect(after - before).toBeLessThan(FLAT_BYTES);
	},
);
