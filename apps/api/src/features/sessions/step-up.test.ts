import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { expectProblem } from '../../../test/problem.ts';
import { askFor, createVisitor } from '../../../test/visitor.ts';

const MINUTE_MS = 60_000;
const endOthers = { method: 'POST', url: '/users/me/sessions/end-others' } as const;

test('what matters most works until ten minutes after signing in, and not for a millisecond more', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	api.clock.advance(10 * MINUTE_MS);
	expect((await api.send({ ...endOthers, cookie })).statusCode).toBe(200);
	api.clock.advance(1);
	expectProblem(await api.send({ ...endOthers, cookie }), 403, 'step_up_required');
	// Everything else goes on.
	expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
});

test('using a session all the time makes its proof no younger', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	for (let minute = 0; minute <= 10; minute += 1) {
		expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
		api.clock.advance(MINUTE_MS);
	}
	expectProblem(await api.send({ ...endOthers, cookie }), 403, 'step_up_required');
});

test('signing in again, by mail as well, is the new proof, and ends the session before', async () => {
	await using api = await createTestApp();
	const ada = createVisitor(api);
	const first = await askFor(api, ada);
	await ada.verifyCode(first.id, first.code);
	const before = `session=${ada.cookies.get('session') ?? ''}`;
	api.clock.advance(11 * MINUTE_MS);
	expectProblem(await ada.request(endOthers), 403, 'step_up_required');
	const second = await askFor(api, ada);
	expectProblem(await ada.request(endOthers), 403, 'step_up_required');
	await ada.verifyCode(second.id, second.code);
	expect((await ada.request(endOthers)).statusCode).toBe(200);
	const late = await api.send({ url: '/users/me', cookie: before });
	expectProblem(late, 401, 'session_ended');
});

test('how long ago the proof may be is a setting', async () => {
	await using api = await createTestApp({ stepUpSeconds: 60 });
	const { cookie } = await api.signIn();
	api.clock.advance(MINUTE_MS + 1);
	expectProblem(await api.send({ ...endOthers, cookie }), 403, 'step_up_required');
});

test('without a session the answer is that there is none', async () => {
	await using api = await createTestApp();
	expectProblem(await api.send(endOthers), 401, 'no_session');
});

test('who has not proven the address reaches everything, unless that is set otherwise', async () => {
	for (const [unverifiedMay, status] of [
		['everything', 200],
		['account', 403],
	] as const) {
		await using api = await createTestApp({ unverifiedMay });
		const { cookie } = await api.signIn('eve@example.com', { isVerified: false });
		expect((await api.send({ url: '/todos', cookie })).statusCode).toBe(status);
		expect((await api.send({ url: '/users/me', cookie })).statusCode).toBe(200);
	}
});
