import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** The top of the repository. */
export const ROOT = join(import.meta.dirname, '../../../..');

/** The text of a file, by its path from the top of the repository. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What a YAML file says; the caller knows its shape. @throws when it is no YAML */
export const yamlOf = (path: string): unknown => parse(textOf(path), { merge: true });

/** What each document of a YAML file says. @throws when one is no YAML */
export function documentsOf(path: string): unknown[] {
	return parseAllDocuments(textOf(path)).map((document) => {
		if ('errors' in document && document.errors[0] !== undefined) throw document.errors[0];
		return document.toJS() as unknown;
	});
}
