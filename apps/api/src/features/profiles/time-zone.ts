import type { Checked } from './text.ts';

const KNOWN: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
/** Longer than any zone's name; what is longer is not looked up. */
const LENGTH_MAX = 64;

const UNKNOWN = { message: 'must be a time zone like Europe/Berlin' };

/**
 * A time zone of the IANA database by the name this runtime has for it. Browsers have other names for
 * some (`Asia/Kolkata`, `Asia/Calcutta`), which all lead to the same one. An offset is no zone: it does not
 * know summer.
 */
export function checkTimeZone(text: string): Checked {
	if (KNOWN.has(text)) return { value: text };
	if (text.length > LENGTH_MAX) return UNKNOWN;
	try {
		const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
		return KNOWN.has(timeZone) ? { value: timeZone } : UNKNOWN;
	} catch {
		return UNKNOWN;
	}
}
