// cspell:ignore dürfen höchstens zeichen sein
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { language } from '#lib/language/index.ts';
import { fieldErrors } from '#lib/language/german/field-errors.ts';
import { fieldError } from './field-errors.ts';

const API = join(import.meta.dirname, '../../../../api/src');
/** Where the API says what is wrong with a field. */
const SAYS = [
	'http/validation-errors.ts',
	'features/profiles/*.ts',
	'features/passwordless/routes.ts',
	'features/email-changes/routes.ts',
];
/** No form has such a field, or cannot get it wrong. */
const UNSEEN = ['must be one of: {count}', 'must be a path of the app, like /todos?filter=open'];

/** What the API says in its sources, each with one place for a number. */
function messages(): string[] {
	const texts = globSync(SAYS, { cwd: API, exclude: ['**/*.test.ts'] }).flatMap((file) =>
		[...readFileSync(join(API, file), 'utf8').matchAll(/(['`])((?:is|must|has|does) .+?)\1/g)].map(
			([, , text = '']) => text.replace(/\$\{.+\}/, '{count}'),
		),
	);
	return [...new Set(texts)].filter((text) => !UNSEEN.includes(text));
}

afterEach(() => {
	language.catalogue = {};
});

test('there is German for what the API says of a field', () => {
	const missing = messages().filter((text) => !(`This ${text}.` in fieldErrors));
	expect(missing).toEqual([]);
});

test('there is German for nothing that the API no longer says', () => {
	const said = messages().map((text) => `This ${text}.`);
	expect(Object.keys(fieldErrors).filter((text) => !said.includes(text))).toEqual([]);
});

test('a number goes into the sentence that is there for every number', () => {
	language.catalogue = fieldErrors;
	expect(fieldError('This must have at most 500 characters.')).toBe(
		'Es dürfen höchstens 500 Zeichen sein.',
	);
});

test.each(['This must have at most 500 characters.', 'This is 3 of a kind, and 4 of another.'])(
	'what nobody has translated stays as the API says it: %s',
	(text) => {
		expect(fieldError(text)).toBe(text);
	},
);
