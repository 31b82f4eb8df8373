import { expect, test } from 'vitest';
import { ConfigProblem, parseConfig } from './parse-config.ts';

const ORIGIN = 'https://app.example.com';

test.each([
	['https://api.example.com', 'https://api.example.com'],
	['https://api.example.com/', 'https://api.example.com'],
	['https://example.com/postern/', 'https://example.com/postern'],
	['http://localhost:8000', 'http://localhost:8000'],
	['/api', 'https://app.example.com/api'],
])('reads the address %s', (apiUrl, address) => {
	expect(parseConfig(JSON.stringify({ apiUrl }), ORIGIN)).toEqual({ apiUrl: address });
});

test.each([
	['', /missing/],
	['<!doctype html>', /missing or is not JSON/],
	['{}', /no "apiUrl"/],
	['null', /no "apiUrl"/],
	['{"apiUrl":""}', /not an address/],
	['{"apiUrl":"api.example.com"}', /not an address/],
	['{"apiUrl":8000}', /not an address/],
	['{"apiUrl":"ftp://api.example.com"}', /not an address/],
	['{"apiUrl":"javascript:alert(1)"}', /not an address/],
	['{"apiUrl":"https://user:pass@api.example.com"}', /not an address/],
	['{"apiUrl":"https://api.example.com?x"}', /not an address/],
])('refuses %j and says what to do', (text, message) => {
	const read = (): unknown => parseConfig(text, ORIGIN);
	expect(read).toThrow(ConfigProblem);
	expect(read).toThrow(message);
});
