import { describe, expect, test } from 'vitest';
import { safePath } from '../src/index.ts';

const ORIGIN = 'https://app.example.com';

const HOSTILE = [
	'https://evil.com',
	'http://evil.com/',
	'HTTPS://evil.com',
	'https:evil.com',
	'https:/evil.com',
	'https:///evil.com',
	'//evil.com',
	'///evil.com',
	'////evil.com',
	'//evil.com/app.example.com',
	'//evil%2ecom',
	'/\\evil.com',
	'\\/evil.com',
	'\\\\evil.com',
	'\\evil.com',
	'/\\/evil.com',
	'//\\evil.com',
	'/\t/evil.com',
	'/\n/evil.com',
	'/\r\n/evil.com',
	'\t//evil.com',
	' //evil.com',
	'\u0000//evil.com',
	'/\u0000/evil.com',
	'/\u000b/evil.com',
	'/todos\r\nSet-Cookie: x=1',
	'/\u2028/evil.com',
	'\ufeff//evil.com',
	'/\u200b/evil.com',
	'/.//evil.com',
	'/..//evil.com',
	'/x/..//evil.com',
	'/%2e%2e//evil.com',
	'javascript:alert(1)',
	'JaVaScRiPt:alert(1)',
	'java\nscript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'blob:https://app.example.com/x',
	'file:///etc/passwd',
	'mailto:a@evil.com',
	'@evil.com',
	'user:pass@evil.com',
	'//user@evil.com',
	'https://app.example.com@evil.com',
	'https://app.example.com.evil.com',
	'.evil.com',
	'?next=x',
	'#x',
	'todos',
	'../todos',
	'',
];

describe('safePath', () => {
	test.each(HOSTILE.map((value) => [JSON.stringify(value), value]))('refuses %s', (_, value) => {
		expect(safePath(value, ORIGIN)).toBeNull();
	});

	test('refuses nothing at all', () => {
		expect(safePath(null, ORIGIN)).toBeNull();
	});

	test.each(['null', 'about:blank', 'data:,', ''])(
		'lets nothing through on a page whose origin is %j, as in a frame that is locked away',
		(origin) => {
			expect(safePath('/todos', origin)).toBeNull();
		},
	);

	test.each([
		['/', '/'],
		['/todos', '/todos'],
		['/todos?filter=open&q=a%20b#row-3', '/todos?filter=open&q=a%20b#row-3'],
		['/todos?back=https://evil.com', '/todos?back=https://evil.com'],
		['/todos#//evil.com', '/todos#//evil.com'],
		['/@evil.com', '/@evil.com'],
		['/a//b', '/a//b'],
		['/%2F%2Fevil.com', '/%2F%2Fevil.com'],
		['/a/../todos', '/todos'],
		['/straße', '/stra%C3%9Fe'],
	])('keeps %s', (value, path) => {
		expect(safePath(value, ORIGIN)).toBe(path);
		expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
	});
});
