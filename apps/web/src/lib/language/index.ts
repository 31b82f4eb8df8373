import { language } from './language.svelte.ts';

export { isLanguage, language, LANGUAGES, type LanguageCode } from './language.svelte.ts';

/** What the places of a sentence are filled with. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * A sentence in the language of the app: `t('Hello {name}', { name })`. Its first argument is the English
 * text, written out where it is used; `language/german` has the German, and a test compares the two. Call it
 * while something is drawn, never while a module loads: the language is not known by then.
 */
export function t(text: string, values?: Values): string {
	const found = language.catalogue[text] ?? text;
	if (!values) return found;
	return found.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Marks an English sentence that is kept in a table, to be given to `t` when it is shown. */
export const sentence = (text: string): string => text;
