/** The ready configurations say what our own server says, and know every page of the build. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createStaticSite } from '@postern/static-site';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BUILD = join(import.meta.dirname, '../build');
const API_URL = 'https://api.example.com';
/** What says something of one answer, and not of all. */
const OF_THE_ANSWER =
	/^(content-(encoding|length|type)|connection|keep-alive|date|etag|vary|transfer-encoding)$/;

const read = (name: string): string =>
	readFileSync(join(import.meta.dirname, '../hosting', name), 'utf8');

let server: Server;
let headers: [string, string][];

beforeAll(async () => {
	server = createServer(createStaticSite({ root: BUILD, apiUrl: API_URL, isSecure: true }));
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const answer = await fetch(`http://127.0.0.1:${String(port)}/sign-in`);
	headers = [...answer.headers].filter(([name]) => !OF_THE_ANSWER.test(name));
});

afterAll(() => server.close());

describe.each([
	['nginx.conf', API_URL],
	['Caddyfile', API_URL],
	['_headers', API_URL],
	['one-origin.nginx.conf', ''],
	['one-origin.Caddyfile', ''],
])('%s', (file, api) => {
	test('has every header that our own server sends', () => {
		expect(headers.length).toBeGreaterThan(7);
		const text = read(file);
		for (const [name, value] of headers) {
			// Of pages; `_headers` speaks of what is cached alone.
			if (name === 'cache-control') continue;
			// On one origin the page's own address is the API's.
			const wanted = api === '' ? value.replace(` ${API_URL}`, '') : value;
			const line = text.split('\n').find((each) => new RegExp(`\\b${name}\\b`, 'i').test(each));
			expect(line, name).toContain(wanted);
		}
	});
});

test('_redirects knows every page that is drawn at build time', () => {
	const pages = readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.html') && !/^(200|index)\.html$/.test(path))
		.map((path) => `/${path.replaceAll('\\', '/')}`);
	expect(pages.length).toBeGreaterThan(10);
	const known = [...read('_redirects').matchAll(/^\/\S+ +(\/\S+\.html) +200$/gm)];
	expect(
		known
			.map(([, page]) => page)
			.filter((page) => page !== '/200.html')
			.sort(),
	).toEqual(pages.sort());
});

test.each(['one-origin.nginx.conf', 'api.nginx.conf'])(
	'%s passes on the path as it came, the host, and who asked',
	(file) => {
		const text = read(file);
		// A path after the upstream's name would take /api off, which the API does.
		expect(text).toContain('proxy_pass http://postern_api;');
		expect(text).toContain('proxy_set_header Host $host;');
		expect(text).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;');
	},
);
