import { expect, test } from 'vitest';
import { nextPath, signInLink } from './sign-in-link.ts';

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
])('the sign-in page with %j leads to the first page', (query) => {
	expect(nextPath(new URL(`/sign-in${query}`, ORIGIN))).toBe('/welcome');
});
