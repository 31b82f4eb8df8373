import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment } from '../experiment.ts';
import { productionSettings } from '../stack/fleet.ts';
import { startPostgres } from '../stack/postgres.ts';
import { type Ended, runProgram, type Settings } from '../stack/program.ts';
import { startRelay } from '../stack/relay.ts';

const WITHIN_SECONDS = 5;

/** A start that must not succeed, and how its one line begins. */
interface BadStart {
	readonly what: string;
	readonly settings: Settings;
	readonly says: RegExp;
}

/** R27: what is set up wrongly ends at once, and says in one line what it was. */
export const badStarts: Experiment = {
	id: 'R27',
	title: 'Starts that must fail: bad settings, a bad database, a taken port',
	async run(_conditions, report) {
		await using postgres = await startPostgres();
		for (const name of ['good', 'newer']) await postgres.createDatabase(name);
		await using relay = await startRelay(postgres.port);
		relay.behave('swallow');
		const folder = await mkdtemp(join(tmpdir(), 'postern-faults-'));
		const squatter = createServer().listen(0, '127.0.0.1');
		await once(squatter, 'listening');
		const address = squatter.address();
		const taken = typeof address === 'object' && address !== null ? String(address.port) : '';
		const good = {
			...productionSettings(postgres.url('good'), 'smtp://127.0.0.1:9'),
			API_PORT: '0',
		};
		try {
			await makeNewer(postgres, { ...good, DATABASE_URL: postgres.url('newer') });
			await writeFile(join(folder, 'postern.sqlite'), 'This was never a database. '.repeat(200));
			await writeFile(join(folder, 'a-file'), '');
			const starts = [
				...settingStarts(good),
				...databaseStarts(good, {
					newer: postgres.url('newer'),
					silent: postgres.url('good', relay.port),
					folder,
				}),
				{ what: 'port taken', settings: { ...good, API_PORT: taken }, says: /^API_PORT: / },
			];
			for (const { what, settings, says } of starts) {
				const ended = await runProgram('src/main.ts', settings, { withinMs: 15_000 });
				report({ situation: what, measures: judge(ended, says), remarks: [ended.errors.trim()] });
			}
		} finally {
			squatter.close();
			await rm(folder, { recursive: true, force: true });
		}
	},
};

function settingStarts(good: Settings): readonly BadStart[] {
	const { SECRET_KEY: _key, ...keyless } = good;
	const sample = 'change-me-change-me-change-me-change-me';
	return [
		{ what: 'no secret', settings: keyless, says: /^SECRET_KEY: / },
		{ what: 'short secret', settings: { ...good, SECRET_KEY: 'q7LhT2vX' }, says: /^SECRET_KEY: / },
		{ what: 'sample secret', settings: { ...good, SECRET_KEY: sample }, says: /^SECRET_KEY: / },
		{
			what: 'http:// address',
			settings: { ...good, API_URL: 'http://api.example.com' },
			says: /^API_URL: /,
		},
		{
			what: 'http:// origin',
			settings: { ...good, WEB_ORIGINS: 'http://app.example.com' },
			says: /^WEB_ORIGINS: /,
		},
		{ what: 'any origin', settings: { ...good, WEB_ORIGINS: '*' }, says: /^WEB_ORIGINS: / },
		{
			what: 'an origin of another site',
			settings: { ...good, WEB_ORIGINS: 'https://app.example.net' },
			says: /^(WEB_ORIGINS|CROSS_SITE): /,
		},
		{
			what: 'every proxy believed',
			settings: { ...good, TRUSTED_PROXIES: '0.0.0.0/0' },
			says: /^TRUSTED_PROXIES: /,
		},
		{
			what: 'no Redis address',
			settings: { ...good, REDIS_URL: 'http://127.0.0.1' },
			says: /^REDIS_URL: /,
		},
		{ what: 'dev mailbox', settings: { ...good, MAIL_VIA: 'mailbox' }, says: /^MAIL_VIA: / },
	];
}

function databaseStarts(
	good: Settings,
	places: { newer: string; silent: string; folder: string },
): readonly BadStart[] {
	const nobody = 'postgres://postgres:sesame@127.0.0.1:1/postern';
	return [
		{ what: 'no database', settings: { ...good, DATABASE_URL: nobody }, says: /DATABASE_URL: / },
		{
			what: 'a database that says nothing',
			settings: { ...good, DATABASE_URL: places.silent },
			says: /DATABASE_URL: /,
		},
		{
			what: 'a newer schema',
			settings: { ...good, DATABASE_URL: places.newer },
			says: /9999_from_the_future/,
		},
		{
			what: 'a broken SQLite file',
			settings: { ...good, DATABASE_URL: '', DATA_DIR: places.folder },
			says: /postern\.sqlite/,
		},
		{
			what: 'a data folder that cannot be',
			settings: { ...good, DATABASE_URL: '', DATA_DIR: join(places.folder, 'a-file') },
			says: /a-file/,
		},
	];
}

async function makeNewer(
	postgres: Awaited<ReturnType<typeof startPostgres>>,
	settings: Settings,
): Promise<void> {
	await runProgram('src/commands/migrate.ts', settings);
	const statement = `insert into kysely_migration (name, timestamp) values ('9999_from_the_future', '2099-01-01T00:00:00.000Z')`;
	await postgres.query('newer', statement);
}

function judge({ code, output, errors, seconds }: Ended, says: RegExp) {
	const lines = errors.split('\n').filter((line) => line !== '');
	return [
		{ what: 'exit code', value: code ?? NaN, atLeast: 1 },
		{ what: 'seconds', value: seconds, unit: 's', atMost: WITHIN_SECONDS },
		{ what: 'lines', value: lines.length, atLeast: 1, atMost: 1 },
		{
			what: 'lines that name it',
			value: lines.filter((line) => says.test(line)).length,
			atLeast: 1,
		},
		{ what: 'served', value: Number(output.includes('"listening"')), atMost: 0 },
	];
}
