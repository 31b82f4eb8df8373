import { expect, test } from 'vitest';
import { createConnection, createCookieJar, listTodos } from '../src/index.ts';
import { json, startServer } from './server.ts';

test('what a reply sets is sent back with the next request, and what it takes back is not', async () => {
	const replies = [
		['session=first; Max-Age=60; Path=/; HttpOnly; SameSite=Lax', 'browser=b; Path=/'],
		['session=; Max-Age=0; Path=/'],
		[],
	];
	await using server = await startServer((_, response) => {
		response.setHeader('set-cookie', replies[server.requests.length - 1] ?? []);
		json(response, []);
	});
	const connection = createConnection({ baseUrl: server.url, cookies: createCookieJar() });
	for (const _reply of replies) await listTodos({ connection });
	expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([
		undefined,
		'session=first; browser=b',
		'browser=b',
	]);
});

test('a connection without a jar keeps nothing', async () => {
	await using server = await startServer((_, response) => {
		response.setHeader('set-cookie', 'session=first; Path=/');
		json(response, []);
	});
	const connection = createConnection({ baseUrl: server.url });
	await listTodos({ connection });
	await listTodos({ connection });
	expect(server.requests[1]?.headers.cookie).toBeUndefined();
});

test('a cookie is gone when its time is over, and what is no cookie never was one', () => {
	let now = 0;
	const jar = createCookieJar(() => now);
	jar.store([
		'a=1; Max-Age=10',
		'b=x=y',
		'=nameless',
		'novalue',
		'c=; max-age=-1',
		'd=1; Max-Age=x',
	]);
	expect(jar.header()).toBe('a=1; b=x=y; d=1');
	now = 10_000;
	expect(jar.header()).toBe('b=x=y; d=1');
});
