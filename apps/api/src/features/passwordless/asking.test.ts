/** Asking for a mail: what is understood, what is mailed, and to whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { askAgain, askFor, createVisitor } from '../../../test/visitor.ts';

const NO_LIMIT = 1_000_000_000;
const NO_LIMITS = {
	rateLimitCredentialsPerMinute: NO_LIMIT,
	mailsPerMinute: NO_LIMIT,
	mailsPerHour: NO_LIMIT,
} as const;

/** SECURITY.md D7: what once made a mail go to somebody else, or to two. */
const NO_ADDRESSES: Readonly<Record<string, string>> = {
	'a list': 'ada@example.com,eve@evil.example',
	'a list with a space': 'ada@example.com, eve@evil.example',
	'a list with a semicolon': 'ada@example.com;eve@evil.example',
	'a group': 'friends:ada@example.com,eve@evil.example;',
	'a name': 'Ada <ada@example.com>',
	'angle brackets': '<ada@example.com>',
	'a comment': 'ada(x)@example.com',
	'a quoted local part': '"eve@evil.example x"@example.com',
	'a quoted ada': '"ada"@example.com',
	'two at signs': 'ada@evil.example@example.com',
	'a route': '@relay.example:ada@example.com',
	'a header': 'ada@example.com\r\nBcc: eve@evil.example',
	'a line feed at the end': 'ada@example.com\n',
	'a NUL': 'ada@example.com\u0000',
	'a full-width at sign': 'ada\uff20example.com',
	'the Kelvin sign': '\u212aim@example.com',
	'a dotless i': 'm\u0131ke@example.com',
	'a Cyrillic a': '\u0430da@example.com',
	'a zero-width space': 'ada\u200b@example.com',
	'a soft hyphen': 'ada\u00ad@example.com',
	'a byte order mark': '\ufeffada@example.com',
	'a word joiner': 'ada\u2060@example.com',
	'a right-to-left override': 'ada\u202e@example.com',
	'half a surrogate pair': 'ada\ud800@example.com',
	'an IP address': 'ada@[127.0.0.1]',
	'no domain': 'ada@localhost',
	'255 characters': `ada@${'a.'.repeat(124)}com`,
	'60,000 characters': `${'a'.repeat(60_000)}@example.com`,
	'60,000 dots': `${'a.'.repeat(30_000)}@example.com`,
	'60,000 spaces': `${' '.repeat(60_000)}ada@example.com`,
	'60,000 at signs': '@'.repeat(60_000),
	nothing: '',
};

/** SECURITY.md D8: what looks like a path and leads elsewhere. */
const HOSTILE_TARGETS = [
	'https://evil.example',
	'https://evil.example/todos',
	'http://localhost:5173/todos',
	'HTTPS://evil.example',
	'//evil.example',
	'///evil.example',
	'////evil.example',
	'/\\evil.example',
	'\\/evil.example',
	'\\\\evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/\r/evil.example',
	'\t//evil.example',
	' //evil.example',
	'/ \t//evil.example',
	'/\u0000/evil.example',
	'/\u2028/evil.example',
	'/\u200b/evil.example',
	'/..//evil.example',
	'/.//evil.example',
	'/todos/../..//evil.example',
	'/%2e%2e//evil.example',
	'javascript:alert(1)',
	'java\nscript:alert(1)',
	'JavaScript:alert(1)',
	'data:text/html,x',
	'vbscript:x',
	'evil.example',
	'.evil.example',
	'@evil.example',
	'user@evil.example',
	':80',
	'?next=//evil.example',
	'#/todos',
	'todos',
	'./todos',
	'../todos',
	'http:/evil.example',
	'http:evil.example',
	'blob:https://evil.example/1',
	'mailto:eve@evil.example',
	'',
	' ',
	`/${'a'.repeat(2000)}`,
];

const SAFE_TARGETS: Readonly<Record<string, string>> = {
	'/': '/',
	'/todos': '/todos',
	'/todos?filter=open#top': '/todos?filter=open#top',
	'/todos?next=//evil.example': '/todos?next=//evil.example',
	'/todos?next=https://evil.example#//evil.example':
		'/todos?next=https://evil.example#//evil.example',
	'/@evil.example': '/@evil.example',
	'/%2f%2fevil.example': '/%2f%2fevil.example',
	'/a/../todos': '/todos',
	'/caf\u00e9': '/caf%C3%A9',
	'/\ud800': '/%EF%BF%BD',
	[`/${'a'.repeat(1999)}`]: `/${'a'.repeat(1999)}`,
};

describe('an address that is none is refused, and nothing is mailed or kept:', () => {
	let api: TestApp;
	beforeAll(async () => {
		api = await createTestApp(NO_LIMITS);
	});
	afterAll(() => api[Symbol.asyncDispose]());

	test.each(Object.keys(NO_ADDRESSES))('%s', async (name) => {
		const before = await snapshot(api.storage.db);
		const refused = await createVisitor(api).send(NO_ADDRESSES[name] ?? '');
		expectProblem(refused, 422, 'invalid_request');
		expect(refused.json()).toMatchObject({ errors: [{ path: 'email' }] });
		expect(refused.body).not.toContain('evil');
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('a megabyte, which is not even read to its end', async () => {
		const before = await snapshot(api.storage.db);
		const refused = await createVisitor(api).send(`${'a'.repeat(1_000_000)}@example.com`);
		expectProblem(refused, 413, 'body_too_large');
		expect(await snapshot(api.storage.db)).toBe(before);
	});
});

test('every spelling of an address is mailed under its one normal form', async () => {
	await using api = await createTestApp(NO_LIMITS);
	const ada = createVisitor(api);
	for (const spelling of ['ada@example.com', 'ADA@EXAMPLE.COM', '\t ada@Example.com  ']) {
		const { id, mail } = await askFor(api, ada, spelling);
		expect(mail.to).toBe('ada@example.com');
		expect((await ada.find(id)).json()).toMatchObject({ email: 'ada@example.com' });
	}
	expect(new Set(api.mail.delivered.map(({ to }) => to))).toEqual(new Set(['ada@example.com']));
});

describe('where to go afterwards', () => {
	test('is no address of another origin, whatever it is dressed as', async () => {
		await using api = await createTestApp(NO_LIMITS);
		const ada = createVisitor(api);
		const before = await snapshot(api.storage.db);
		for (const target of HOSTILE_TARGETS) {
			const refused = await ada.send('ada@example.com', target);
			expectProblem(refused, 422, 'invalid_request');
			expect(refused.json(), target).toMatchObject({ errors: [{ path: 'redirectTo' }] });
		}
		expect(await snapshot(api.storage.db)).toBe(before);
	});

	test('is any path of the app, and comes back as a browser would write it', async () => {
		await using api = await createTestApp(NO_LIMITS);
		const ada = createVisitor(api);
		for (const [target, expected] of Object.entries(SAFE_TARGETS)) {
			const { id, code } = await askFor(api, ada, 'ada@example.com', target);
			const signedIn = await ada.verifyCode(id, code);
			expect(signedIn.json()).toMatchObject({ redirectTo: expected });
		}
	});

	test('survives another mail', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada, 'ada@example.com', '/todos?filter=open#top');
		api.clock.advance(60_000);
		const { token } = await askAgain(api, ada, first);
		const signedIn = await ada.verifyLink(token);
		expect(signedIn.json()).toMatchObject({ redirectTo: '/todos?filter=open#top' });
	});
});

// supabase/auth GHSA-3529-5m8x-rpv3: such headers set the address in the mail, and the code was stolen.
const FORGED: Readonly<Record<string, Record<string, string>>> = {
	Host: { host: 'evil.example' },
	'X-Forwarded-Host': { 'x-forwarded-host': 'evil.example' },
	'X-Forwarded-Proto and -Host': {
		'x-forwarded-proto': 'http',
		'x-forwarded-host': 'evil.example',
		'x-forwarded-port': '666',
	},
	Forwarded: { forwarded: 'host=evil.example;proto=http' },
	'X-Original-Host and the like': {
		'x-original-host': 'evil.example',
		'x-original-url': '//evil.example/link',
		'x-host': 'evil.example',
		'x-http-host-override': 'evil.example',
	},
	Referer: { referer: 'https://evil.example/sign-in' },
};

describe('the link in the mail leads to the configured app, whatever the request says in', () => {
	test.each(Object.keys(FORGED))('%s', async (name) => {
		await using api = await createTestApp({
			webUrl: 'https://app.example.com',
			trustedProxies: ['127.0.0.1'],
		});
		const eve = createVisitor(api, { headers: FORGED[name] ?? {} });
		// The first request after the start, and then the person's own (better-auth #9990).
		const first = await askFor(api, eve);
		const own = await askFor(api, createVisitor(api));
		for (const { mail, token } of [first, own]) {
			expect(mail.text).toContain(`https://app.example.com/link#t=${token}`);
			expect(mail.html).toContain(`https://app.example.com/link#t=${token}`);
			expect(JSON.stringify(mail)).not.toContain('evil');
		}
	});

	test('its absolute target', async () => {
		await using api = await createTestApp({ webUrl: 'https://app.example.com' });
		const ada = createVisitor(api);
		await ada.request({
			method: 'POST',
			url: 'http://evil.example/auth/passwordless/email/send',
			payload: { email: 'ada@example.com' },
		});
		const { text, html } = await api.mail.next('ada@example.com');
		expect(text).toContain('https://app.example.com/link#t=');
		expect(text + html).not.toContain('evil');
	});
});

test('the link has nothing but the token, in the fragment', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const { id, mail, code, token } = await askFor(api, ada, 'ada@example.com', '/todos');
	const links = [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link);
	expect(links).toContain(`http://localhost:5173/link#t=${token}`);
	expect(token).not.toBe(id);
	const everything = mail.text + mail.html + mail.subject;
	expect(everything).not.toContain(id);
	expect(everything).not.toContain('/todos');
	expect(mail.subject).not.toContain(code);
	for (const link of links) expect(link).not.toContain(code);
	for (const [, href = ''] of mail.html.matchAll(/href="([^"]*)"/g)) {
		expect(href).not.toContain(code);
		expect(href).not.toContain('?');
	}
});

test.each([
	['de', 'anmelden'],
	['de-CH, en;q=0.5', 'anmelden'],
	['en-US, de;q=0.9', 'Sign in'],
	['fr', 'Sign in'],
	['', 'Sign in'],
])(
	'Accept-Language %j is written to in its language, also the second time',
	async (language, words) => {
		await using api = await createTestApp();
		const ada = createVisitor(api, { headers: { 'accept-language': language } });
		const first = await askFor(api, ada);
		expect(first.mail.subject).toContain(words);
		api.clock.advance(60_000);
		expect((await askAgain(api, ada, first)).mail.subject).toContain(words);
	},
);

describe('the type of the mail', () => {
	test('LINK has a link and no code, and takes none', async () => {
		await using api = await createTestApp({ passwordlessType: 'LINK' });
		const ada = createVisitor(api);
		const { id, mail, token } = await askFor(api, ada);
		expect(mail.text).not.toMatch(/\b\d{6}\b/);
		expect((await ada.find(id)).json()).toMatchObject({
			passwordlessType: 'LINK',
			status: 'pending',
			triesLeft: 0,
		});
		const before = await snapshot(api.storage.db);
		expectProblem(await ada.verifyCode(id, '123456'), 409, 'code_not_offered');
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await ada.verifyLink(token)).statusCode).toBe(200);
		expectProblem(await ada.verifyCode(id, '123456'), 410, 'auth_request_used');
	});

	test('CODE has a code and no link', async () => {
		await using api = await createTestApp({ passwordlessType: 'CODE' });
		const ada = createVisitor(api);
		const { id, mail, code } = await askFor(api, ada);
		expect(mail.text + mail.html).not.toContain('#t=');
		expect((await ada.find(id)).json()).toMatchObject({ passwordlessType: 'CODE', triesLeft: 5 });
		const row = await api.storage.db
			.selectFrom('auth_request')
			.select('link_hash')
			.executeTakeFirstOrThrow();
		expect(row.link_hash).toBeNull();
		expect((await ada.verifyCode(id, code)).statusCode).toBe(200);
	});

	test.each(['LINK', 'CODE', 'LINK_CODE'] as const)('%s is what send answers', async (type) => {
		await using api = await createTestApp({ passwordlessType: type });
		expect(await createVisitor(api).ask('ada@example.com')).toMatchObject({
			passwordlessType: type,
		});
	});
});
