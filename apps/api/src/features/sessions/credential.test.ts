import { hashToken, isTokenShaped, mintToken } from '@postern/session-token';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { createHostCookie } from '../../http/host-cookie.ts';
import { createCredentialReader } from './index.ts';

const bearer = (cookie: string) => `Bearer ${cookie.slice('session='.length)}`;

test('a program signs its requests with a bearer token, without an origin', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const token = ada.cookie.slice('session='.length);
	for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ']) {
		const authorization = `${scheme} ${token}`;
		const me = await api.send({ url: '/users/me', headers: { authorization, origin: undefined } });
		expect(me.json()).toMatchObject({ id: ada.userId });
	}
	const made = await api.send({
		method: 'POST',
		url: '/todos',
		headers: { authorization: `Bearer ${token}`, origin: undefined },
		payload: { title: 'from a program' },
	});
	expect(made.statusCode).toBe(201);
});

test('a request with both is judged by its Authorization header alone', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn('ada@example.com');
	const grace = await api.signIn('grace@example.com');
	const me = await api.send({
		url: '/users/me',
		cookie: grace.cookie,
		headers: { authorization: bearer(ada.cookie) },
	});
	expect(me.json()).toMatchObject({ id: ada.userId });
	const refused = await api.send({
		url: '/users/me',
		cookie: grace.cookie,
		headers: { authorization: `Bearer ${mintToken()}` },
	});
	expectProblem(refused, 401, 'no_session');
});

const MALFORMED = [
	'',
	' ',
	'Bearer',
	'Bearer ',
	'Bearer\t',
	'Basic YWRhOnNlY3JldA==',
	'Bearer undefined',
	'Bearer null',
	'Bearer a b',
	'Bearer %00',
	'Bearer "quoted"',
	'Bearer,Bearer',
	`Bearer ${'A'.repeat(12_000)}`,
	`Bearer\u00a0${'A'.repeat(43)}`,
];

test('a malformed Authorization header is answered 401', async () => {
	await using api = await createTestApp();
	for (const authorization of MALFORMED) {
		const response = await api.send({ url: '/users/me', headers: { authorization } });
		expectProblem(response, 401, 'no_session');
	}
});

// Auth.js GHSA-xmf8-cvqr-rfgj: a malformed header threw.
test('whatever the credential headers hold, the answer is 401', async () => {
	await using api = await createTestApp({ rateLimitPerMinute: 1_000_000 });
	const headerText = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map(toCharacter) });
	const authorization = fc.oneof(
		headerText,
		fc.tuple(fc.constantFrom('Bearer ', 'bearer', 'Basic ', 'Bearer\t'), headerText).map(join),
	);
	const cookie = fc.oneof(
		headerText,
		fc.tuple(fc.constantFrom('session=', 'session', ';;=session=', 'a=b;'), headerText).map(join),
	);
	await fc.assert(
		fc.asyncProperty(authorization, cookie, async (authorizationText, cookieText) => {
			const headers = { cookie: cookieText, authorization: authorizationText };
			const withBoth = await api.send({ url: '/users/me', headers });
			expectProblem(withBoth, 401, 'no_session');
			const withCookie = await api.send({ url: '/users/me', headers: { cookie: cookieText } });
			expectProblem(withCookie, 401, 'no_session');
		}),
		{ numRuns: 150 },
	);
});

test('the reader finds a token among any other cookies, and never invents one', () => {
	const read = createCredentialReader(createHostCookie('session', 'http://localhost:8000'));
	const cookieName = fc.stringMatching(/^[a-z!#$%&'*+.^_`|~-]{1,12}$/);
	const cookieValue = fc.stringMatching(/^[A-Za-z0-9=_"-]{0,50}$/);
	const others = fc.array(
		fc
			.tuple(
				cookieName.filter((name) => name !== 'session'),
				cookieValue,
			)
			.map((pair) => pair.join('=')),
		{ maxLength: 6 },
	);
	fc.assert(
		fc.property(others, others, (before, after) => {
			const token = mintToken();
			const cookie = [...before, `session=${token}`, ...after].join('; ');
			expect(read({ cookie })).toBe(hashToken(token));
			expect(read({ cookie: [...before, ...after].join('; ') })).toBeNull();
			expect(read({ cookie: `${cookie}; session=${token}` })).toBeNull();
		}),
	);
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(read({ cookie: text })).toBeNull();
			expect(isTokenShaped(text)).toBe(/^[\w-]{43}$/.test(text));
		}),
	);
});

function toCharacter(code: number): string {
	return code === 0x7f ? ' ' : String.fromCharCode(code);
}

function join(parts: readonly string[]): string {
	return parts.join('');
}
