import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { audit, type Person } from '../src/journey/books.ts';
import { createHttpClient } from '../src/journey/http.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
	for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** An API that knows the sessions `a` and `b`, and takes the password `old`. */
async function startApi() {
	const server = createServer((request, reply) => {
		request.resume();
		const isKnown = /session=(a|b)$/.test(request.headers.cookie ?? '');
		if (request.method === 'GET') reply.writeHead(isKnown ? 200 : 401).end('{}');
		else reply.writeHead(200).end('{}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	cleanUps.push(() => {
		server.closeAllConnections();
		server.close();
	});
	return createHttpClient((server.address() as AddressInfo).port);
}

const person: Person = {
	email: 'ada@example.com',
	...{ password: 'new', asked: null, replaced: null },
	sessions: [],
	guests: [],
};

test('an audit finds nothing where everything is as it was acknowledged', async () => {
	using client = await startApi();
	const found = await audit(client, [
		{
			...person,
			sessions: [
				{ cookie: 'session=a', standing: 'in' },
				{ cookie: 'session=c', standing: 'out' },
				{ cookie: 'session=d', standing: 'unknown' },
			],
		},
	]);
	expect(found).toEqual({ checked: 2, lost: 0, undone: 0, resetsUndone: 0, unanswered: 0 });
});

test('an audit finds sessions that are gone or back, and passwords that are', async () => {
	using client = await startApi();
	const found = await audit(client, [
		{
			...{ ...person, replaced: 'old' },
			sessions: [{ cookie: 'session=c', standing: 'in' }],
			guests: [{ cookie: 'session=b', standing: 'out' }],
		},
	]);
	expect(found).toEqual({ checked: 2, lost: 1, undone: 1, resetsUndone: 1, unanswered: 0 });
});
