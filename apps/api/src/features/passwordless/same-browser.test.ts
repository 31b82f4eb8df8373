/** Who may use what was mailed: the browser that asked, another one, a program, a scanner. */
import { mintToken } from '@postern/session-token';
import { describe, expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { snapshot } from '../../../test/snapshot.ts';
import { askAgain, askFor, createVisitor, setCookiesOf, wrongCode } from '../../../test/visitor.ts';

const MINUTE_MS = 60_000;
const PATH = '/auth/passwordless/email';

/** Keycloak CVE-2026-7507: an attacker prepared a flow, and the victim's click completed it for them. */
describe('a link that another browser opens', () => {
	test('signs in nobody, uses up nothing and counts as no try; then the right browser is let in', async () => {
		await using api = await createTestApp();
		const [ada, phone] = [createVisitor(api), createVisitor(api)];
		const mailed = await askFor(api, ada);
		await phone.ask('grace@example.com');
		const before = await snapshot(api.storage.db);
		for (const elsewhere of [phone, createVisitor(api)]) {
			for (const confirmed of [undefined, false, true]) {
				const refused = await elsewhere.verifyLink(mailed.token, confirmed);
				expectProblem(refused, 403, 'link_other_browser');
				expect(refused.json()).toMatchObject({ passwordlessType: 'LINK_CODE' });
				expect(setCookiesOf(refused)).toEqual([]);
			}
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await ada.find(mailed.id)).json()).toMatchObject({ status: 'pending', triesLeft: 5 });
		expect((await phone.request({ url: '/users/me' })).statusCode).toBe(401);
		expect((await ada.verifyLink(mailed.token)).statusCode).toBe(200);
	});

	test('does not let in the browser that waits', async () => {
		await using api = await createTestApp();
		const [eve, victim] = [createVisitor(api), createVisitor(api)];
		const mailed = await askFor(api, eve, 'victim@example.com');
		await victim.verifyLink(mailed.token);
		expect((await eve.find(mailed.id)).json()).toMatchObject({ status: 'pending' });
		expect((await eve.request({ url: '/users/me' })).statusCode).toBe(401);
	});

	test('says that there is no code to type where the mail has none', async () => {
		await using api = await createTestApp({ passwordlessType: 'LINK' });
		const { token } = await askFor(api, createVisitor(api));
		const refused = await createVisitor(api).verifyLink(token);
		expectProblem(refused, 403, 'link_other_browser');
		expect(refused.json()).toMatchObject({ passwordlessType: 'LINK' });
	});

	test('says that there is no code to type once its tries are spent', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const first = await askFor(api, ada);
		for (let each = 0; each < 5; each += 1) await ada.verifyCode(first.id, wrongCode(first.code));
		const refused = await createVisitor(api).verifyLink(first.token);
		expectProblem(refused, 403, 'link_other_browser');
		expect(refused.json()).toMatchObject({ passwordlessType: 'LINK' });
		api.clock.advance(MINUTE_MS);
		const { token } = await askAgain(api, ada, first);
		const again = await createVisitor(api).verifyLink(token);
		expect(again.json()).toMatchObject({ passwordlessType: 'LINK' });
	});

	test('that is used, expired or replaced says so there as anywhere', async () => {
		await using api = await createTestApp();
		const [ada, phone] = [createVisitor(api), createVisitor(api)];
		const [used, replaced] = [await askFor(api, ada), await askFor(api, ada)];
		await ada.verifyLink(used.token);
		expectProblem(await phone.verifyLink(used.token), 410, 'auth_request_used');
		api.clock.advance(MINUTE_MS);
		const expired = await askAgain(api, ada, replaced);
		expectProblem(await phone.verifyLink(replaced.token), 404, 'link_not_valid');
		api.clock.advance(10 * MINUTE_MS);
		expectProblem(await phone.verifyLink(expired.token), 410, 'auth_request_expired');
	});
});

describe('with the policy off, a link that another browser opens', () => {
	test('asks for a confirmation, uses up nothing before, and signs in after', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const [ada, phone] = [createVisitor(api), createVisitor(api)];
		const { id, token, mail } = await askFor(api, ada);
		expect(mail.text).toContain('Open this link to sign in.');
		const before = await snapshot(api.storage.db);
		for (const confirmed of [undefined, false]) {
			const refused = await phone.verifyLink(token, confirmed);
			expectProblem(refused, 403, 'link_needs_confirmation');
			expect(refused.json()).toMatchObject({ passwordlessType: 'LINK_CODE' });
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await phone.verifyLink(token, true)).json()).toMatchObject({
			email: 'ada@example.com',
		});
		expect((await phone.request({ url: '/users/me' })).statusCode).toBe(200);
		expect((await ada.request({ url: '/users/me' })).statusCode).toBe(401);
		expect((await ada.find(id)).json()).toMatchObject({ status: 'used' });
	});

	test('needs no confirmation in the browser that asked', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const ada = createVisitor(api);
		const { token } = await askFor(api, ada);
		expect((await ada.verifyLink(token)).statusCode).toBe(200);
	});

	test('leaves the code to the browser that asked', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const { id, code } = await askFor(api, createVisitor(api));
		const refused = await createVisitor(api).verifyCode(id, code);
		expectProblem(refused, 404, 'auth_request_not_found');
	});
});

/** next-auth #1840, supabase #1214, FusionAuth #629, emdash #3298: scanners burnt links, or were signed in. */
test('fifty looks at every address, with every secret in it, change nothing', async () => {
	await using api = await createTestApp({ rateLimitCredentialsPerMinute: 1000 });
	const ada = createVisitor(api);
	const { id, code, token } = await askFor(api, ada);
	const before = await snapshot(api.storage.db);
	const query = `?t=${token}&token=${token}&code=${code}&authRequestId=${id}&confirmed=true`;
	const scanner = createVisitor(api, { headers: { origin: undefined } });
	for (let each = 0; each < 50; each += 1) {
		const who = each % 2 === 0 ? scanner : ada;
		const method = each % 4 < 2 ? 'GET' : 'HEAD';
		for (const path of ['send', 'resend', 'verify/code', 'verify/link', `requests/${id}`]) {
			const answer = await who.request({ method, url: `${PATH}/${path}${query}` });
			expect(answer.statusCode).toBe(path.startsWith('requests') && who === ada ? 200 : 404);
			expect(setCookiesOf(answer)).toEqual([]);
		}
	}
	expect(await snapshot(api.storage.db)).toBe(before);
	expect((await ada.verifyLink(token)).statusCode).toBe(200);
});

describe('a request belongs to who started it:', () => {
	const calls = {
		find: (id: string) => ({ url: `${PATH}/requests/${id}` }),
		verifyCode: (id: string) => ({
			method: 'POST' as const,
			url: `${PATH}/verify/code`,
			payload: { authRequestId: id, code: '123456' },
		}),
		resend: (id: string) => ({
			method: 'POST' as const,
			url: `${PATH}/resend`,
			payload: { authRequestId: id },
		}),
	};

	test.each(Object.keys(calls) as (keyof typeof calls)[])(
		'to everybody else it is byte for byte what was never there (%s)',
		async (name) => {
			await using api = await createTestApp();
			const ada = createVisitor(api);
			const { id } = await askFor(api, ada);
			api.clock.advance(MINUTE_MS);
			const eve = createVisitor(api);
			await eve.ask('eve@example.com');
			const program = createVisitor(api, { isProgram: true });
			const before = await snapshot(api.storage.db);
			for (const stranger of [eve, createVisitor(api), program]) {
				const [real, made] = [
					await stranger.request(calls[name](id)),
					await stranger.request(calls[name](mintToken())),
				];
				expectProblem(real, 404, 'auth_request_not_found');
				const blank = ({ headers, body }: typeof real) => {
					const own = String(headers['x-request-id']);
					const { date: _date, ratelimit: _left, ...kept } = headers;
					return JSON.stringify([kept, body]).replaceAll(own, 'ID');
				};
				expect(blank(real)).toBe(blank(made));
			}
			expect(await snapshot(api.storage.db)).toBe(before);
		},
	);

	test('the right code in another browser is not even compared', async () => {
		await using api = await createTestApp();
		const ada = createVisitor(api);
		const { id, code } = await askFor(api, ada);
		expectProblem(await createVisitor(api).verifyCode(id, code), 404, 'auth_request_not_found');
		expect((await ada.find(id)).json()).toMatchObject({ triesLeft: 5 });
		expect((await ada.verifyCode(id, code)).statusCode).toBe(200);
	});
});

describe('a program, which sends no Origin and no cookie,', () => {
	const asProgram = { isProgram: true } as const;

	test('gets no cookie for a browser, and signs in with its id and the code', async () => {
		await using api = await createTestApp();
		const program = createVisitor(api, asProgram);
		const sent = await program.send('ada@example.com');
		expect(setCookiesOf(sent)).toEqual([]);
		const { authRequestId: id } = sent.json<{ authRequestId: string }>();
		const code = await api.mail.nextCode('ada@example.com');
		expect((await program.find(id)).json()).toMatchObject({ status: 'pending' });
		const signedIn = await program.verifyCode(id, code);
		expect(signedIn.json()).toMatchObject({ email: 'ada@example.com' });
		const [cookie = ''] = setCookiesOf(signedIn);
		const token = /^session=([\w-]{43});/.exec(cookie)?.[1] ?? '';
		const authorization = `Bearer ${token}`;
		const me = await program.request({ url: '/users/me', headers: { authorization } });
		expect(me.json()).toMatchObject({ email: 'ada@example.com' });
	});

	test('asks again with its id alone, and still gets no cookie', async () => {
		await using api = await createTestApp();
		const program = createVisitor(api, asProgram);
		const first = await askFor(api, program);
		api.clock.advance(MINUTE_MS);
		const answer = await program.resend(first.id);
		expect(setCookiesOf(answer)).toEqual([]);
		const code = await api.mail.nextCode('ada@example.com');
		expect((await program.verifyCode(first.id, code)).statusCode).toBe(200);
	});

	test('may go on in a browser that was told its id', async () => {
		await using api = await createTestApp();
		const { id, code } = await askFor(api, createVisitor(api, asProgram));
		const browser = createVisitor(api);
		await browser.ask('grace@example.com');
		expect((await browser.find(id)).statusCode).toBe(200);
		expect((await browser.verifyCode(id, code)).statusCode).toBe(200);
	});

	// better-auth CVE-2026-45337: a request without an owner was everybody's.
	test('owns its request: nobody opens its link, not even itself', async () => {
		await using api = await createTestApp();
		const program = createVisitor(api, asProgram);
		const { id, token } = await askFor(api, program);
		const planted = createVisitor(api);
		planted.cookies.set('browser', mintToken());
		const before = await snapshot(api.storage.db);
		for (const visitor of [program, createVisitor(api), planted]) {
			expectProblem(await visitor.verifyLink(token, true), 403, 'link_other_browser');
		}
		expect(await snapshot(api.storage.db)).toBe(before);
		expect((await program.find(id)).json()).toMatchObject({ status: 'pending' });
	});

	test('has a link that any browser may confirm where the policy is off', async () => {
		await using api = await createTestApp({ isSameBrowser: false });
		const { token } = await askFor(api, createVisitor(api, asProgram));
		const browser = createVisitor(api);
		expectProblem(await browser.verifyLink(token), 403, 'link_needs_confirmation');
		expect((await browser.verifyLink(token, true)).statusCode).toBe(200);
	});

	test('is a browser as soon as it sends an Origin', async () => {
		await using api = await createTestApp();
		const almost = createVisitor(api, { headers: { origin: 'http://localhost:5173' } });
		expect(setCookiesOf(await almost.send('ada@example.com'))).toHaveLength(1);
	});

	test.each([{ cookie: 'theme=dark' }, { 'sec-fetch-site': 'same-origin' }])(
		'is refused when it sends %j, as only a browser does, and no Origin',
		async (headers) => {
			await using api = await createTestApp();
			const almost = createVisitor(api, { isProgram: true, headers });
			expectProblem(await almost.send('ada@example.com'), 403, 'origin_not_allowed');
		},
	);
});
