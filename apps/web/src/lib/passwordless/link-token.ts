/**
 * The token of the link that led here, once. src/first-paint.js has taken it out of the address before
 * anything was drawn or sent, so that it is in no history, no bookmark and no screenshot (ASVS 5.0, 14.2.1).
 *
 * Null when there was none or not a whole one. What a mail program has put behind it (`&utm_source=…`, the
 * full stop of a sentence) is left out.
 */
export function takeLinkToken(scope: Pick<Window, 'takeLinkHash'> = window): string | null {
	return /^#t=([\w-]{43})(?![\w-])/.exec(scope.takeLinkHash?.() ?? '')?.[1] ?? null;
}
