import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type RouteOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { MAIL } from '../../test/mail/sample.ts';
import { expectProblem } from '../../test/problem.ts';
import { registerBodies } from '../http/bodies.ts';
import { registerEdge } from '../http/edge.ts';
import { registerErrorReplies } from '../http/error-reply.ts';
import { serverOptions } from '../http/server-options.ts';
import { createMemoryRateLimiter } from '../infra/memory/rate-limiter.ts';
import { createDevMailbox, type MailboxMessage, registerDevMailbox } from './index.ts';

const API = 'http://localhost:8000';
const never = () => new AbortController().signal;
const PAGES = [
	'/dev/mailbox',
	'/dev/mailbox/mailbox.js',
	'/dev/mailbox/mailbox.css',
	'/dev/mailbox/base.css',
];

/** The mailbox behind the same edge as in the API, and the routes it declared. */
function setUp(apiUrl = API, webUrl?: string) {
	const logger = Fastify().log;
	const options = serverOptions({ logger, trustedProxies: ['127.0.0.1'], isSecure: false });
	const app = Fastify(options).withTypeProvider<TypeBoxTypeProvider>();
	const routes: RouteOptions[] = [];
	app.addHook('onRoute', (route) => void routes.push(route));
	const limiter = createMemoryRateLimiter({ limit: 1e6, windowSeconds: 60, clock: Date.now });
	registerBodies(app);
	registerErrorReplies(app, () => false);
	registerEdge(app, {
		isSecure: false,
		allowedOrigins: [API],
		limits: { everywhere: limiter, credentials: limiter },
	});
	const mailbox = createDevMailbox({ print: () => undefined });
	registerDevMailbox(app, mailbox, { apiUrl, ...(webUrl === undefined ? {} : { webUrl }) });
	const get = (url: string, headers: Record<string, string> = {}) =>
		app.inject({ url, headers: { host: 'localhost:8000', ...headers } });
	return { app, mailbox, routes, get };
}

test('every route says that it is open, and none is part of the contract', () => {
	const { routes } = setUp();
	expect(routes.length).toBeGreaterThan(6);
	for (const { config, schema } of routes) {
		expect(config).toMatchObject({ access: 'public' });
		expect(schema).toMatchObject({ hide: true });
	}
});

describe('the JSON', () => {
	test('lists the mails, the newest first, and those to one address', async () => {
		const { mailbox, get } = setUp();
		expect((await get('/dev/mailbox/messages')).json()).toEqual([]);
		await mailbox.send(MAIL, never());
		await mailbox.send({ ...MAIL, to: 'eve@example.com' }, never());
		const all = (await get('/dev/mailbox/messages')).json<MailboxMessage[]>();
		expect(all.map(({ to }) => to)).toEqual(['eve@example.com', 'ada@example.com']);
		expect(Object.keys(all[1] ?? {}).sort()).toEqual([
			'html',
			'id',
			'sentAt',
			'subject',
			'text',
			'to',
		]);
		expect(all[1]).toMatchObject({ text: MAIL.text, html: MAIL.html, subject: MAIL.subject });
		const hers = (await get('/dev/mailbox/messages?to=ada@example.com')).json<unknown[]>();
		expect(hers).toEqual([all[1]]);
	});

	test('is not sent again to who has it already', async () => {
		const { mailbox, get } = setUp();
		await mailbox.send(MAIL, never());
		const first = await get('/dev/mailbox/messages');
		const tag = String(first.headers.etag);
		const again = await get('/dev/mailbox/messages', { 'if-none-match': tag });
		expect([again.statusCode, again.body]).toEqual([304, '']);
		await mailbox.send(MAIL, never());
		const changed = await get('/dev/mailbox/messages', { 'if-none-match': tag });
		expect(changed.json()).toHaveLength(2);
	});

	test('is cleared from the page itself, and by no other page', async () => {
		const { app, mailbox } = setUp();
		await mailbox.send(MAIL, never());
		const clear = (headers: Record<string, string>) =>
			app.inject({
				method: 'DELETE',
				url: '/dev/mailbox/messages',
				headers: { host: 'localhost:8000', cookie: 'session=x', ...headers },
			});
		for (const headers of [
			{ origin: 'https://evil.example' },
			{ origin: API, 'sec-fetch-site': 'cross-site' },
			{ origin: 'null' },
		]) {
			expectProblem(await clear(headers), 403, 'origin_not_allowed');
		}
		expect(mailbox.messages()).toHaveLength(1);
		expect((await clear({ origin: API, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(204);
		expect(mailbox.messages()).toEqual([]);
	});
});

describe('a mail', () => {
	test('is shown as HTML that runs nothing and whose links open outside', async () => {
		const { mailbox, get } = setUp();
		const html = '<!doctype html><html><head><title>T</title></head><body>hello</body></html>';
		await mailbox.send({ ...MAIL, html }, never());
		const shown = await get(`/dev/mailbox/messages/${mailbox.messages()[0]?.id ?? ''}/html`);
		expect(shown.headers['content-type']).toBe('text/html; charset=utf-8');
		expect(shown.body).toBe(html.replace('<head>', '<head><base target="_blank">'));
		const policy = String(shown.headers['content-security-policy']).split('; ');
		expect(policy).toEqual(
			expect.arrayContaining([
				"default-src 'none'",
				"frame-ancestors 'self'",
				'sandbox allow-popups allow-popups-to-escape-sandbox',
			]),
		);
		expect(policy.join(' ')).not.toMatch(/script|allow-same-origin|connect-src|form-action 'self'/);
	});

	test('without a head is shown as well', async () => {
		const { mailbox, get } = setUp();
		await mailbox.send({ ...MAIL, html: '<p>hello</p>' }, never());
		const shown = await get(`/dev/mailbox/messages/${mailbox.messages()[0]?.id ?? ''}/html`);
		expect(shown.body).toBe('<base target="_blank"><p>hello</p>');
	});

	test('is shown as it would go over the wire, as text and nothing else', async () => {
		const { mailbox, get } = setUp();
		await mailbox.send(MAIL, never());
		const shown = await get(`/dev/mailbox/messages/${mailbox.messages()[0]?.id ?? ''}/raw`);
		expect(shown.headers['content-type']).toBe('text/plain; charset=utf-8');
		expect(shown.headers['x-content-type-options']).toBe('nosniff');
		expect(shown.body).toMatch(/^Auto-Submitted: auto-generated\r\n/);
		expect(shown.body).toContain(`Message-ID: ${MAIL.messageId}`);
	});

	test('that is not there is not found', async () => {
		const { get } = setUp();
		for (const form of ['html', 'raw']) {
			expectProblem(await get(`/dev/mailbox/messages/unknown/${form}`), 404, 'not_found');
		}
	});
});

describe('the page', () => {
	test('comes with its script and its styles, none of them inline, under a policy of its own', async () => {
		const { get } = setUp();
		const types = ['text/html', 'text/javascript', 'text/css', 'text/css'];
		for (const [index, url] of PAGES.entries()) {
			const response = await get(url);
			expect(response.statusCode).toBe(200);
			expect(response.headers['content-type']).toBe(`${types[index] ?? ''}; charset=utf-8`);
			const policy = String(response.headers['content-security-policy']);
			expect(policy).toMatch(/^default-src 'none'; /);
			expect(policy).toContain("frame-ancestors 'none'");
			expect(policy).not.toMatch(/unsafe|\*|https?:|sandbox/);
			expect(response.headers['cache-control']).toBe('no-store');
		}
		const { body } = await get('/dev/mailbox');
		expect(body).not.toMatch(/<style|style=|<script>|\son[a-z]+=/);
		for (const [, url = ''] of body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
			expect(PAGES).toContain(url);
		}
	});

	test('says how to get a mail, here and nowhere else', async () => {
		const { body } = await setUp(API, 'http://localhost:5173').get('/dev/mailbox');
		expect(body).toContain(`curl ${API}/auth/passwordless/email/send`);
		expect(body).toContain('<a href="http://localhost:5173">');
		expect((await setUp().get('/dev/mailbox')).body).toContain('Ask for a sign-in mail in the app');
		expect(body).not.toContain('{{');
	});

	test('puts nothing that came with a mail into the page as HTML', async () => {
		const { get } = setUp();
		const { body } = await get('/dev/mailbox/mailbox.js');
		expect(body).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
		expect(body).toContain("'sandbox', 'allow-popups allow-popups-to-escape-sandbox'");
	});
});

// A name that is led to 127.0.0.1 makes a foreign page one of this origin (DNS rebinding).
describe('asked by a name', () => {
	const everything = [...PAGES, '/dev/mailbox/messages', '/dev/mailbox/messages/x/html'];

	test.each([
		'evil.example',
		'evil.example:8000',
		'localhost.evil.example',
		'evil-localhost',
		'127.0.0.1.nip.io',
		'127.0.0.1.evil.example:8000',
		'localhost@evil.example',
		'localhost:8000@evil.example',
		'localhost:x',
		'192.168.0.1:8000',
		'0.0.0.0:8000',
		'[::2]:8000',
	])('%j that is not ours it answers as if nothing were there', async (host) => {
		const { app, mailbox } = setUp();
		await mailbox.send(MAIL, never());
		for (const url of everything) {
			expectProblem(await app.inject({ url, headers: { host } }), 404, 'not_found');
		}
		const forwarded = { host, 'x-forwarded-host': 'localhost:8000' };
		expectProblem(await app.inject({ url: '/dev/mailbox', headers: forwarded }), 404, 'not_found');
		const clear = { method: 'DELETE', url: '/dev/mailbox/messages', headers: { host } } as const;
		expectProblem(await app.inject(clear), 404, 'not_found');
		expect(mailbox.messages()).toHaveLength(1);
	});

	test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8000', '[::1]:8000', 'api.example.com'])(
		'%j that is ours it answers',
		async (host) => {
			const { app } = setUp('https://api.example.com');
			for (const url of PAGES) {
				expect((await app.inject({ url, headers: { host } })).statusCode).toBe(200);
			}
		},
	);

	test('of the API it answers only on its own port', async () => {
		const { app } = setUp('http://dev.example.com:8000');
		const ask = async (host: string) =>
			(await app.inject({ url: '/dev/mailbox', headers: { host } })).statusCode;
		expect(await ask('dev.example.com:8000')).toBe(200);
		expect(await ask('dev.example.com:9000')).toBe(404);
		expect(await ask('dev.example.com')).toBe(404);
	});
});
