import { describe, expect, test } from 'vitest';
import { deriveDeployment } from './derive.ts';
import { siteOf } from './sites.ts';

const API = 'https://api.example.com';

describe('a site is', () => {
	test.each([
		['https://app.example.com:8443', 'https://example.com'],
		['https://a.b.example.co.uk', 'https://example.co.uk'],
		['https://ada.github.io', 'https://ada.github.io'],
		['https://x.ada.github.io', 'https://ada.github.io'],
		['https://github.io', 'https://github.io'],
		['http://localhost:5173', 'http://localhost'],
		['http://app.localhost', 'http://app.localhost'],
		['https://app.internal', 'https://app.internal'],
		['http://127.0.0.1:8000', 'http://127.0.0.1'],
		['http://[::1]:8000', 'http://[::1]'],
		['https://xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example'],
	])('for %s: %s', (origin, site) => {
		expect(siteOf(origin)).toBe(site);
	});
});

test.each([
	['https://example.com/api', ['https://example.com'], 'one origin', '/api'],
	[API, ['https://app.example.com'], 'one site', ''],
	['https://example.com/api', ['https://example.com', 'https://b.example.com'], 'one site', '/api'],
	[API, ['https://app.example.net'], 'unrelated sites', ''],
])('%s with %j is %s', (apiUrl, webOrigins, layout, apiPath) => {
	const derived = deriveDeployment({ apiUrl, webOrigins, crossSite: false });
	expect(derived).toMatchObject({ layout, apiPath, apiOrigin: new URL(apiUrl).origin });
});

test('cookies open up only where it was said and is needed', () => {
	const isCrossSite = (webOrigin: string, crossSite: boolean) =>
		deriveDeployment({ apiUrl: API, webOrigins: [webOrigin], crossSite }).isCrossSite;
	expect(isCrossSite('https://app.example.net', true)).toBe(true);
	expect(isCrossSite('https://app.example.net', false)).toBe(false);
	expect(isCrossSite('https://app.example.com', true)).toBe(false);
});
