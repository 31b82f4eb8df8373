import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readStream } from '../event-stream.ts';
import { listen } from '../raw.ts';
import { createMeasuredApp } from './metrics.ts';

const PATHS = 1000;
const REQUESTS = 'postern_http_requests_total';

const wrong = { email: 'ada@example.com', password: 'certainly not this one' };

test('a request is counted under the template of its route, its status and its time', async () => {
	await using api = await createMeasuredApp();
	const ada = await api.signIn();
	const { id } = (
		await api.send({ method: 'POST', url: '/todos', cookie: ada.cookie, payload: { title: 'A' } })
	).json<{ id: string }>();
	await api.send({ method: 'DELETE', url: `/todos/${id}`, cookie: ada.cookie });
	await api.send({ method: 'DELETE', url: `/todos/${id}`, cookie: ada.cookie });

	const route = 'method="DELETE",route="/todos/:id"';
	expect(api.valueOf(REQUESTS, `${route},status="204"`)).toBe(1);
	expect(api.valueOf(REQUESTS, `${route},status="404"`)).toBe(1);
	expect(api.valueOf('postern_http_request_duration_seconds_count', route)).toBe(2);
	expect(api.valueOf('postern_http_request_duration_seconds_sum', route)).toBeGreaterThan(0);
});

test('a thousand paths, methods and queries of a stranger make no more series than one', async () => {
	await using api = await createMeasuredApp({ rateLimitPerMinute: 10 * PATHS });
	const ask = (url: string) => api.app.inject({ url, method: 'GET' });
	const series = () =>
		api
			.text()
			.split('\n')
			.filter((line) => line.includes('route="'));
	await ask('/nowhere');
	await ask('/todo');
	const before = series().length;
	for (let at = 0; at < PATHS; at += 1) {
		const word = randomBytes(8).toString('hex');
		await ask(at % 2 === 0 ? `/${word}/${word}?${word}=1` : `/todo${word}`);
	}
	expect(series()).toHaveLength(before);
	expect(api.valueOf(REQUESTS, 'method="GET",route="unmatched",status="404"')).toBe(PATHS + 2);
});

test('sign-ins are counted by the way and how they came out', async () => {
	await using api = await createMeasuredApp();
	await api.signIn(wrong.email);
	for (const _ of [1, 2]) await api.send({ method: 'POST', url: '/auth/login', payload: wrong });

	const signIns = (method: string, outcome: string) =>
		api.valueOf('postern_sign_ins_total', `method="${method}",outcome="${outcome}"`);
	expect(signIns('password', 'success')).toBe(1);
	expect(signIns('password', 'failure')).toBe(2);
	expect(signIns('code', 'success')).toBe(0);
	const trail = (name: string, outcome: string) =>
		api.valueOf('postern_security_events_total', `name="${name}",outcome="${outcome}"`);
	expect(trail('signed_in', 'success')).toBe(1);
	expect(trail('password_wrong', 'failure')).toBe(2);
});

test('who does too much is counted by the limit, and every problem by its code', async () => {
	await using api = await createMeasuredApp({
		rateLimitPerMinute: 2,
		rateLimitCredentialsPerMinute: 1,
		mailsPerMinute: 1,
	});
	const limit = (name: string) => api.valueOf('postern_limit_hits_total', `limit="${name}"`);
	for (const _ of [1, 2]) await api.send({ method: 'POST', url: '/auth/login', payload: wrong });
	for (const _ of [1, 2, 3, 4]) await api.send({ url: '/users/me' });
	expect(limit('credentials')).toBe(1);
	expect(limit('requests')).toBe(2);
	expect(limit('mails')).toBe(0);
	const problems = (code: string) => api.valueOf('postern_problems_total', `code="${code}"`);
	expect(problems('rate_limited')).toBe(3);
	expect(problems('invalid_credentials')).toBe(1);
	expect(problems('no_session')).toBe(2);
});

test('mails are counted by what became of them, with how long they waited', async () => {
	await using api = await createMeasuredApp({ mailsPerMinute: 1 });
	const ask = () =>
		api.send({
			method: 'POST',
			url: '/auth/passwordless/email/send',
			payload: { email: 'ada@example.com' },
		});
	expect((await ask()).statusCode).toBe(200);
	await api.mail.next('ada@example.com');
	expect((await ask()).statusCode).toBe(429);
	await expect.poll(() => api.valueOf('postern_mails_total', 'outcome="sent"')).toBe(1);
	expect(api.valueOf('postern_mail_delay_seconds_count')).toBe(1);
	expect(api.valueOf('postern_limit_hits_total', 'limit="mails"')).toBe(1);
});

test('how things stand is read behind the scenes: sessions, mails that wait, the database', async () => {
	await using api = await createMeasuredApp();
	const ada = await api.signIn('ada@example.com');
	await api.signIn('bob@example.com');
	await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie });
	const comesTo = (value: number, name: string, labels?: string) =>
		expect.poll(() => api.valueOf(name, labels), { message: name }).toBe(value);
	await comesTo(1, 'postern_sessions_active');
	await comesTo(0, 'postern_outbox_mails', 'lane="first"');
	await comesTo(0, 'postern_outbox_lag_seconds');
	await comesTo(1, 'postern_database_up');
	expect(api.valueOf('postern_password_hashes', 'state="waiting"')).toBe(0);
	expect(api.valueOf('postern_redis_up')).toBe(0);
	expect(api.valueOf('postern_push_streams')).toBe(0);
	expect(api.valueOf('process_cpu_seconds_total')).toBeGreaterThan(0);
	expect(api.text()).toMatch(/^postern_build_info\{version="[^"]+",node="24[^"]*",database="/mu);
});

test('a stream is counted when it ends, and says nothing about how fast the API is', async () => {
	await using api = await createMeasuredApp();
	const { cookie } = await api.signIn();
	const url = `http://127.0.0.1:${String(await listen(api))}/users/me/session`;
	using stream = await readStream(url, cookie);
	await stream.next();
	expect(api.valueOf('postern_push_streams')).toBe(1);
	await api.send({ method: 'POST', url: '/auth/logout', cookie });
	await stream.next();
	const route = 'method="GET",route="/users/me/session"';
	await expect.poll(() => api.valueOf(REQUESTS, `${route},status="200"`)).toBe(1);
	expect(api.valueOf('postern_http_request_duration_seconds_count', route)).toBe(0);
	expect(api.valueOf('postern_push_streams')).toBe(0);
});

test('nothing in the metrics tells who, from where, or with what', async () => {
	await using api = await createMeasuredApp();
	const ada = await api.signIn('ada@example.com');
	await api.send({ method: 'POST', url: '/auth/login', payload: wrong });
	await api.send({ url: '/users/me?secret=of-the-query', cookie: ada.cookie });
	await api.send({ url: '/users/me', headers: { 'x-forwarded-for': '203.0.113.9' } });
	const text = api.text();
	const [, token = 'no token'] = ada.cookie.split('=');
	for (const secret of ['ada', 'example.com', '127.0.0.1', '203.0', token, ada.userId]) {
		expect(text).not.toContain(secret);
	}
	for (const secret of [ada.password, wrong.password, 'of-the-query']) {
		expect(text).not.toContain(secret);
	}
});
