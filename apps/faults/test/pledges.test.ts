import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { verdictOf } from '../src/experiment.ts';
import { type Rehearsal, summary } from '../src/experiments/r15-backup.ts';
import { createHttpClient } from '../src/journey/http.ts';
import { createLedger } from '../src/journey/ledger.ts';
import { refusedCodes, refusedLinks, repeatedWrites } from '../src/journey/pledges.ts';
import { createVisitor } from '../src/journey/visitor.ts';
import { resurrect } from '../src/journey/witnesses.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
	for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** An API that knows the session `good`, takes the code 111111 and the link `good`, and keeps the key `kept`. */
async function startApi() {
	let written = 0;
	const server = createServer((request, reply) => {
		const { method, headers } = request;
		const say = (status: number, body: object = {}) => {
			reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		};
		if (method === 'GET') {
			say(headers.cookie === 'session=good' ? 200 : 401);
			return;
		}
		void json(request).then((body) => {
			const { code, token, title } = body as Record<string, string>;
			written += 1;
			if (title)
				say(201, { id: headers['idempotency-key'] === 'kept' ? 'first' : String(written) });
			else say(code === '111111' || token === 'good' ? 200 : 410);
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const client = createHttpClient((server.address() as AddressInfo).port);
	cleanUps.push(() => {
		client[Symbol.dispose]();
		server.closeAllConnections();
		server.close();
	});
	const visitor = createVisitor(client, createLedger());
	const code = (text: string) => ({
		...{ visitor, email: visitor.email, authRequestId: '1', askedAt: 0, code: text },
	});
	return { client, visitor, code };
}

test('codes and links that are refused are counted', async () => {
	const { client, visitor, code } = await startApi();
	const codes = [code('111111'), code('222222'), code('111111')];
	expect(await refusedCodes(codes, [client, client])).toBe(1);
	expect(await refusedCodes(codes, [])).toBe(1);
	const links = [
		{ visitor, token: 'good' },
		{ visitor, token: 'used' },
	];
	expect(await refusedLinks(links)).toBe(1);
});

test('writes that are done again are counted', async () => {
	const { visitor } = await startApi();
	const write = { visitor, title: 'once', id: 'first' };
	expect(await repeatedWrites([{ ...write, key: 'kept' }])).toBe(0);
	expect(await repeatedWrites([{ ...write, key: 'forgotten' }])).toBe(1);
});

test('what a copy lets through again is seen', async () => {
	const { client, visitor, code } = await startApi();
	const member = (cookie: string) => ({ visitor, cookie, title: '' });
	const nobody = { members: [], used: [], unused: [], links: [], held: [] };
	expect(await resurrect(nobody, client)).toEqual({ sessions: 0, codes: 0, links: 0 });
	const found = await resurrect(
		{
			members: [member('session=good'), member('session=ended')],
			used: [code('111111')],
			unused: [code('222222'), code('111111')],
			links: [{ visitor, token: 'good' }],
			held: [],
		},
		client,
	);
	expect(found).toEqual({ sessions: 1, codes: 2, links: 1 });
});

const good: Rehearsal = {
	...{ sessions: 0, codes: 0, links: 0, mails: 0, notices: 2, unsafe: 0, lockedOut: 0 },
	...{ copySeconds: 1, readySeconds: 1, findings: [], notDone: 0, missing: 0 },
};

test.each([
	['nothing is wrong', {}, 'pass'],
	['a session is good again', { sessions: 1 }, 'FAIL'],
	['a code is', { codes: 1 }, 'FAIL'],
	['a link is', { links: 1 }, 'FAIL'],
	['something acknowledged is not in the copy', { missing: 1 }, 'FAIL'],
	['the copy is not sound', { findings: ['row 1 missing from index'] }, 'FAIL'],
	['a mail leaves the copy', { mails: 1 }, 'FAIL'],
	['a start does not say that it is one', { unsafe: 1 }, 'FAIL'],
	['somebody cannot come back', { lockedOut: 1 }, 'FAIL'],
	['nothing was ended after it', { notDone: 1 }, 'FAIL'],
] as const)('a restore in which %s: %s', (_what, flaw, verdict) => {
	const measures = summary([good, { ...good, ...flaw }]);
	expect(verdictOf({ situation: '', measures })).toBe(verdict);
});
