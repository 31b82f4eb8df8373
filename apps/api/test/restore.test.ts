/** A database is lost and its copy brought back: what was ended or used since stays ended and used. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createEmergencies, createOriginStore } from '../src/features/emergencies/index.ts';
import { createTestApp, type TestApp } from './app.ts';
import { canBackUp, restoreInPlace, type Restored, takeBackup } from './backup.ts';
import { createTestDatabase, engine } from './database.ts';
import { run, startApi } from './process.ts';
import { namesInTrail } from './trail.ts';
import { createVisitor } from './visitor.ts';

const me = async (api: TestApp, cookie: string) => {
	const response = await api.send({ url: '/users/me', cookie });
	return response.statusCode === 200 ? 'good' : response.json<{ code: string }>();
};

const cookiesOf = ({ cookies }: ReturnType<typeof createVisitor>) =>
	[...cookies].map((pair) => pair.join('=')).join('; ');

/**
 * Three sessions, of which one is ended after the copy was made; and two codes, of which one is used
 * then, and the other is not.
 */
async function createLostDatabase() {
	const database = await createTestDatabase();
	const api = await createTestApp({}, { storage: database.storage });
	const { clock } = api;
	await api.services.emergencies.makeSafeIfRestored();
	const ada = await api.signIn();
	const stays = await api.signIn('grace@example.com');
	const browsers = [
		createVisitor(api, { from: '10.0.0.1' }),
		createVisitor(api, { from: '10.0.0.2' }),
	] as const;
	const [using, waiting] = browsers;
	const used = await using.ask('joan@example.com');
	const usedCode = await api.mail.nextCode('joan@example.com');
	const unused = await waiting.ask('mary@example.com');
	const unusedCode = await api.mail.nextCode('mary@example.com');
	clock.advance(61_000);
	const backup = await takeBackup(database);
	clock.advance(1000);
	expect(
		(await api.send({ method: 'POST', url: '/auth/logout', cookie: ada.cookie })).statusCode,
	).toBe(204);
	expect((await using.verifyCode(used.authRequestId, usedCode)).statusCode).toBe(200);
	return {
		database,
		clock,
		backup,
		ada,
		stays,
		/** Sends the codes of before again, as their own browsers. */
		codes: async (at: TestApp) => {
			const again = [
				[using, used, usedCode],
				[waiting, unused, unusedCode],
			] as const;
			return Promise.all(
				again.map(async ([browser, { authRequestId }, code]) => {
					const response = await at.send({
						method: 'POST',
						url: '/auth/passwordless/email/verify/code',
						cookie: cookiesOf(browser),
						payload: { authRequestId, code },
					});
					return response.statusCode === 200 ? 'good' : response.json<{ code: string }>().code;
				}),
			);
		},
		async [Symbol.asyncDispose]() {
			await api[Symbol.asyncDispose]();
			await backup[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		},
	};
}

type Lost = Awaited<ReturnType<typeof createLostDatabase>>;

/** The API on the restored copy, a moment later. */
const appOn = ({ clock }: Lost, { storage }: Pick<Restored, 'storage'>) =>
	createTestApp({}, { storage, clock });

describe.runIf(canBackUp)('a copy that is brought back somewhere else', () => {
	test('brings back what was ended and used, if nobody looks', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await using api = await appOn(lost, restored);
		expect(await me(api, lost.ada.cookie)).toBe('good');
		expect(await lost.codes(api)).toEqual(['good', 'good']);
	});

	test('resurrects no session and no code once the API has looked, and says so', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await using api = await appOn(lost, restored);
		await api.services.emergencies.makeSafeIfRestored();
		for (const { cookie } of [lost.ada, lost.stays]) {
			expect(await me(api, cookie)).toMatchObject({ code: 'session_ended', reason: 'operator' });
		}
		expect(await lost.codes(api)).toEqual(['auth_request_used', 'auth_request_used']);
		const names = await namesInTrail(restored.storage.db);
		expect(names.filter((name) => name === 'session_ended_by_operator')).toHaveLength(2);
		expect(names.filter((name) => name === 'database_restored')).toHaveLength(1);
		expect(api.logLines().map(({ msg }) => msg)).toContain('the restored database is safe');
		const waiting = restored.storage.db.selectFrom('outbox_mail').where('state', '=', 'waiting');
		expect(await waiting.select('id').execute()).toEqual([]);
	});

	test('is looked at once: whoever signs in afterwards stays signed in', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await using api = await appOn(lost, restored);
		await api.services.emergencies.makeSafeIfRestored();
		lost.clock.advance(1);
		const { cookie } = await api.signIn('new@example.com');
		await using next = await appOn(lost, restored);
		await next.services.emergencies.makeSafeIfRestored();
		expect(await me(next, cookie)).toBe('good');
	});

	test('is made safe by the next process when the first dies on the way', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await using dying = await appOn(lost, restored);
		await restored.storage.db
			.updateTable('database_origin')
			.set({ unsafe_since: lost.clock() })
			.execute();
		lost.clock.advance(1000);
		await dying.services.emergencies.makeSafeIfRestored();
		expect(await me(dying, lost.stays.cookie)).toMatchObject({ code: 'session_ended' });
		const row = await restored.storage.db
			.selectFrom('database_origin')
			.selectAll()
			.executeTakeFirstOrThrow();
		expect(row).toMatchObject({ unsafe_since: null, made_safe_at: lost.clock() });
	});

	test('is made safe once, however the looks of two processes fall', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await using first = await appOn(lost, restored);
		const origin = createOriginStore(restored.storage.db);
		const whereabouts = await restored.storage.whereabouts();
		const found = await origin.find();
		await first.services.emergencies.makeSafeIfRestored();
		lost.clock.advance(1);
		const { cookie } = await first.signIn('new@example.com');
		lost.clock.advance(1);
		// What a second process found before the first was done.
		const late = createEmergencies({
			...first.services,
			...{ trail: first.services.securityEvents, clock: lost.clock, logger: first.app.log },
			store: { ...origin, find: () => Promise.resolve(found) },
			whereabouts: () => Promise.resolve(whereabouts),
		});
		await late.makeSafeIfRestored();
		expect(await me(first, cookie)).toBe('good');
	});

	test('is made safe by a real process before it listens, however many start', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		await restored.storage.db
			.updateTable('session')
			.set({ expires_at: 2e13, created_at: 1 })
			.execute();
		const settings = { ...restored.settings, NODE_ENV: 'test' };
		const [one, other] = await Promise.all([startApi(settings), startApi(settings)]);
		for (const api of [one, other]) {
			const reply = await fetch(`${api.url}/users/me`, { headers: { cookie: lost.stays.cookie } });
			expect(reply.status).toBe(401);
			await api[Symbol.asyncDispose]();
		}
		const names = await namesInTrail(restored.storage.db);
		expect(names.filter((name) => name === 'database_restored')).toHaveLength(1);
	});

	test('keeps its sessions when the operator says that nothing was lost', async () => {
		await using lost = await createLostDatabase();
		await using restored = await lost.backup.restore();
		const settings = { ...restored.settings, NODE_ENV: 'test' };
		const { code, output } = await run('src/commands/after-restore.ts', settings, '--nothing-lost');
		expect({ code, output }).toEqual({
			code: 0,
			output: 'The database lives here now; nothing was ended.\n',
		});
		await using api = await appOn(lost, restored);
		await api.services.emergencies.makeSafeIfRestored();
		expect(await me(api, lost.stays.cookie)).toBe('good');
	});
});

test.runIf(canBackUp && engine === 'postgres')(
	'a dump that is brought back into the database it was made of is noticed, too',
	async () => {
		await using database = await createTestDatabase();
		await using api = await createTestApp({}, { storage: database.storage });
		await api.services.emergencies.makeSafeIfRestored();
		const { cookie } = await api.signIn();
		await restoreInPlace(database, async () => {
			await api.send({ method: 'POST', url: '/auth/logout', cookie });
			expect(await me(api, cookie)).toMatchObject({ code: 'session_ended' });
		});
		expect(await me(api, cookie)).toBe('good');
		await api.services.emergencies.makeSafeIfRestored();
		expect(await me(api, cookie)).toMatchObject({ code: 'session_ended', reason: 'operator' });
	},
);

test('a database that stays where it is keeps its sessions over any number of starts', async () => {
	await using api = await createTestApp();
	await api.services.emergencies.makeSafeIfRestored();
	const { cookie } = await api.signIn();
	for (let start = 0; start < 3; start += 1) await api.services.emergencies.makeSafeIfRestored();
	expect(await me(api, cookie)).toBe('good');
	expect(await namesInTrail(api.storage.db)).not.toContain('database_restored');
});

test('an engine that went on from an older state is told of at each start, and ends nothing', async () => {
	await using api = await createTestApp();
	await api.services.emergencies.makeSafeIfRestored();
	const { cookie } = await api.signIn();
	const [row] = await api.storage.db.selectFrom('database_origin').selectAll().execute();
	await api.storage.db.updateTable('database_origin').set({ timeline: 99 }).execute();
	await api.services.emergencies.makeSafeIfRestored();
	expect(await me(api, cookie)).toBe('good');
	const warned = api.logLines().filter(({ msg }) => String(msg).includes('older state'));
	expect(warned).toHaveLength(row?.timeline === null ? 0 : 1);
});

describe('after-restore, by hand,', () => {
	test('ends sessions and codes of a database that cannot tell that it was restored', async () => {
		await using database = await createTestDatabase();
		await using api = await createTestApp({}, { storage: database.storage });
		const { cookie } = await api.signIn();
		await database.storage.db
			.updateTable('session')
			.set({ expires_at: 2e13, created_at: 1 })
			.execute();
		const settings = { ...database.settings, NODE_ENV: 'test' };
		const ended = await run('src/commands/after-restore.ts', settings);
		expect(ended).toMatchObject({ code: 0, errors: '' });
		expect(ended.output).toContain('The database is safe: 1 sessions of 1 people');
		expect(await me(api, cookie)).toMatchObject({ code: 'session_ended', reason: 'operator' });
	});

	test('says how it is called', async () => {
		for (const wrong of [['--and-links', '--nothing-lost'], ['--what'], ['now']]) {
			const { code, errors } = await run('src/commands/after-restore.ts', {}, ...wrong);
			expect(code).toBe(2);
			expect(errors).toMatch(/Usage: pnpm --filter api after-restore/);
		}
	});
});

describe.runIf(engine === 'sqlite')('backup', () => {
	test('copies while people write: what was acknowledged before is in it, and it is sound', async () => {
		await using database = await createTestDatabase();
		await using api = await startApi({ ...database.settings, NODE_ENV: 'development' });
		const [, email, password] = await api.printed(/e-mail {4}(\S+)\n {2}password {2}(\S+)\n/);
		const headers = { 'content-type': 'application/json', origin: 'http://localhost:5173' };
		const signedIn = await fetch(`${api.url}/auth/login`, {
			...{ method: 'POST', headers },
			body: JSON.stringify({ email, password }),
		});
		const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
		let added = 0;
		const stopping = new AbortController();
		const writing = (async () => {
			while (!stopping.signal.aborted) {
				const body = JSON.stringify({ title: `to-do ${String(added)}` });
				const reply = await fetch(`${api.url}/todos`, {
					...{ method: 'POST', body },
					headers: { ...headers, cookie },
				});
				if (reply.status !== 201) break;
				added += 1;
			}
		})();
		await expect.poll(() => added).toBeGreaterThan(5);
		const before = added;
		await using backup = await takeBackup(database);
		stopping.abort();
		await writing;
		await using restored = await backup.restore();
		const { db } = restored.storage;
		const { count } = await db
			.selectFrom('todo')
			.select((todos) => todos.fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		expect(count).toBeGreaterThanOrEqual(before);
		expect(count).toBeLessThanOrEqual(added);
	});

	test('is its owner’s alone, replaces nothing, and leaves nothing half behind', async () => {
		await using database = await createTestDatabase();
		const folder = await mkdtemp(join(tmpdir(), 'postern-backup-'));
		const file = join(folder, 'copy.sqlite');
		const settings = { ...database.settings, NODE_ENV: 'test' };
		const backup = (to: string) => run('src/commands/backup.ts', settings, to);
		expect(await backup(file)).toMatchObject({ code: 0, errors: '' });
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		const again = await backup(file);
		expect(again.code).toBe(1);
		expect(again.errors).toMatch(/copy\.sqlite: is there already/);
		expect((await backup(join(folder, 'nowhere', 'copy.sqlite'))).code).toBe(1);
		expect(await readdir(folder)).toEqual(['copy.sqlite']);
		expect((await run('src/commands/backup.ts', settings)).code).toBe(2);
		await rm(folder, { recursive: true });
	});

	test('refuses to call a broken database a copy', async () => {
		await using database = await createTestDatabase();
		const path = join(database.settings['DATA_DIR'] ?? '', 'postern.sqlite');
		await database.storage.close();
		const broken = new DatabaseSync(path);
		broken.exec(`pragma foreign_keys = off`);
		broken.exec(`insert into todo values ('a', 'nobody', 'x', 0, 0)`);
		broken.close();
		const settings = { ...database.settings, NODE_ENV: 'test' };
		const file = join(database.settings['DATA_DIR'] ?? '', 'copy');
		const { code, errors } = await run('src/commands/backup.ts', settings, file);
		expect({ code }).toEqual({ code: 1 });
		expect(errors).toMatch(/not sound/);
		await expect(stat(file)).rejects.toThrow();
		await writeFile(path, 'This was never a database. '.repeat(200));
		expect((await run('src/commands/backup.ts', settings, file)).code).toBe(1);
	});
});

test.runIf(engine === 'postgres')('backup points to what Postgres brings', async () => {
	await using database = await createTestDatabase({ migrate: false });
	const { code, errors } = await run('src/commands/backup.ts', database.settings, 'copy');
	expect(code).toBe(2);
	expect(errors).toContain('pg_dump');
	expect(errors).not.toContain(database.settings['DATABASE_URL']);
});
