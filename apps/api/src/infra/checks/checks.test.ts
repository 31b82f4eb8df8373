import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import { checkDatabase, judgeClock } from './database.ts';
import { checkFiles } from './files.ts';
import { checkMail } from './mail.ts';
import { checkRedis } from './redis.ts';
import { watchForUnknownProxy } from './unknown-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-checks-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const lines = (findings: readonly { verdict: string; setting: string; message: string }[]) =>
	findings.map(({ verdict, setting, message }) => `${verdict} ${setting}: ${message}`).join('\n');

describe('the database', () => {
	test('of this version is good', async () => {
		await using database = await createTestDatabase();
		const said = lines(await checkDatabase(database.storage, Date.now));
		expect(said).toContain('the schema is up to date');
		expect(said).not.toMatch(/refused|warning/);
	});

	test('that is empty will be migrated', async () => {
		await using database = await createTestDatabase({ migrate: false });
		const said = lines(await checkDatabase(database.storage, Date.now));
		expect(said).toMatch(/good .*: the next start will run \d+ migrations, up to 00/);
	});

	test('of a newer version is refused', async () => {
		await using database = await createTestDatabase();
		await sql`insert into kysely_migration (name, timestamp) values ('9999_later', '')`.execute(
			database.storage.db,
		);
		const said = lines(await checkDatabase(database.storage, Date.now));
		expect(said).toMatch(/refused .*: the database was brought to 9999_later by a newer version/);
	});

	test('that does not answer is refused, in its own words', async () => {
		await using database = await createTestDatabase();
		const ping = () => Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' }));
		const said = lines(await checkDatabase({ ...database.storage, ping }, Date.now));
		expect(said).toMatch(/^refused .*: the database does not answer \(ECONNREFUSED\)$/);
	});

	test('that stops answering before its schema was looked at is refused, not migrated', async () => {
		await using database = await createTestDatabase({ migrate: false });
		const storage = { ...database.storage, isUnavailable: () => true };
		const said = lines(await checkDatabase(storage, Date.now));
		expect(said).toMatch(/refused .*: the database does not answer \(.*kysely_migration.*\)/);
		expect(said).not.toContain('the next start');
	});

	test.each([
		[0, 'good'],
		[-1999, 'good'],
		[2001, 'warning'],
		[-29_999, 'warning'],
		[30_001, 'refused'],
		[-86_400_000, 'refused'],
	])('with a clock %d ms ahead is %s', (aheadMs, verdict) => {
		expect(judgeClock(aheadMs)).toMatchObject([{ verdict, setting: 'DATABASE_URL' }]);
	});

	test('has a clock that is compared with ours', async () => {
		await using database = await createTestDatabase();
		const { storage } = database;
		const said = lines(await checkDatabase(storage, () => Date.now() - 40_000));
		if (storage.engine === 'postgres') expect(said).toMatch(/40\.\d s ahead of this machine’s/);
		else expect(said).not.toContain('clock');
	});
});

describe('folders', () => {
	const settings = { dataDir: folder, databaseUrl: null, secretKey: 'set', webDir: null };

	test('that can be used are good, also one that is still to be made', () => {
		expect(checkFiles(settings)).toMatchObject([{ verdict: 'good', setting: 'DATA_DIR' }]);
		const dataDir = join(folder, 'not/yet');
		expect(checkFiles({ ...settings, dataDir })).toMatchObject([{ verdict: 'good' }]);
	});

	test('of data are no matter where nothing is kept in them', () => {
		expect(
			checkFiles({ ...settings, databaseUrl: 'postgres://x/y', dataDir: '/dev/null' }),
		).toEqual([]);
	});

	test('that cannot be written are refused', () => {
		const file = join(folder, 'file');
		writeFileSync(file, '');
		const said = lines(checkFiles({ ...settings, dataDir: join(file, 'data') }));
		expect(said).toBe(`refused DATA_DIR: ${file} is no folder`);
	});

	test('without a built SPA are refused, and it is said how to build it', () => {
		const webDir = join(folder, 'nowhere');
		expect(lines(checkFiles({ ...settings, webDir }))).toContain('refused WEB_DIR: ');
		expect(lines(checkFiles({ ...settings, webDir }))).toContain('is not there; build the SPA');
		writeFileSync(join(folder, 'index.html'), '');
		expect(lines(checkFiles({ ...settings, webDir: folder }))).toContain('has no 200.html; build');
		writeFileSync(join(folder, '200.html'), '');
		expect(lines(checkFiles({ ...settings, webDir: folder }))).toContain('good WEB_DIR');
	});
});

describe('the mail server', () => {
	test('that does not answer is a warning, which repeats no password', async () => {
		const said = lines(
			await checkMail({ mailVia: 'smtp', smtpUrl: 'smtp://ada:hunter2@127.0.0.1:9' }),
		);
		expect(said).toMatch(/^warning SMTP_URL: 127\.0\.0\.1 takes no mail now \(\w+\)/);
		expect(said).not.toContain('hunter2');
	});

	test('is not looked for where mail leaves another way', async () => {
		expect(await checkMail({ mailVia: 'resend', smtpUrl: 'smtp://127.0.0.1:9' })).toEqual([]);
	});
});

test('Redis that does not answer is a warning, which repeats no password', async () => {
	expect(await checkRedis({ redisUrl: null })).toEqual([]);
	const said = lines(await checkRedis({ redisUrl: 'redis://ada:hunter2@127.0.0.1:9' }));
	expect(said).toMatch(/^warning REDIS_URL: Redis does not answer \(\w+\); the database/);
	expect(said).not.toContain('hunter2');
});

describe('a proxy that nobody named', () => {
	async function tellOf(trusted: readonly string[], headers: Record<string, string>) {
		const told: string[] = [];
		await using server = createServer((_request, response) => response.end());
		watchForUnknownProxy(server, trusted, (address) => told.push(address));
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const { port } = server.address() as AddressInfo;
		for (let count = 0; count < 3; count += 1) {
			await (await fetch(`http://127.0.0.1:${String(port)}`, { headers })).text();
		}
		expect(server.listenerCount('request')).toBe(told.length > 0 ? 1 : 2);
		return told;
	}

	test('is told once, and then nobody looks any more', async () => {
		expect(await tellOf([], { 'x-forwarded-for': '192.0.2.1' })).toEqual(['127.0.0.1']);
		expect(await tellOf(['10.0.0.0/8', '::1'], { 'x-forwarded-for': 'x' })).toHaveLength(1);
	});

	test('is not told of where it was named, or where there is none', async () => {
		expect(await tellOf(['127.0.0.0/8'], { 'x-forwarded-for': '192.0.2.1' })).toEqual([]);
		expect(await tellOf([], {})).toEqual([]);
	});
});
