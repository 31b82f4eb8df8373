/** Something has leaked, and the operator ends everybody's sessions while people use them. */
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from './app.ts';
import { createTestDatabase } from './database.ts';
import { run, type Settings } from './process.ts';
import { trailOf } from './trail.ts';
import { createVisitor } from './visitor.ts';

const endAll = (settings: Settings, ...parameters: string[]) =>
	run('src/commands/sessions-end-all.ts', { ...settings, NODE_ENV: 'test' }, ...parameters);

async function createBusyApp() {
	const database = await createTestDatabase();
	// The command has the time of the machine.
	const api = await createTestApp({}, { storage: database.storage, clock: Date.now });
	return {
		database,
		api,
		settings: database.settings,
		async [Symbol.asyncDispose]() {
			await api[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		},
	};
}

const me = async (api: TestApp, cookie: string) => {
	const response = await api.send({ url: '/users/me', cookie });
	return response.statusCode === 200 ? 'good' : response.json<object>();
};

test('ends every session at once, in the trail of each person, and a new sign-in works', async () => {
	await using busy = await createBusyApp();
	const { api } = busy;
	const people = [];
	for (const name of ['ada', 'grace', 'joan']) people.push(await api.signIn(`${name}@example.com`));
	const { code, output, errors } = await endAll(busy.settings, '--yes');
	expect({ code, output, errors }).toEqual({
		code: 0,
		output: '3 sessions of 3 people were ended.\n',
		errors: '',
	});
	for (const { cookie } of people) {
		expect(await me(api, cookie)).toMatchObject({ code: 'session_ended', reason: 'operator' });
	}
	const trail = await trailOf(api.storage.db);
	const ended = trail.filter(({ name }) => name === 'session_ended_by_operator');
	expect(ended.map(({ user_id: userId }) => userId).sort()).toEqual(
		people.map(({ userId }) => userId).sort(),
	);
	const again = await api.signIn('new@example.com');
	expect(await me(api, again.cookie)).toBe('good');
});

test('ends the sessions of more people than are looked at together, and of one who has many', async () => {
	await using busy = await createBusyApp();
	const { api } = busy;
	const { userId } = await api.signIn();
	const { db } = api.storage;
	const session = await db.selectFrom('session').selectAll().executeTakeFirstOrThrow();
	const user = await db.selectFrom('user').selectAll().executeTakeFirstOrThrow();
	for (let each = 0; each < 230; each += 1) {
		const id = `someone ${String(each)}`;
		const email = `${String(each)}@example.com`;
		await db
			.insertInto('user')
			.values({ ...user, id, email })
			.execute();
		const own = { id, token_hash: id, user_id: each < 205 ? id : userId };
		await db
			.insertInto('session')
			.values({ ...session, ...own })
			.execute();
	}
	const { output } = await endAll(busy.settings, '--yes');
	expect(output).toBe('231 sessions of 206 people were ended.\n');
	const living = db.selectFrom('session').select('id').where('ended_at', 'is', null);
	expect(await living.execute()).toEqual([]);
});

test('with --user ends those of one account and nobody else’s', async () => {
	await using busy = await createBusyApp();
	const { api } = busy;
	const ada = await api.signIn();
	const grace = await api.signIn('grace@example.com');
	const { output } = await endAll(busy.settings, '--user', 'Ada@Example.com', '--yes');
	expect(output).toBe('1 sessions of 1 people were ended.\n');
	expect(await me(api, ada.cookie)).toMatchObject({ reason: 'operator' });
	expect(await me(api, grace.cookie)).toBe('good');
	const nobody = await endAll(busy.settings, '--user', 'nobody@example.com', '--yes');
	expect(nobody).toMatchObject({ code: 1, errors: 'nobody@example.com has no account.\n' });
});

test('with --and-codes no code that was mailed proves anything, and no mail of before leaves', async () => {
	await using busy = await createBusyApp();
	const { api } = busy;
	const visitor = createVisitor(api);
	const { authRequestId } = await visitor.ask('ada@example.com');
	const mailed = await api.mail.nextCode('ada@example.com');
	await createVisitor(api, { from: '10.0.0.9' }).ask('waiting@example.com');
	await api.services.outboxWorker.stop();
	const { output } = await endAll(busy.settings, '--and-codes', '--yes');
	expect(output).toMatch(/0 sessions[^]*No code or link that was mailed before proves anything/);
	const refused = await visitor.verifyCode(authRequestId, mailed);
	expect(refused.json()).toMatchObject({ code: 'auth_request_used' });
	const waiting = api.storage.db
		.selectFrom('outbox_mail')
		.select('id')
		.where('state', '=', 'waiting');
	expect(await waiting.execute()).toEqual([]);
});

test('without --and-codes a code that was mailed still works', async () => {
	await using busy = await createBusyApp();
	const visitor = createVisitor(busy.api);
	const { authRequestId } = await visitor.ask('ada@example.com');
	const mailed = await busy.api.mail.nextCode('ada@example.com');
	await endAll(busy.settings, '--yes');
	expect((await visitor.verifyCode(authRequestId, mailed)).statusCode).toBe(200);
});

test('with --and-links no link of before takes anything back', async () => {
	await using busy = await createBusyApp();
	const { api } = busy;
	const { userId, email, password } = await api.signIn();
	const login = { method: 'POST', url: '/auth/login', payload: { email, password } } as const;
	await api.send({ ...login, headers: { 'user-agent': 'Another/1.0' } });
	const { text } = await api.mail.next(email, /New sign-in/);
	const notMe = /not-me#t=(\S+)/.exec(text)?.[1];
	const { db } = api.storage;
	const change = { old_email: 'old@example.com', new_email: email, undo_hash: 'a hash' };
	const times = { changed_at: Date.now(), undo_until: Date.now() + 1e8, undone_at: null };
	await db
		.insertInto('email_change')
		.values({ id: '1', user_id: userId, ...change, ...times })
		.execute();
	const disown = () => api.send({ method: 'POST', url: '/auth/not-me', payload: { token: notMe } });
	const { code } = await endAll(busy.settings, '--and-links', '--yes');
	expect(code).toBe(0);
	expect((await disown()).json()).toMatchObject({ code: 'notice_link_not_valid' });
	const row = await db.selectFrom('email_change').selectAll().executeTakeFirstOrThrow();
	expect(row).toMatchObject({ undo_hash: 'withdrawn:1', old_email: 'old@example.com' });
	// A second time there is nothing left to withdraw.
	expect((await endAll(busy.settings, '--and-links', '--yes')).code).toBe(0);
});

test('asks before, and a script must say --yes', async () => {
	await using busy = await createBusyApp();
	const { cookie } = await busy.api.signIn();
	const { code, errors } = await endAll(busy.settings);
	expect(code).toBe(2);
	expect(errors).toMatch(/ends the sessions of everybody: say --yes/);
	for (const wrong of [
		['--user', 'ada'],
		['--everybody'],
		['all'],
		['--user', 'a@example.com', '--and-links'],
	]) {
		const called = await endAll(busy.settings, ...wrong, '--yes');
		expect(called.code).toBe(2);
		expect(called.errors).toMatch(/Usage: pnpm --filter api sessions:end-all/);
	}
	expect(await me(busy.api, cookie)).toBe('good');
});
