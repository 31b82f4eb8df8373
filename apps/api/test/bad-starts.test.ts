/** A start that cannot go well ends within five seconds, with one line that names the setting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { run, type Settings, startApi } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-bad-starts-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const WITHIN_MS = 5000;
const good: Settings = {
	NODE_ENV: 'production',
	API_URL: 'https://api.example.com',
	WEB_ORIGINS: 'https://app.example.com',
	SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
	MAIL_VIA: 'smtp',
	SMTP_URL: 'smtp://127.0.0.1:9',
	MAIL_FROM: 'Postern <no-reply@example.com>',
	DATA_DIR: folder,
	API_PORT: '0',
};
const ONE_ORIGIN = { API_URL: 'https://example.com/api', WEB_ORIGINS: 'https://example.com' };

function inTheWay(): string {
	const path = join(folder, 'a-file');
	writeFileSync(path, '');
	return path;
}

describe('the API does not start, and says why:', () => {
	test.each([
		['API_URL', { API_URL: 'https://api.example.com/' }],
		['API_URL', { API_URL: 'https://example.com', WEB_ORIGINS: 'https://example.com' }],
		['CROSS_SITE', { CROSS_SITE: 'yes' }],
		['WEB_ORIGINS', { WEB_ORIGINS: 'https://app.example.net' }],
		['WEB_DIR', { WEB_DIR: folder }],
		['WEB_DIR', { ...ONE_ORIGIN, WEB_DIR: join(folder, 'nowhere') }],
		['WEB_DIR', { ...ONE_ORIGIN, WEB_DIR: folder }],
		['TRUSTED_PROXIES', { TRUSTED_PROXIES: '0.0.0.0/1' }],
		['DATA_DIR', { DATA_DIR: join(inTheWay(), 'data') }],
		['DATABASE_URL', { DATABASE_URL: 'postgres://postgres@127.0.0.1:9/none' }],
	])('%s, given %j', async (name, changes) => {
		const began = performance.now();
		const { code, output, errors } = await run('src/main.ts', { ...good, ...changes });
		expect({ code, output: output.replace(/.*"level":"warn".*\n/g, '') }).toEqual({
			code: 1,
			output: '',
		});
		expect(errors).toMatch(new RegExp(`^${name}: [^\\n]{10,400}\\n$`));
		expect(performance.now() - began).toBeLessThan(WITHIN_MS);
	});

	test('a database of a newer version, which stays as it is', async () => {
		await using database = await createTestDatabase();
		const { db } = database.storage;
		await sql`insert into kysely_migration (name, timestamp) values ('9999_later', '')`.execute(db);
		const { code, errors } = await run('src/main.ts', { ...good, ...database.settings });
		expect(code).toBe(1);
		expect(errors).toMatch(
			/^DATA(BASE_URL|_DIR): the database was brought to 9999_later by a newer version; start that one\n$/,
		);
	});
});

describe('the doctor', () => {
	test('says what follows from the settings and why, and changes nothing', async () => {
		const DATA_DIR = join(folder, 'not-made');
		const { code, output, errors } = await run('src/commands/doctor.ts', { ...good, DATA_DIR });
		expect({ code, errors }).toEqual({ code: 0, errors: '' });
		expect(output).toContain('__Host-session; Path=/; HttpOnly; SameSite=Lax; Secure');
		expect(output).toMatch(/^Layout +one site$/m);
		expect(output).toMatch(/^warning {2}TRUSTED_PROXIES: /m);
		expect(output).toMatch(/^warning {2}SMTP_URL: 127\.0\.0\.1 takes no mail now/m);
		expect(output).toMatch(/0 refused, 2 to look at\.\n$/);
		expect((await run('src/commands/doctor.ts', { ...good, DATA_DIR })).output).toBe(output);
	});

	test('refuses what the API would refuse, all of it at once', async () => {
		const { code, output } = await run('src/commands/doctor.ts', {
			...{ ...good, DATABASE_URL: 'postgres://postgres@127.0.0.1:9/none' },
			...{ WEB_ORIGINS: 'https://app.example.net', SECRET_KEY: 'hunter2' },
		});
		expect(code).toBe(1);
		for (const name of ['WEB_ORIGINS', 'SECRET_KEY', 'DATABASE_URL']) {
			expect(output).toMatch(new RegExp(`^REFUSED {2}${name}: `, 'm'));
		}
		expect(output).not.toContain('hunter2');
	});

	test('knows the database of the settings, and the layout of unrelated sites', async () => {
		await using database = await createTestDatabase();
		const { code, output } = await run('src/commands/doctor.ts', {
			...{ ...good, ...database.settings },
			...{
				CROSS_SITE: 'on',
				API_URL: 'https://api.github.io',
				WEB_ORIGINS: 'https://app.github.io',
			},
		});
		expect(code).toBe(0);
		expect(output).toMatch(/^Layout +unrelated sites$/m);
		expect(output).toContain('SameSite=None; Secure; Partitioned');
		if ('DATABASE_URL' in database.settings) expect(output).toContain('the schema is up to date');
	});
});

test('what is only to be looked at is logged once, and the API starts', async () => {
	const dataDir = mkdtempSync(join(folder, 'warned-'));
	await using api = await startApi({ ...good, DATA_DIR: dataDir });
	await api.printed(/SMTP_URL: 127\.0\.0\.1 takes no mail now/);
	const headers = { 'x-forwarded-for': '192.0.2.1' };
	for (let count = 0; count < 3; count += 1) await fetch(`${api.url}/health/live`, { headers });
	await api.printed(/TRUSTED_PROXIES: does not name/);
	const { output } = await api.stop('SIGTERM');
	for (const said of ['is empty: the proxy', 'takes no mail now', 'does not name who sends']) {
		expect(output.split(said), said).toHaveLength(2);
	}
});
