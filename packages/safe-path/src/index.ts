// The URL parser drops tabs and line breaks and reads `\` as `/`, so `/\evil.com` and `/<TAB>/evil.com`
// would leave this origin; other control characters have no business in an address of ours.
const SUSPICIOUS = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * The path, query and hash of `value` when it is a path of this origin, else null. Everything that says
 * where to go next (`?next=`) passes through here: an open redirect is how phishing borrows a good name.
 */
export function safePath(value: string | null, origin: string): string | null {
	if (!value?.startsWith('/') || value.startsWith('//') || SUSPICIOUS.test(value)) return null;
	const url = URL.parse(value, origin);
	if (url?.origin !== origin || url.username || url.password) return null;
	const path = url.pathname + url.search + url.hash;
	// `/..//evil.com` resolves to a path that a second resolution would read as a host.
	return path.startsWith('//') ? null : path;
}
