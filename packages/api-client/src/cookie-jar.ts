/** The cookies of one API, for programs: a browser keeps its own. */
export interface CookieJar {
	/** The Cookie header to send, or undefined while there is none. */
	header(): string | undefined;
	/** Takes over what a reply sets, and drops what it takes back (RFC 6265, 5.3). */
	store(setCookie: readonly string[]): void;
}

interface Kept {
	readonly value: string;
	readonly expiresAt: number;
}

const SECOND_MS = 1000;

/**
 * A jar for one host. It knows neither paths nor domains: Postern's cookies have none, and a connection
 * talks to one API alone.
 */
export function createCookieJar(now: () => number = Date.now): CookieJar {
	const kept = new Map<string, Kept>();
	return {
		header: () => {
			for (const [name, { expiresAt }] of kept) if (expiresAt <= now()) kept.delete(name);
			if (kept.size === 0) return undefined;
			return [...kept].map(([name, { value }]) => `${name}=${value}`).join('; ');
		},
		store: (setCookie) => {
			for (const text of setCookie) {
				const [pair = '', ...attributes] = text.split(';');
				const at = pair.indexOf('=');
				if (at < 1) continue;
				const expiresAt = now() + maxAgeSeconds(attributes) * SECOND_MS;
				kept.set(pair.slice(0, at).trim(), { value: pair.slice(at + 1).trim(), expiresAt });
			}
		},
	};
}

function maxAgeSeconds(attributes: readonly string[]): number {
	for (const attribute of attributes) {
		const seconds = /^\s*max-age=(-?\d+)\s*$/i.exec(attribute)?.[1];
		if (seconds !== undefined) return Number(seconds);
	}
	return Number.POSITIVE_INFINITY;
}
