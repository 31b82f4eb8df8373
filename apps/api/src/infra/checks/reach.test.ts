import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { checkReach } from './reach.ts';

type Pages = Readonly<Record<string, readonly [number, OutgoingHttpHeaders, string]>>;

const HEALTHY = '{"status":"live"}';
const POLICY = { 'content-security-policy': "frame-ancestors 'none'" };

/** Serves pages, in which `$` stands for the server's own origin, and says what is found out about them. */
async function verdictsOn(pages: Pages): Promise<string[]> {
	let host = '';
	await using server = createServer(({ url = '' }, response) => {
		const [status, headers, body] = pages[url] ?? [404, {}, 'Not found'];
		const own = `http://${host}`;
		for (const [name, value] of Object.entries(headers)) {
			response.setHeader(name, String(value).replace('$', own));
		}
		response.statusCode = status;
		response.end(body.replace('$', own));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
	const url = `http://${host}`;
	const findings = await checkReach({ apiUrl: `${url}/api`, webOrigins: [url] });
	return findings.map(
		({ verdict, setting, message }) => `${verdict} ${setting}: ${message.replaceAll(url, '')}`,
	);
}

const GOOD: Pages = {
	'/api/health/live': [200, { 'access-control-allow-origin': '$' }, HEALTHY],
	'/config.json': [200, {}, '{ "apiUrl": "/api" }'],
	'/todos': [200, POLICY, '<!doctype html>'],
};

test('halves that fit are good', async () => {
	const verdicts = await verdictsOn(GOOD);
	expect(verdicts.map((each) => each.split(' ')[0])).toEqual(['good', 'good', 'good']);
});

test.each<[string, Pages, string]>([
	[
		'a page where the API should be',
		{ '/api/health/live': [200, {}, '<!doctype html>'] },
		'refused API_URL: /api/health/live answers 200, and not as the API does',
	],
	[
		'nothing where the API should be',
		{ '/api/health/live': [404, {}, '{}'] },
		'refused API_URL: /api/health/live answers 404',
	],
	[
		'an API of others',
		{
			'/api/health/live': [
				200,
				{ 'access-control-allow-origin': 'https://other.example' },
				HEALTHY,
			],
		},
		'refused API_URL: /api/health/live lets https://other.example read',
	],
	[
		'a proxy that lets everybody read',
		{ '/api/health/live': [200, { 'access-control-allow-origin': '*' }, HEALTHY] },
		'refused API_URL: /api/health/live lets * read',
	],
	[
		'a balancer that sets its own cookie',
		{
			'/api/health/live': [
				200,
				{ 'access-control-allow-origin': '$', 'set-cookie': 'lb=1' },
				HEALTHY,
			],
		},
		'warning API_URL: /api/health/live sets a cookie',
	],
	[
		'settings that name another API',
		{ '/config.json': [200, {}, '{ "apiUrl": "https://other.example" }'] },
		'refused WEB_ORIGINS: /config.json names https://other.example; it should read',
	],
	[
		'the app in place of the settings',
		{ '/config.json': [200, {}, '<!doctype html>'] },
		'refused WEB_ORIGINS: /config.json answers 200 and names no API',
	],
	[
		'no fallback to 200.html',
		{ '/todos': [404, {}, ''] },
		'refused WEB_ORIGINS: /todos answers 404',
	],
	[
		'pages without their headers',
		{ '/todos': [200, {}, ''] },
		'warning WEB_ORIGINS: /todos comes without its headers',
	],
])('%s is told', async (_what, changes, said) => {
	const verdicts = await verdictsOn({ ...GOOD, ...changes });
	const bad = verdicts.filter((each) => !each.startsWith('good'));
	expect(bad).toHaveLength(1);
	expect(bad[0]).toContain(said);
});

test('what does not answer is only to be looked at', async () => {
	const webOrigins = ['http://127.0.0.1:9'];
	const findings = await checkReach({ apiUrl: 'http://127.0.0.1:9', webOrigins });
	expect(findings).toHaveLength(3);
	for (const { verdict, message } of findings) {
		expect([verdict, message]).toEqual([
			'warning',
			expect.stringContaining('does not answer from here'),
		]);
	}
});
