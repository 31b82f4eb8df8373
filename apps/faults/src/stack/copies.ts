import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findDumpPrograms } from '@postern/local-servers';
import type { Postgres } from './postgres.ts';
import { runProgram, type Settings } from './program.ts';
import { DATABASE, type Engine, findingsIn, rowsIn, type Solo } from './solo.ts';

const run = promisify(execFile);

/** A database that was brought back elsewhere. Disposing of it removes its data. */
export interface Restored extends AsyncDisposable {
	/** What a process is started with to serve it. */
	readonly settings: Settings;
	/** What a query answers. */
	rows(text: string): Promise<object[]>;
	/** What is wrong in it; Postgres checks each constraint as it restores, and gives up at the first. */
	readonly findings: readonly string[];
}

/** A copy in a file. Disposing of it removes the file. */
export interface Copy extends AsyncDisposable {
	/** How long the copying took. */
	readonly seconds: number;
	/** Brings it back somewhere else, as often as wanted. */
	bringBack(): Promise<Restored>;
}

/** Whether this machine can copy a database; Postgres' own programs are a package of their own. */
export const canCopy = (engine: Engine): boolean =>
	engine === 'SQLite' || findDumpPrograms() !== null;

/** Copies the database of a process that is at work, with the commands of docs/operations.md. */
export async function takeCopy(solo: Solo): Promise<Copy> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-copy-'));
	const file = join(folder, 'copy');
	const from = performance.now();
	if (solo.postgres === null) {
		const { code, errors } = await runProgram('src/commands/backup.ts', solo.settings, {
			args: [file],
		});
		if (code !== 0) throw new Error(`The copy failed:\n${errors}`);
	} else {
		const options = ['--format=custom', '--no-unlogged-table-data', `--file=${file}`];
		await run(findDumpPrograms()?.dump ?? 'pg_dump', [...options, solo.postgres.url(DATABASE)]);
	}
	const seconds = (performance.now() - from) / 1000;
	let number = 0;
	return {
		seconds,
		bringBack: () => {
			number += 1;
			return solo.postgres === null
				? bringBackFile(file, solo.settings)
				: bringBackDump(
						file,
						solo.postgres,
						solo.settings,
						`restored_${folder.slice(-6)}_${number}`,
					);
		},
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
	};
}

async function bringBackFile(copy: string, settings: Settings): Promise<Restored> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-restored-'));
	const file = join(folder, 'postern.sqlite');
	await copyFile(copy, file);
	return {
		settings: { ...settings, DATA_DIR: folder },
		rows: (text) => Promise.resolve(rowsIn(file, text)),
		findings: findingsIn(file),
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
	};
}

async function bringBackDump(
	file: string,
	postgres: Postgres,
	settings: Settings,
	name: string,
): Promise<Restored> {
	const database = name.toLowerCase();
	await postgres.createDatabase(database);
	const url = postgres.url(database);
	const program = findDumpPrograms()?.restore ?? 'pg_restore';
	await run(program, ['--exit-on-error', `--dbname=${url}`, file]);
	return {
		settings: { ...settings, DATABASE_URL: url },
		rows: (text) => postgres.query(database, text),
		findings: [],
		async [Symbol.asyncDispose]() {
			await postgres.query('postgres', `drop database ${database} with (force)`);
		},
	};
}
