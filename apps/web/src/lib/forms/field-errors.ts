import { t } from '#lib/language/index.ts';

/**
 * What is wrong with a field, in the language of the app. The API says its part in English, as the end of a
 * sentence that begins with "This": what `german/field-errors.ts` does not know stays as the API says it.
 * @param text an English sentence; a number in it may be another one each time
 */
export function fieldError(text: string): string {
	const [count] = /\d+/.exec(text) ?? [];
	return count === undefined ? t(text) : t(text.replace(count, '{count}'), { count });
}
