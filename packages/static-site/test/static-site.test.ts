import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaticSite } from '../src/index.ts';

const FILES: Record<string, string | Buffer> = {
	'build/200.html': 'fallback',
	'build/index.html': 'home',
	'build/sign-in.html': 'sign in',
	'build/robots.txt': 'robots',
	'build/.env': 'SECRET=1',
	'build/_app/immutable/app.abc.js': 'script',
	'build/_app/immutable/app.abc.js.gz': gzipSync('script'),
	'build/_app/immutable/app.abc.js.map': 'map',
	'outside.txt': 'outside',
};

const API_URL = 'https://example.com/api';

interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Buffer;
}

let folder: string;
let port: number;
let server: Server;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postern-static-'));
	for (const [name, content] of Object.entries(FILES)) {
		await mkdir(join(folder, name, '..'), { recursive: true });
		await writeFile(join(folder, name), content);
	}
	server = createServer(
		createStaticSite({ root: join(folder, 'build'), apiUrl: API_URL, isSecure: true }),
	);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	port = address.port;
});

afterAll(async () => {
	server.close();
	server.closeAllConnections();
	await rm(folder, { recursive: true });
});

/** Sends the path as it is written; fetch would tidy it up first. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => {
				const { statusCode: status = 0, headers } = response;
				resolve({ status, headers, body: Buffer.concat(chunks) });
			});
		});
		outgoing.once('error', reject);
		outgoing.end();
	});
}

const AS_PAGE = { accept: 'text/html,application/xhtml+xml' };

describe('pages', () => {
	test.each([
		['/', 'home'],
		['/sign-in', 'sign in'],
		['/sign-in?next=%2Ftodos', 'sign in'],
		['/todos', 'fallback'],
		['/todos/a.b', 'fallback'],
	])('%s is answered with the page "%s", never cached unseen', async (path, body) => {
		const answer = await ask(path, AS_PAGE);
		expect(answer.status).toBe(200);
		expect(answer.body.toString()).toBe(body);
		expect(answer.headers['cache-control']).toBe('no-cache');
		expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
	});

	test('a trailing slash leads to the page without it, on this site only', async () => {
		expect((await ask('/sign-in/', AS_PAGE)).headers['location']).toBe('/sign-in');
		expect((await ask('//evil.example/', AS_PAGE)).headers['location']).toBe('/evil.example');
	});

	test('a page that has not changed is not sent again', async () => {
		const first = await ask('/sign-in', AS_PAGE);
		const etag = String(first.headers['etag']);
		const second = await ask('/sign-in', { ...AS_PAGE, 'if-none-match': etag });
		expect(second.status).toBe(304);
		expect(second.body).toHaveLength(0);
	});
});

describe('files', () => {
	test('a file with its hash in its name is cached for ever', async () => {
		const answer = await ask('/_app/immutable/app.abc.js');
		expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
		expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
		expect(answer.body.toString()).toBe('script');
	});

	test('a compressed copy is sent to those who accept it, as the type of the original', async () => {
		const answer = await ask('/_app/immutable/app.abc.js', { 'accept-encoding': 'gzip, br' });
		expect(answer.headers['content-encoding']).toBe('gzip');
		expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
		expect(answer.headers['vary']).toBe('accept-encoding');
		expect(answer.body).toEqual(FILES['build/_app/immutable/app.abc.js.gz']);
	});

	test('a compressed copy is not sent to those who refuse it', async () => {
		const answer = await ask('/_app/immutable/app.abc.js', { 'accept-encoding': 'gzip;q=0' });
		expect(answer.headers['content-encoding']).toBeUndefined();
	});

	test.each(['/_app/immutable/gone.js', '/favicon.ico', '/_app/gone'])(
		'%s is missing rather than a page',
		async (path) => {
			expect((await ask(path)).status).toBe(404);
		},
	);

	test.each([
		'/.env',
		'/_app/immutable/app.abc.js.map',
		'/../outside.txt',
		'/%2e%2e/outside.txt',
		'/..%2foutside.txt',
		'/_app/../../outside.txt',
	])('%s stays private, even when it is asked for as a page', async (path) => {
		const answer = await ask(path, AS_PAGE);
		expect(answer.status).toBe(404);
	});

	test.each(['/%', '/..%5coutside.txt', '/a%00b'])(
		'%s is refused as no proper path',
		async (path) => {
			expect((await ask(path, AS_PAGE)).status).toBe(400);
		},
	);
});

test('the API’s address is a setting of the server, asked for at each start', async () => {
	const answer = await ask('/config.json');
	expect(JSON.parse(answer.body.toString())).toEqual({ apiUrl: API_URL });
	expect(answer.headers['cache-control']).toBe('no-store');
});

test('HEAD gives the headers of GET without a body', async () => {
	const head = await ask('/robots.txt', {}, 'HEAD');
	expect(head.status).toBe(200);
	expect(head.headers['content-length']).toBe('6');
	expect(head.body).toHaveLength(0);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
	const answer = await ask('/', {}, method);
	expect(answer.status).toBe(405);
	expect(answer.headers['allow']).toBe('GET, HEAD');
});

test.each(['/', '/config.json', '/_app/gone.js', '/%'])(
	'%s carries the safe headers',
	async (path) => {
		expect((await ask(path)).headers).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'no-referrer',
			// The origin alone: a path in a policy would not cover what is below it.
			'content-security-policy': "connect-src 'self' https://example.com; frame-ancestors 'none'",
			'x-frame-options': 'DENY',
			'strict-transport-security': 'max-age=63072000; includeSubDomains',
			'cross-origin-resource-policy': 'same-origin',
			'cross-origin-opener-policy': 'same-origin',
		});
	},
);
