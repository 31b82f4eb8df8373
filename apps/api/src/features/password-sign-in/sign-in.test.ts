import type { LightMyRequestResponse as Response } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';

const NO_LIMIT = 1_000_000;

function signIn(api: TestApp, payload: object): Promise<Response> {
	return api.send({ method: 'POST', url: '/auth/login', payload });
}

/** A reply without what differs between any two replies. */
function comparable({ statusCode, headers, ...response }: Response) {
	const { requestId, ...body } = response.json<Record<string, unknown>>();
	const { 'x-request-id': headerId, ratelimit: _, date: __, ...others } = headers;
	expect(headerId).toBe(requestId);
	// Ids grow; their length may too.
	const { 'content-length': ___, ...rest } = others;
	return { statusCode, body, headers: rest };
}

test('the right address and password answer with the person, and nothing more', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const response = await signIn(api, { email: ada.email, password: ada.password });
	expect(response.statusCode).toBe(200);
	expect(response.json()).toEqual({ userId: ada.userId, email: ada.email });
});

test('letter case and outer spaces of the address do not count', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson('ada@example.com');
	for (const email of ['ADA@Example.COM', '  ada@example.com\t']) {
		const response = await signIn(api, { email, password: ada.password });
		expect(response.json()).toEqual({ userId: ada.userId, email: 'ada@example.com' });
	}
});

// Enumeration: Logto #8663, better-auth #10605.
test('nothing but the password tells a known address from any other', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson('ada@example.com');
	await api.services.users.create('without-password@example.com');
	const disabled = await api.createPerson('disabled@example.com');
	await api.storage.db
		.updateTable('user')
		.set({ disabled_at: 1 })
		.where('id', '=', disabled.userId)
		.execute();
	const wrong = comparable(await signIn(api, { email: ada.email, password: 'wrong' }));
	expect(wrong).toMatchObject({ statusCode: 401, body: { code: 'invalid_credentials' } });
	expect(wrong.headers).not.toHaveProperty('set-cookie');
	for (const email of [
		'nobody@example.com',
		'without-password@example.com',
		'disabled@example.com',
		'no address',
		'ada@example.com, ada@example.com',
		'\uff41da@example.com',
		'ada@example.com\u0000',
	]) {
		expect({ email, ...comparable(await signIn(api, { email, password: 'wrong' })) }).toEqual({
			email,
			...wrong,
		});
	}
});

test('every failed sign-in costs one hash, whoever it is for', async () => {
	await using api = await createTestApp(
		{ passwordHashesAtOnce: 1, passwordHashesWaitingMax: 0 },
		{ hashCost: { memoryKib: 65_536, passes: 3 } },
	);
	await api.createPerson('ada@example.com');
	for (const email of ['ada@example.com', 'nobody@example.com', 'no address']) {
		const attempts = await Promise.all(
			Array.from({ length: 4 }, () => signIn(api, { email, password: 'wrong' })),
		);
		// With one place and no queue, only what hashes can be turned away.
		expect(attempts.some(({ statusCode }) => statusCode === 503)).toBe(true);
	}
});

describe('the password', () => {
	test('may have 256 characters and not 257, whatever the characters', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson();
		for (const character of ['x', '\u00e9', '\u{1f511}']) {
			const longest = character.repeat(256);
			await api.services.passwords.set(ada.userId, longest);
			const { email } = ada;
			expect((await signIn(api, { email, password: longest })).statusCode).toBe(200);
			const tooLong = await signIn(api, { email, password: longest + character });
			expectProblem(tooLong, 422, 'invalid_request');
			expect(tooLong.json()).toMatchObject({ errors: [{ path: 'password' }] });
		}
	});

	test('is not repeated by the answer that refuses it', async () => {
		await using api = await createTestApp();
		const password = 'unusual-'.repeat(40);
		const refused = await signIn(api, { email: 'ada@example.com', password });
		expectProblem(refused, 422, 'invalid_request');
		expect(refused.body).not.toContain('unusual');
	});

	test('is compared whole and as it is', async () => {
		await using api = await createTestApp();
		const ada = await api.createPerson();
		const right = 'a'.repeat(72);
		await api.services.passwords.set(ada.userId, right);
		for (const password of [`${right}junk`, `A${right.slice(1)}`, `${right} `, `${right}\u0000`]) {
			expectProblem(await signIn(api, { email: ada.email, password }), 401, 'invalid_credentials');
		}
	});
});

const INVALID: readonly (readonly [path: string, payload: object])[] = [
	['password', { email: 'ada@example.com' }],
	['email', { password: 'x' }],
	['password', { email: 'ada@example.com', password: '' }],
	['email', { email: 'a'.repeat(255), password: 'x' }],
	['password', { email: 'ada@example.com', password: 12_345 }],
	['email', { email: ['ada@example.com'], password: 'x' }],
	['email', { email: null, password: 'x' }],
	['email', { email: { $ne: '' }, password: 'x' }],
	['userId', { email: 'ada@example.com', password: 'x', userId: '1' }],
];

test('a body of another shape is 422 and the answer names the field', async () => {
	await using api = await createTestApp();
	for (const [path, payload] of INVALID) {
		const response = await signIn(api, payload);
		expectProblem(response, 422, 'invalid_request');
		const { errors } = response.json<{ errors: { path: string }[] }>();
		expect(errors.map((each) => each.path)).toEqual([path]);
	}
});

test('a flood is told to come back, and others can sign in after it', async () => {
	await using api = await createTestApp(
		{ rateLimitCredentialsPerMinute: NO_LIMIT },
		{ hashCost: { memoryKib: 19_456, passes: 2 } },
	);
	const ada = await api.createPerson();
	const credentials = { email: ada.email, password: ada.password };
	const answers = await Promise.all(
		Array.from({ length: 100 }, (_, each) =>
			signIn(
				api,
				each < 10 ? credentials : { email: `p${String(each)}@example.com`, password: 'x' },
			),
		),
	);
	const refused = answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 401);
	expect(refused.length).toBeLessThan(100);
	for (const response of refused) {
		expect(response.statusCode).toBe(503);
		expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
	}
	// A slow database may turn some away before the queue does.
	const busy = refused.filter(
		(response) => response.json<{ code: string }>().code !== 'unavailable',
	);
	expect(busy.length).toBeGreaterThan(0);
	for (const response of busy) expectProblem(response, 503, 'sign_in_busy');
	expect((await signIn(api, credentials)).statusCode).toBe(200);
});

test('a password that is changed while it is looked at starts no session', async () => {
	await using api = await createTestApp();
	const ada = await api.createPerson();
	const { passwords } = api.services;
	const { prove } = passwords;
	Object.assign(passwords, {
		prove: async (...given: Parameters<typeof prove>) => {
			const proven = await prove(...given);
			await passwords.set(ada.userId, 'lamp river cloud kettle');
			return proven;
		},
	});
	const late = await signIn(api, { email: ada.email, password: ada.password });
	expectProblem(late, 401, 'invalid_credentials');
	expect(late.headers).not.toHaveProperty('set-cookie');
	expect(await api.storage.db.selectFrom('session').select('id').execute()).toEqual([]);
});
