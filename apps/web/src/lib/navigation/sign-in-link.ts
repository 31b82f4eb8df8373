import { safePath } from './safe-path.ts';

/** Where people land who asked for nothing in particular. */
export const FIRST_PAGE = '/welcome';

/** The sign-in page that afterwards leads to `url`: its path, query and hash. */
export function signInLink(url: Pick<URL, 'pathname' | 'search' | 'hash'>): string {
	return `/sign-in?next=${encodeURIComponent(url.pathname + url.search + url.hash)}`;
}

/** Where the sign-in page at `url` leads. Never back to itself, and never to another origin. */
export function nextPath(url: URL): string {
	const next = safePath(url.searchParams.get('next'), url.origin);
	return next === null || /^\/sign-in\/?(?:[?#]|$)/.test(next) ? FIRST_PAGE : next;
}
