/** `npm run mutate [-- PART…]`: small faults put into the code that guards accounts, and which tests notice. See docs/mutation.md. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { choose } from './choose.ts';
import { figuresOf, type Figures, SCORE_MIN, tableOf } from './figures.ts';
import { PARTS } from './parts.ts';
import { mutate } from './mutate.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const { values, positionals } = parseArgs({
	options: {
		list: { type: 'boolean', default: false },
		fresh: { type: 'boolean', default: false },
	},
	allowPositionals: true,
});
const parts = choose(PARTS, positionals);
if (values.list) {
	for (const { name, folder, mutate: files } of parts) {
		console.log(
			`${name.padEnd(22)}${folder}: ${files.filter((file) => !file.startsWith('!')).join(', ')}`,
		);
	}
	process.exit(0);
}
// Leaving by process.exit lets what was started be ended; a signal's own way would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}
const reports = join(ROOT, '.cache/mutation');
await mkdir(reports, { recursive: true });
const all: Figures[] = [];
for (const part of parts) {
	console.log(`\n── ${part.name} ──`);
	const started = performance.now();
	const mutants = await mutate(ROOT, part, join(reports, part.name), values.fresh);
	all.push(figuresOf(part.name, mutants, (performance.now() - started) / 60_000));
}
console.log(`\n${tableOf(all)}\n\nEach mutant, and the tests that met it: ${reports}/*.html`);
process.exit(all.every(({ score }) => score >= SCORE_MIN) ? 0 : 1);
