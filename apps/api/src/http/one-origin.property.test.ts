import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathStripper } from './one-origin.ts';

const apiPaths = fc.constantFrom('/api', '/a/b', '/api-v2');
const piece = fc.oneof(
	fc.constantFrom('/', '//', '/api', 'api', '/API', '%2f', '..', '?', '#', ';', '/health', '\\'),
	fc.stringMatching(/^[!-~]{0,4}$/),
);
const target = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);

test('the API’s path is taken off once, from where it stands as a whole, and nothing else is changed', () => {
	fc.assert(
		fc.property(apiPaths, target, (apiPath, url) => {
			const strip = (text: string) => pathStripper(apiPath)({ url: text });
			expect(strip(apiPath + url)).toBe(url);
			const next = url[apiPath.length];
			const isBelow = url.startsWith(apiPath) && (next === undefined || '/?'.includes(next));
			if (!isBelow) expect(strip(url)).toBe(url);
			expect(strip(url).startsWith('/')).toBe(true);
		}),
		{ numRuns: 2000 },
	);
});
