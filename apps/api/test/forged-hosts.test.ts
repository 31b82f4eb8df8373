// cspell:ignore authelia fcrx
/** What a request says of its own host decides nothing: no address in a mail, no cookie, no way to go. */
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from './app.ts';
import { contract, operations } from './contract.ts';
import { askFor, createVisitor, type Visitor } from './visitor.ts';

const APP = 'https://app.example.com';
const FORGED = {
	host: 'evil.example',
	'x-forwarded-host': 'evil.example',
	'x-forwarded-proto': 'http',
	'x-forwarded-port': '666',
	'x-original-url': '//evil.example/',
	forwarded: 'host=evil.example;proto=http',
	referer: 'https://evil.example/',
};

/** The app behind a proxy of ours, under another origin than a request could guess. */
const createApp = () =>
	createTestApp({
		webUrl: APP,
		webOrigins: [APP, 'http://localhost:5173'],
		trustedProxies: ['127.0.0.1'],
		mailsPerMinute: 100,
		mailsPerHour: 100,
	});

/** Everything of an API with one mail for each occasion that a visitor can bring about. */
async function causeEveryMail(api: TestApp, eve: Visitor): Promise<void> {
	const ada = await api.createPerson('ada@example.com', { isVerified: false });
	await api.createPerson('taken@example.com');
	const post = (url: string, payload?: object) =>
		eve.request({ method: 'POST', url, ...(payload === undefined ? {} : { payload }) });
	await post('/auth/register/send', { email: 'new@example.com' });
	await post('/auth/register/send', { email: 'taken@example.com' });
	await post('/auth/password/reset/send', { email: 'ada@example.com' });
	await post('/auth/password/reset/send', { email: 'nobody@example.com' });
	await post('/auth/login', { email: ada.email, password: ada.password });
	await post('/users/me/email/verification/send');
	await eve.request({
		method: 'PUT',
		url: '/users/me/password',
		payload: { currentPassword: ada.password, newPassword: 'wombat lantern quarry 41' },
	});
	await post('/users/me/email/change/send', { email: 'taken@example.com' });
	const { authRequestId } = (
		await post('/users/me/email/change/send', { email: 'moved@example.com' })
	).json<{ authRequestId: string }>();
	const code = await api.mail.nextCode('moved@example.com');
	await post('/users/me/email/change/verify/code', { authRequestId, code });
	// Somebody in another browser, and the end.
	await createVisitor(api, { headers: { ...FORGED, 'user-agent': 'Firefox/1' } }).request({
		method: 'POST',
		url: '/auth/login',
		payload: { email: 'moved@example.com', password: 'wombat lantern quarry 41' },
	});
	await post('/users/me/deletion');
	await api.mail.next('moved@example.com', /deleted/);
}

test('no mail of any kind leads to a host that a request brought along', async () => {
	await using api = await createApp();
	const eve = createVisitor(api, { headers: FORGED });
	// The first request after the start is hers (better-auth #9990).
	await askFor(api, eve, 'first@example.com');
	await causeEveryMail(api, eve);
	await askFor(api, createVisitor(api), 'victim@example.com');

	const { delivered } = api.mail;
	expect(new Set(delivered.map(({ subject }) => subject)).size).toBeGreaterThanOrEqual(9);
	for (const { subject, text, html } of delivered) {
		expect(subject + text + html).not.toContain('evil');
		const links = [
			...[...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map(([link]) => link),
			...[...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, link = '']) => link),
		];
		for (const link of links) expect(new URL(link).origin).toBe(APP);
	}
});

test('no cookie is for a host that a request brought along', async () => {
	await using api = await createApp();
	const eve = createVisitor(api, { headers: FORGED });
	const { id, code } = await askFor(api, eve);
	const signedIn = await eve.verifyCode(id, code);
	expect(signedIn.statusCode).toBe(200);
	expect(JSON.stringify(signedIn.headers)).not.toMatch(/evil|domain=/i);
});

// SvelteKit #15527: a 304 folded several cookies into one header.
test('a sign-in sets two cookies, each in a header of its own, and is never told to be unchanged', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api, { headers: { 'if-none-match': '*' } });
	const { id, code } = await askFor(api, ada);
	const signedIn = await ada.verifyCode(id, code);
	expect(signedIn.statusCode).toBe(200);
	const cookies = [signedIn.headers['set-cookie']].flat();
	expect(cookies.map((cookie) => cookie?.split('=')[0]).sort()).toEqual(['browser', 'session']);
	const again = await ada.request({ url: '/users/me' });
	expect({ status: again.statusCode, tag: again.headers.etag }).toEqual({
		status: 200,
		tag: undefined,
	});
});

// authelia GHSA-36f2-fcrx-fp4j: where to go after signing out was a parameter.
test('no operation redirects, answers that nothing has changed, or takes an address to go to', () => {
	expect(operations.length).toBeGreaterThan(10);
	for (const { name, raw } of operations) {
		const statuses = Object.keys(raw.responses ?? {});
		expect({ name, found: statuses.filter((status) => /^[13]/.test(status)) }).toEqual({
			name,
			found: [],
		});
	}
	const parameters = operations.flatMap(({ raw }) => raw.parameters ?? []);
	expect(parameters.map(({ name }) => name)).not.toEqual(
		expect.arrayContaining([expect.stringMatching(/redirect|return|next|url|callback/i)]),
	);
	// The one property there is passes through safe-path, and comes back as a path.
	const properties = Object.values(contract.components.schemas).flatMap((schema) =>
		Object.keys(schema.properties ?? {}),
	);
	const ways = properties.filter((name) => /redirect|return|callback|url$/i.test(name));
	expect(new Set(ways)).toEqual(new Set(['redirectTo']));
});
