import { safePath } from '@postern/safe-path';

/** Where people land who asked for nothing in particular. */
export const FIRST_PAGE = '/welcome';

const SIGN_IN_PAGES = /^\/(?:sign-in|link|register|reset|verify|not-me|no-cookie)(?:[/?#]|$)/;
/** The API takes no longer ones. */
const REDIRECT_LENGTH_MAX = 2000;

/** The sign-in page that afterwards leads to `url`: its path, query and hash. */
export function signInLink(url: Pick<URL, 'pathname' | 'search' | 'hash'>): string {
	return `/sign-in?next=${encodeURIComponent(url.pathname + url.search + url.hash)}`;
}

/** Where the sign-in page at `url` leads. Never back to itself, and never to another origin. */
export function nextPath(url: URL): string {
	return wantedPath(url) ?? FIRST_PAGE;
}

/** Where to go after a sign-in by mail: where the API says, which knows what was asked for in which tab. */
export function landingPath(redirectTo: string | null, url: URL): string {
	return pageOf(redirectTo, url.origin) ?? nextPath(url);
}

/** What the API keeps with a mail that is asked for on the sign-in page at `url`, for its link to follow. */
export function redirectOf(url: URL): string | null {
	return shortEnough(wantedPath(url));
}

/** What the API keeps with a mail that is asked for over the page at `url`, for its link to come back there. */
export function redirectBack(url: URL): string | null {
	return shortEnough(pageOf(url.pathname + url.search + url.hash, url.origin));
}

/** Another sign-in page, that leads where the one at `url` leads. */
export function sameWay(page: string, url: URL): string {
	const wanted = wantedPath(url);
	return wanted === null ? page : `${page}?next=${encodeURIComponent(wanted)}`;
}

function wantedPath(url: URL): string | null {
	return pageOf(url.searchParams.get('next'), url.origin);
}

function pageOf(path: string | null, origin: string): string | null {
	const safe = safePath(path, origin);
	return safe === null || SIGN_IN_PAGES.test(safe) ? null : safe;
}

function shortEnough(path: string | null): string | null {
	return path !== null && path.length <= REDIRECT_LENGTH_MAX ? path : null;
}
