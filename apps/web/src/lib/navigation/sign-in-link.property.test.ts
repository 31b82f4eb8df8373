import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	landingPath,
	nextPath,
	redirectBack,
	redirectOf,
	sameWay,
	signInLink,
} from './sign-in-link.ts';

const ORIGIN = 'https://app.example.com';
const piece = fc.oneof(
	fc.constantFrom('/', '//', '\\', '..', '.', '\t', '\n', '@', ':', '?next=', '#', '%2f', '%5c'),
	fc.constantFrom('evil.example', 'https:', 'javascript:', 'sign-in', 'link', 'todos', '\u2028'),
	fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));

function signInPage(next: string): URL {
	const url = new URL('/sign-in', ORIGIN);
	url.searchParams.set('next', next);
	return url;
}

test('whatever the address or the API says, what follows a sign-in is a page of this origin, and no sign-in page', () => {
	fc.assert(
		fc.property(text, text, (next, redirectTo) => {
			const page = signInPage(next);
			const ways = [
				nextPath(page),
				landingPath(redirectTo, page),
				landingPath(null, page),
				redirectOf(page),
				redirectBack(page),
			];
			for (const way of ways) {
				if (way === null) continue;
				const url = new URL(way, page);
				expect(url.origin).toBe(ORIGIN);
				expect(url.href).toBe(ORIGIN + way);
				expect(url.pathname).not.toMatch(/^\/(sign-in|link|register|reset|verify)(\/|$)/);
			}
		}),
		{ numRuns: 3000 },
	);
});

test('a page is found again behind the sign-in page and behind every other way of signing in', () => {
	const parts = fc.tuple(fc.webPath(), fc.webQueryParameters(), fc.webFragments());
	fc.assert(
		fc.property(parts, ([path, query, hash]) => {
			const wanted = new URL(`${ORIGIN}/todos${path}?${query}#${hash}`);
			const whole = wanted.pathname + wanted.search + wanted.hash;
			const page = new URL(signInLink(wanted), ORIGIN);
			expect(nextPath(page)).toBe(whole);
			expect(nextPath(new URL(sameWay('/sign-in/password', page), ORIGIN))).toBe(whole);
		}),
	);
});
