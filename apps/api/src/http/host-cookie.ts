/** A cookie that holds a secret, by the rules of RFC 6265bis. */
export interface HostCookie {
	readonly name: string;
	/** A `Set-Cookie` that hands over a secret for so many seconds. */
	set(secret: string, maxAgeSeconds: number): string;
	/** A `Set-Cookie` that takes it back. */
	clear(): string;
	/** The secret in a `Cookie` header; null when there is none, or more than one. */
	read(header: string | undefined): string | null;
}

/**
 * A cookie named `__Host-…`: only over TLS, only from this very host, for no other path. Browsers refuse
 * the prefix on `http://localhost`, and there alone the name is plain.
 *
 * `isCrossSite` lets it go along in requests from pages of other sites, in a jar of its own for each of them
 * (`Partitioned`), so that no other site's page is let in by it.
 */
export function createHostCookie(
	plainName: string,
	apiUrl: string,
	isCrossSite = false,
): HostCookie {
	const { protocol, hostname } = new URL(apiUrl);
	const isPlain = protocol === 'http:' && hostname === 'localhost';
	const name = isPlain ? plainName : `__Host-${plainName}`;
	const attributes = `; Path=/; HttpOnly${scopeOf(isPlain, isCrossSite)}`;
	return {
		name,
		set: (secret, maxAgeSeconds) =>
			`${name}=${secret}; Max-Age=${String(maxAgeSeconds)}${attributes}`,
		clear: () => `${name}=; Max-Age=0${attributes}`,
		read: (header) => (header === undefined ? null : readCookie(header, `${name}=`)),
	};
}

function scopeOf(isPlain: boolean, isCrossSite: boolean): string {
	if (isPlain) return '; SameSite=Lax';
	return isCrossSite ? '; SameSite=None; Secure; Partitioned' : '; SameSite=Lax; Secure';
}

/**
 * One scan for one exact name. Two cookies of that name mean that somebody planted one of them (a
 * sibling host, better-auth #9806), and then neither is believed.
 */
function readCookie(header: string, prefix: string): string | null {
	let found: string | null = null;
	for (let start = 0; start < header.length;) {
		while (header[start] === ' ') start += 1;
		const semicolon = header.indexOf(';', start);
		const end = semicolon === -1 ? header.length : semicolon;
		if (header.startsWith(prefix, start)) {
			if (found !== null) return null;
			found = header.slice(start + prefix.length, end).trimEnd();
		}
		start = end + 1;
	}
	return found;
}
