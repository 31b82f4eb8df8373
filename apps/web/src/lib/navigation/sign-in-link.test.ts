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

test('the deep link keeps path, query and hash on the way through the sign-in page', () => {
	const wanted = new URL('/todos?filter=open&next=%2Fx#row-3', ORIGIN);
	expect(nextPath(new URL(signInLink(wanted), ORIGIN))).toBe('/todos?filter=open&next=%2Fx#row-3');
});

test.each([
	'',
	'?next=',
	'?next=//evil.com',
	'?next=/sign-in',
	'?next=/sign-in%3Fnext%3D/x',
	'?next=/sign-in/',
	'?next=/sign-in/code',
	'?next=/link',
	'?next=/link%23t=abc',
	'?next=/reset',
	'?next=/reset%23t=abc',
	'?next=/register',
	'?next=/register/sent',
	'?next=/verify%23t=abc',
	'?next=/not-me%23t=abc',
	'?next=/no-cookie',
	'?next=/no-cookie%3Fx',
])('the sign-in page with %j leads to the first page', (query) => {
	expect(nextPath(new URL(`/sign-in${query}`, ORIGIN))).toBe('/welcome');
});

test('a page whose name only begins like a sign-in page is followed', () => {
	expect(nextPath(new URL('/sign-in?next=/links', ORIGIN))).toBe('/links');
	expect(nextPath(new URL('/sign-in?next=/about/link', ORIGIN))).toBe('/about/link');
});

test.each([
	['/todos?a=1#b', '', '/todos?a=1#b'],
	['/todos', '?next=/profile', '/todos'],
	[null, '?next=/profile', '/profile'],
	[null, '', '/welcome'],
	['//evil.com', '?next=/profile', '/profile'],
	['https://evil.com', '', '/welcome'],
	['/link#t=abc', '', '/welcome'],
	['/sign-in/code', '', '/welcome'],
])('a mail asked for %j on the page %j leads to %s', (redirectTo, query, path) => {
	expect(landingPath(redirectTo, new URL(`/sign-in/code${query}`, ORIGIN))).toBe(path);
});

test('the API is told where to go only where somebody wanted to go somewhere', () => {
	expect(redirectOf(new URL('/sign-in?next=%2Ftodos%23row', ORIGIN))).toBe('/todos#row');
	expect(redirectOf(new URL('/sign-in', ORIGIN))).toBeNull();
	expect(redirectOf(new URL('/sign-in?next=//evil.com', ORIGIN))).toBeNull();
});

test('a path longer than the API takes is left out, and the sign-in page follows it itself', () => {
	const longest = `/${'a'.repeat(1999)}`;
	const url = (next: string): URL => new URL(`/sign-in?next=${encodeURIComponent(next)}`, ORIGIN);
	expect(redirectOf(url(longest))).toBe(longest);
	expect(redirectOf(url(`${longest}b`))).toBeNull();
	expect(landingPath(null, url(`${longest}b`))).toBe(`${longest}b`);
});

test('a mail asked for over a live page leads back to that page', () => {
	expect(redirectBack(new URL('/todos?a=1#b', ORIGIN))).toBe('/todos?a=1#b');
	expect(redirectBack(new URL(`/${'a'.repeat(1999)}`, ORIGIN))).toHaveLength(2000);
	expect(redirectBack(new URL(`/${'a'.repeat(2000)}`, ORIGIN))).toBeNull();
	expect(redirectBack(new URL('/sign-in/code?next=%2Ftodos', ORIGIN))).toBeNull();
});

test('the sign-in pages lead to each other on the same way, and carry nothing else', () => {
	const url = new URL('/sign-in?next=%2Ftodos%3Fa%3D1%23b&email=ada@example.com', ORIGIN);
	expect(sameWay('/sign-in/code', url)).toBe('/sign-in/code?next=%2Ftodos%3Fa%3D1%23b');
	expect(sameWay('/sign-in/code', new URL('/sign-in', ORIGIN))).toBe('/sign-in/code');
});
