import { mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp } from '../../test/app.ts';
import { expectProblem } from '../../test/problem.ts';
import { createHostCookie } from './host-cookie.ts';

const MAX_AGE_SECONDS_MAX = 400 * 24 * 60 * 60;
const COOKIE_BYTES_MAX = 512;

/** A `Set-Cookie` header taken apart; attribute names in lower case. */
function parse(header: unknown) {
	const [pair = '', ...attributes] = String(header).split('; ');
	const split = (text: string) => {
		const [name = '', value = ''] = text.split('=');
		return { name, value };
	};
	return {
		...split(pair),
		attributes: Object.fromEntries(
			attributes.map(split).map(({ name, value }) => [name.toLowerCase(), value]),
		),
	};
}

describe.each([
	['http://localhost:8000', 'session', false],
	['https://api.example.com', '__Host-session', true],
])('at %s', (apiUrl, name, isSecure) => {
	test('the cookie of a sign-in is as narrow as it can be', async () => {
		await using api = await createTestApp({ apiUrl });
		const { email, password } = await api.createPerson();
		const response = await api.send({
			method: 'POST',
			url: '/auth/login',
			payload: { email, password },
		});
		const header = [response.headers['set-cookie']].flat().find((each) => each?.startsWith(name));
		const { attributes, ...pair } = parse(header);
		expect(pair.name).toBe(name);
		expect(pair.value).toMatch(/^[A-Za-z0-9_-]{43}$/);
		expect(attributes).toEqual({
			'max-age': '2592000',
			path: '/',
			httponly: '',
			samesite: 'Lax',
			...(isSecure ? { secure: '' } : {}),
		});
		expect(Number(attributes['max-age'])).toBeLessThanOrEqual(MAX_AGE_SECONDS_MAX);
		expect(Buffer.byteLength(String(header))).toBeLessThan(COOKIE_BYTES_MAX);
	});

	test('signing out clears the cookie it set, attribute for attribute', async () => {
		await using api = await createTestApp({ apiUrl });
		const ada = await api.signIn();
		const out = await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
		const { attributes, ...pair } = parse(out.headers['set-cookie']);
		expect(pair).toEqual({ name, value: '' });
		expect(attributes).toEqual({
			'max-age': '0',
			path: '/',
			httponly: '',
			samesite: 'Lax',
			...(isSecure ? { secure: '' } : {}),
		});
	});

	test('only the cookie of exactly this name is read', async () => {
		await using api = await createTestApp({ apiUrl });
		const ada = await api.signIn();
		const token = ada.cookie.slice(name.length + 1);
		const lookalikes = [
			'Session',
			'SESSION',
			'session2',
			'xsession',
			'__Secure-session',
			'__host-session',
			'__HOST-session',
			'__Host-Session',
			'__Host-http-session',
			isSecure ? 'session' : '__Host-session',
			`${name} `,
			`\t${name}`,
			`\u00a0${name}`,
			`${name}[]`,
			`"${name}"`,
			encodeURIComponent(`${name}=`),
		];
		for (const lookalike of lookalikes) {
			const cookie = `${lookalike}=${token}`;
			expectProblem(await api.send({ url: '/users/me', cookie }), 401, 'no_session');
		}
		for (const cookie of [
			`other=1; ${ada.cookie}`,
			`${ada.cookie};x`,
			`a=${name}=; ${ada.cookie}`,
		]) {
			expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
		}
	});
});

// A sibling host can plant a cookie beside ours, never in its place (better-auth #9806).
test('a cookie that is there twice is refused, in either order, even with the same value', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const planted = `session=${mintToken()}`;
	const empty = 'session=';
	for (const cookies of [
		[ada.cookie, planted],
		[planted, ada.cookie],
		[ada.cookie, ada.cookie],
		[empty, ada.cookie],
		[ada.cookie, empty],
	]) {
		const cookie = cookies.join('; ');
		expectProblem(await api.send({ url: '/users/me', cookie }), 401, 'no_session');
	}
});

test('a value that is not the token to the letter opens nothing', async () => {
	await using api = await createTestApp();
	const ada = await api.signIn();
	const token = ada.cookie.slice('session='.length);
	const encoded = `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`;
	const values = [`"${token}"`, token.slice(0, -1), `${token}A`, encoded, '', 'A'.repeat(12_000)];
	for (const value of values) {
		const cookie = `session=${value}`;
		expectProblem(await api.send({ url: '/users/me', cookie }), 401, 'no_session');
	}
});

test('the plain name is for http://localhost alone', () => {
	const nameAt = (url: string) => createHostCookie('session', url).name;
	expect(nameAt('http://localhost:1234')).toBe('session');
	for (const url of [
		'https://localhost:8000',
		'http://localhost.evil.example',
		'http://evil-localhost',
		'http://127.0.0.1:8000',
	]) {
		expect(nameAt(url)).toBe('__Host-session');
		expect(createHostCookie('session', url).set('t', 1)).toContain('; Secure');
	}
});
