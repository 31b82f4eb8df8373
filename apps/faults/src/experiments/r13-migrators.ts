import { createHash } from 'node:crypto';
import type { Experiment, Measure } from '../experiment.ts';
import { productionSettings } from '../stack/fleet.ts';
import { type OldVersion, prepareOldVersion } from '../stack/old-version.ts';
import { type Postgres, startPostgres } from '../stack/postgres.ts';
import { runProgram, startProgram } from '../stack/program.ts';

const PROCESSES = 8;
const SCRIPT = 'src/commands/migrate.ts';
const NO_MAIL = 'smtp://127.0.0.1:9';
/** A migrator that starts is killed within this time: before, during or after its work. */
const KILL_WITHIN_MS = 1500;

/** R13: many processes find an old database at once, and some of them die over it. */
export const migrators: Experiment = {
	id: 'R13',
	title: 'Eight processes migrate at once; another is killed in the middle',
	async run(conditions, report) {
		await using postgres = await startPostgres();
		const rounds = conditions.isQuick ? 2 : 10;
		const expected = await expectedSchema(postgres);
		const empty = (name: string) => postgres.createDatabase(name);
		report({
			situation: 'an empty database',
			measures: await repeat(postgres, rounds, expected, empty, 'empty'),
		});
		report({
			situation: 'an empty database, a ninth process killed over it',
			measures: await repeat(postgres, rounds, expected, empty, 'killed', true),
		});
		await using old = await prepareOldVersion(conditions);
		if (old.folder === null) {
			report({ situation: 'the database of the version before', measures: [], skipped: old.why });
			return;
		}
		report({
			situation: `the database of the version before (${old.name})`,
			measures: await repeat(postgres, rounds, expected, fromOld(postgres, old), 'old', true),
		});
	},
};

function fromOld(postgres: Postgres, { folder }: OldVersion): (name: string) => Promise<void> {
	return async (name) => {
		await postgres.createDatabase(name);
		// The version before has no command for it: a start migrates, and is ended then.
		const program = startProgram(
			'src/main.ts',
			{ ...settingsOf(postgres, name), API_PORT: '0', LOG_LEVEL: 'info' },
			folder === null ? {} : { folder },
		);
		while (!program.output().includes('"listening"') && program.isRunning()) await sleep(20);
		program.kill('SIGTERM');
		const { code, errors } = await program.ended;
		if (code !== 0) throw new Error(`The version before did not start:\n${errors}`);
	};
}

async function repeat(
	postgres: Postgres,
	rounds: number,
	expected: string,
	prepare: (name: string) => Promise<void>,
	label: string,
	hasVictim = false,
): Promise<Measure[]> {
	let failures = 0;
	let differences = 0;
	let slowest = 0;
	for (let round = 0; round < rounds; round += 1) {
		const name = `${label}_${String(round)}`;
		await prepare(name);
		const settings = settingsOf(postgres, name);
		if (hasVictim) await killOne(settings);
		const ends = await Promise.all(
			Array.from({ length: PROCESSES }, () => runProgram(SCRIPT, settings)),
		);
		failures += ends.filter(({ code, errors }) => code !== 0 || errors !== '').length;
		differences += Number((await schemaOf(postgres, name)) !== expected);
		slowest = Math.max(slowest, ...ends.map(({ seconds }) => seconds));
	}
	return [
		{ what: 'rounds', value: rounds },
		{ what: 'migrators that failed', value: failures, atMost: 0 },
		{ what: 'schemas unlike the expected', value: differences, atMost: 0 },
		{ what: 'slowest migrator', value: slowest, unit: 's' },
	];
}

async function killOne(settings: Readonly<Record<string, string>>): Promise<void> {
	const victim = startProgram(SCRIPT, settings);
	await sleep(Math.random() * KILL_WITHIN_MS);
	victim.kill('SIGKILL');
	await victim.ended;
}

async function expectedSchema(postgres: Postgres): Promise<string> {
	await postgres.createDatabase('expected');
	const { code, errors } = await runProgram(SCRIPT, settingsOf(postgres, 'expected'));
	if (code !== 0) throw new Error(`One migrator alone failed:\n${errors}`);
	return schemaOf(postgres, 'expected');
}

const settingsOf = (postgres: Postgres, name: string) =>
	productionSettings(postgres.url(name), NO_MAIL);

/** Every column, index, constraint and applied migration, as one hash. */
async function schemaOf(postgres: Postgres, name: string): Promise<string> {
	const queries = [
		`select table_name, column_name, data_type, is_nullable, column_default
			from information_schema.columns where table_schema = 'public' order by 1, 2`,
		`select indexdef from pg_indexes where schemaname = 'public' order by 1`,
		`select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition
			from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
		'select name from kysely_migration order by 1',
	];
	const hash = createHash('sha256');
	for (const text of queries) hash.update(JSON.stringify(await postgres.query(name, text)));
	return hash.digest('hex');
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
