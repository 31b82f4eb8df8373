/** Parameters that two readers could read differently (ASVS 5.0, 15.3.7). */
import { expect, test } from 'vitest';
import { createTestApp } from './app.ts';
import { expectProblem } from './problem.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const OTHER = '11111111-0000-4000-8000-000000000000';

test('a parameter that is there twice is refused, and one that nobody knows changes nothing', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	for (const query of [
		`before=${ID}&before=${OTHER}`,
		`before=${ID}&before=${ID}`,
		`before[]=${ID}`,
		`before[a]=${ID}&before=`,
		`before=${ID}&before=x`,
	]) {
		const url = `/users/me/activity?${query}`;
		expectProblem(await api.send({ url, cookie }), 422, 'invalid_request');
	}
	const plain = await api.send({ url: '/users/me', cookie });
	const more = await api.send({
		url: `/users/me?userId=${OTHER}&id=${OTHER}&_method=DELETE`,
		cookie,
	});
	expect(more.json()).toEqual(plain.json());
});

test('a member of a body that is there twice counts once, the last time, for everybody who reads it', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	const made = await api.send({
		method: 'POST',
		url: '/todos',
		cookie,
		headers: { 'content-type': 'application/json' },
		payload: '{"title":"first","title":"second","completed":true,"completed":false}',
	});
	expect(made.json()).toMatchObject({ title: 'second', completed: false });
	const list = await api.send({ url: '/todos', cookie });
	expect(list.json()).toMatchObject([{ title: 'second', completed: false }]);
	const refused = await api.send({
		method: 'POST',
		url: '/todos',
		cookie,
		headers: { 'content-type': 'application/json' },
		payload: '{"title":"fine","title":""}',
	});
	expectProblem(refused, 422, 'invalid_request');
});

test('a header that matters and is there twice opens nothing', async () => {
	await using api = await createTestApp();
	const { cookie } = await api.signIn();
	const bearer = `Bearer ${cookie.slice('session='.length)}`;
	const headers = { authorization: `${bearer}, ${bearer}` };
	expectProblem(await api.send({ url: '/users/me', headers }), 401, 'no_session');
});
