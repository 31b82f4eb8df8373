import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safePath } from '../src/index.ts';

const ORIGINS = [
	'https://app.example.com',
	'http://localhost:5173',
	'https://app.example.com:8443',
];

/** Pieces that parsers of addresses disagree about. */
const PIECES = [
	...['/', '//', '\\', '/\\', '.', '..', '/.', '/..', '%2e', '%2f', '%5c', ':', '@', '?', '#', ';'],
	...[
		'\t',
		'\n',
		'\r',
		'\u0000',
		'\u0085',
		'\u200b',
		'\u2028',
		'\ufeff',
		' ',
		'\u3000',
		'／',
		'＼',
	],
	...['evil.example', 'app.example.com', 'https:', 'javascript:', 'data:', 'user:pass@', '[::1]'],
	...['a', 'todos', '%', '%zz', '\ud800', '\u{1f600}', 'é', 'ｊ'],
];

const hostile = fc
	.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 5 })), {
		maxLength: 12,
	})
	.map((pieces) => pieces.join(''));
const anything = fc.oneof(
	hostile,
	hostile.map((text) => `/${text}`),
	fc.webUrl({ withFragments: true, withQueryParameters: true }),
);
const origins = fc.constantFrom(...ORIGINS);

test('whatever is given, what comes out stays on this origin, from whichever page it is followed', () => {
	fc.assert(
		fc.property(anything, origins, fc.webPath(), (value, origin, page) => {
			const path = safePath(value, origin);
			if (path === null) return;
			expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
			for (const base of [origin, `${origin}/`, new URL(origin + page).href]) {
				const url = new URL(path, base);
				expect(url.origin).toBe(origin);
				expect(url.username + url.password).toBe('');
				expect(url.href).toBe(origin + path);
			}
		}),
		{ numRuns: 5000 },
	);
});

test('what came out goes through again unchanged, so that it can be checked at every station', () => {
	fc.assert(
		fc.property(anything, origins, (value, origin) => {
			const path = safePath(value, origin);
			if (path !== null) expect(safePath(path, origin)).toBe(path);
		}),
		{ numRuns: 3000 },
	);
});

test('an honest path is kept with its query and its hash', () => {
	const parts = fc.tuple(fc.webPath(), fc.webQueryParameters(), fc.webFragments());
	fc.assert(
		fc.property(parts, origins, ([path, query, hash], origin) => {
			const url = new URL(`${origin}${path || '/'}?${query}#${hash}`);
			fc.pre(!url.pathname.startsWith('//'));
			const whole = url.pathname + url.search + url.hash;
			expect(safePath(whole, origin)).toBe(whole);
		}),
		{ numRuns: 2000 },
	);
});
