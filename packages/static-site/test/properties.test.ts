import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaticSite } from '../src/index.ts';

const ORIGIN = 'https://app.example.com';
/** What is there and nobody's business, each with the same word in it. */
const PRIVATE = 'private-7f3c';
const HIDDEN = ['build/.env', 'build/.git/HEAD', 'build/app.js.map', 'outside.txt', 'data/outside'];
const PUBLIC = ['build/200.html', 'build/index.html', 'build/a/b.html', 'build/app.js'];

let folder: string;
let server: Server;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postern-static-'));
	for (const name of [...HIDDEN, ...PUBLIC]) {
		await mkdir(join(folder, name, '..'), { recursive: true });
		await writeFile(join(folder, name), HIDDEN.includes(name) ? PRIVATE : 'public');
	}
	server = createServer(createStaticSite({ root: join(folder, 'build'), apiUrl: ORIGIN }));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});

afterAll(async () => {
	agent.destroy();
	server.close();
	server.closeAllConnections();
	await rm(folder, { recursive: true });
});

/** Sends the path as it is written; fetch would tidy it up first. */
async function ask(path: string, accept: string) {
	const { port } = server.address() as AddressInfo;
	const outgoing = request({ host: '127.0.0.1', port, path, agent, headers: { accept } }).end();
	const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
	const { statusCode: status = 0, headers } = response;
	return { status, headers, body: await readAll(response) };
}

const piece = fc.oneof(
	fc.constantFrom(
		'/',
		'//',
		'..',
		'.',
		'%2e',
		'%2f',
		'%5c',
		'\\',
		'%00',
		'%0a',
		'%0d%0a',
		';',
		'?',
	),
	fc.constantFrom(
		'.env',
		'.git',
		'HEAD',
		'app.js',
		'.map',
		'outside.txt',
		'data',
		'a',
		'b',
		'.html',
	),
	fc.constantFrom('%252e', '%c0%ae', '%ff', '%', 'evil.example', '@', ':', '%20', '%E2%80%A8'),
	fc.stringMatching(/^[!-~]{0,4}$/),
);
const path = fc.array(piece, { maxLength: 10 }).map((pieces) => `/${pieces.join('')}`);
const accept = fc.constantFrom('*/*', 'text/html', '');

test('whatever the path, nothing outside the folder and nothing hidden in it comes out', async () => {
	await fc.assert(
		fc.asyncProperty(path, accept, async (asked, wanted) => {
			const { status, body } = await ask(asked, wanted);
			expect([200, 308, 400, 404]).toContain(status);
			expect(body).not.toContain(PRIVATE);
			expect(body).not.toContain(folder);
		}),
		{ numRuns: 1500 },
	);
});

test('whatever the path, nobody is led to another site, and the answer is safe to show', async () => {
	await fc.assert(
		fc.asyncProperty(
			path.map((text) => `${text}/`),
			accept,
			async (asked, wanted) => {
				const { headers } = await ask(asked, wanted);
				expect(headers['x-content-type-options']).toBe('nosniff');
				if (headers.location === undefined) return;
				expect(new URL(headers.location, ORIGIN).origin).toBe(ORIGIN);
				expect(new URL(headers.location, `${ORIGIN}/a/b`).origin).toBe(ORIGIN);
			},
		),
		{ numRuns: 800 },
	);
});
