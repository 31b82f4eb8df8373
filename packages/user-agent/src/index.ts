/** A browser that people know by name. */
export type Browser = 'Chrome' | 'Edge' | 'Firefox' | 'Opera' | 'Safari' | 'Samsung Internet';

/** What a browser runs on. */
export type System = 'Android' | 'ChromeOS' | 'iOS' | 'Linux' | 'macOS' | 'Windows';

/** What a client says it is; null for what it does not say, or what nobody here has heard of. */
export interface ClientDescription {
	readonly browser: Browser | null;
	readonly system: System | null;
}

/** No header of a browser is longer; what is, is not searched any further. */
const LENGTH_MAX = 400;

/**
 * The first mark that is found names it. Every browser also claims to be those it was built from, so the
 * particular ones come before Chrome, and Safari, which all of them claim to be, last.
 */
const BROWSERS: readonly (readonly [mark: string, name: Browser])[] = [
	['SamsungBrowser/', 'Samsung Internet'],
	['Edg/', 'Edge'],
	['EdgA/', 'Edge'],
	['EdgiOS/', 'Edge'],
	['Edge/', 'Edge'],
	['OPR/', 'Opera'],
	['OPT/', 'Opera'],
	['OPX/', 'Opera'],
	['OPiOS/', 'Opera'],
	['Opera/', 'Opera'],
	['Firefox/', 'Firefox'],
	['FxiOS/', 'Firefox'],
	['CriOS/', 'Chrome'],
	['Chrome/', 'Chrome'],
	['Safari/', 'Safari'],
];

/** An iPhone says "like Mac OS X", Android that it is Linux. */
const SYSTEMS: readonly (readonly [mark: string, name: System])[] = [
	['iPhone', 'iOS'],
	['iPad', 'iOS'],
	['iPod', 'iOS'],
	['Android', 'Android'],
	['CrOS', 'ChromeOS'],
	['Windows NT', 'Windows'],
	['Macintosh', 'macOS'],
	['Linux', 'Linux'],
];

/**
 * Names the browser and the system in a `User-Agent` header. It looks for a few fixed words in at most 400
 * characters: no pattern, so nothing that a header could make slow.
 */
export function describeUserAgent(userAgent: string | null): ClientDescription {
	const text = userAgent?.slice(0, LENGTH_MAX) ?? '';
	return { browser: firstIn(text, BROWSERS), system: firstIn(text, SYSTEMS) };
}

function firstIn<Name>(text: string, marks: readonly (readonly [string, Name])[]): Name | null {
	return marks.find(([mark]) => text.includes(mark))?.[1] ?? null;
}
