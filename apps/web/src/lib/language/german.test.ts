// cspell:ignore dich deine nmrs
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Catalogue } from './catalogue.ts';
import { fieldErrors } from './german/field-errors.ts';
import { german } from './german/index.ts';

const SOURCES = join(import.meta.dirname, '../..');
const AREAS = join(import.meta.dirname, 'german');
const CALL = /(?<![\w.$])(?:t|sentence)\(\s*(?:'((?:[^'\\]|\\.)*)'|(\w|`|"|\[))/g;
const PLACE = /\{\w+\}/g;

/** Every English sentence of the app, and the file it stands in. */
function sentences(): Map<string, string> {
	const found = new Map<string, string>();
	for (const file of globSync('**/*.{ts,svelte}', { cwd: SOURCES })) {
		if (file.endsWith('.test.ts') || file.startsWith('lib/language/')) continue;
		for (const [, literal] of readFileSync(join(SOURCES, file), 'utf8').matchAll(CALL)) {
			if (literal !== undefined) found.set(literal.replace(/\\(.)/g, '$1'), file);
		}
	}
	return found;
}

test('every sentence of the app has its German', () => {
	const missing = [...sentences()].filter(([text]) => !(text in german));
	expect(Object.fromEntries(missing)).toEqual({});
});

test('there is no German for what nobody says any more', () => {
	const said = sentences();
	// Those are said by the API: lib/forms/field-errors.test.ts.
	const own = Object.keys(german).filter((text) => !(text in fieldErrors));
	expect(own.filter((text) => !said.has(text))).toEqual([]);
});

test('two areas that say the same thing say it in the same words', async () => {
	const files = globSync('*.ts', { cwd: AREAS }).filter((file) => file !== 'index.ts');
	const areas = await Promise.all(
		files.map(async (file) => (await import(join(AREAS, file))) as Record<string, Catalogue>),
	);
	const all = areas.flatMap(Object.values<Catalogue>).flatMap(Object.entries<string>);
	expect(all.filter(([text, said]) => german[text] !== said)).toEqual([]);
});

test('both languages leave the same places to be filled in', () => {
	const places = (text: string): string[] => (text.match(PLACE) ?? []).sort();
	const unlike = Object.entries(german).filter(
		([text, said]) => JSON.stringify(places(text)) !== JSON.stringify(places(said)),
	);
	expect(unlike).toEqual([]);
});

test('a sentence says Sie, never du', () => {
	const familiar = Object.values(german).filter((said) =>
		/\b(?:du|dich|dir|deine?[nmrs]?)\b/i.test(said),
	);
	expect(familiar).toEqual([]);
});
