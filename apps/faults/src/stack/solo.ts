import { cpSync, existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { QueryResultRow } from 'pg';
import { productionSettings } from './fleet.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import type { Settings } from './program.ts';
import { createReplica, type Replica } from './replica.ts';

/** What the API keeps its data in. */
export type Engine = 'SQLite' | 'Postgres';

/** Both, in the order in which they are tried. */
export const engines: readonly Engine[] = ['SQLite', 'Postgres'];

/** On Postgres. */
export const DATABASE = 'postern';
const PATIENCE_MS = 5000;

/** What an experiment wants of it. */
export interface SoloOptions {
	/** On top of those of production. */
	readonly settings?: Settings;
	/** Where the SQLite file goes; a folder of its own by default. */
	readonly folder?: string;
}

/** One API process without anything before it, and its mail server. Disposing of it removes its data. */
export interface Solo extends AsyncDisposable {
	readonly engine: Engine;
	readonly replica: Replica;
	readonly mail: MailSink;
	/** What the process is started with, for others beside it. */
	readonly settings: Settings;
	/** Null on SQLite. */
	readonly postgres: Postgres | null;
	/** How many sessions an account has had, those that have ended included. */
	sessionsOf(email: string): Promise<number>;
	/** Runs one statement in the database, past the API. */
	query<Row extends object>(text: string): Promise<Row[]>;
	/** What Postgres has logged; nothing on SQLite. */
	databaseLog(): string;
	/**
	 * What SQLite finds wrong in its file, seen in a copy, so that whatever a dead process has left is left
	 * to the next one. Nothing must be writing. Postgres looks after itself.
	 */
	findings(): Promise<string[]>;
}

/** Prepares it on free ports of 127.0.0.1; the experiment starts the process. */
export async function prepareSolo(engine: Engine, options: SoloOptions = {}): Promise<Solo> {
	await using stack = new AsyncDisposableStack();
	const scratch = await mkdtemp(join(tmpdir(), 'postern-faults-solo-'));
	const removeNow = () => {
		rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
	};
	process.once('exit', removeNow);
	stack.defer(() => {
		process.off('exit', removeNow);
		return rm(scratch, { recursive: true, force: true, maxRetries: 5 });
	});
	const folder = options.folder ?? join(scratch, 'data');
	const postgres = engine === 'Postgres' ? stack.use(await startPostgres()) : null;
	await postgres?.createDatabase(DATABASE);
	const mail = stack.use(await startMailSink());
	const settings = {
		...productionSettings(postgres?.url(DATABASE) ?? '', mail.url),
		DATA_DIR: folder,
		...options.settings,
	};
	const replica = await createReplica(settings);
	stack.defer(() => replica.kill());
	const file = join(folder, 'postern.sqlite');
	const query = async <Row extends object>(text: string): Promise<Row[]> =>
		postgres === null
			? rowsIn<Row>(file, text)
			: postgres.query<Row & QueryResultRow>(DATABASE, text);
	const owned = stack.move();
	return {
		...{ engine, replica, mail, settings, postgres },
		sessionsOf: async (email) => Number((await query<Counted>(sessionsOf(email)))[0]?.count),
		query,
		databaseLog: () => postgres?.log() ?? '',
		findings: async () => (postgres === null ? findingsOf(file, scratch) : []),
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

interface Counted {
	readonly count: string | number;
}

const sessionsOf = (email: string) => `select count(*) as "count" from session
	where user_id = (select id from "user" where email = '${email}')`;

/** What a statement answers in a SQLite file. */
export function rowsIn<Row extends object>(file: string, text: string): Row[] {
	const database = new DatabaseSync(file, { timeout: PATIENCE_MS });
	try {
		return database.prepare(text).all() as Row[];
	} finally {
		database.close();
	}
}

async function findingsOf(file: string, scratch: string): Promise<string[]> {
	const folder = await mkdtemp(join(scratch, 'copy-'));
	const copy = join(folder, 'copy.sqlite');
	for (const end of ['', '-wal']) {
		if (existsSync(`${file}${end}`)) cpSync(`${file}${end}`, `${copy}${end}`);
	}
	try {
		return findingsIn(copy);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** What SQLite finds wrong in a file that nobody writes to. */
export function findingsIn(file: string): string[] {
	const database = new DatabaseSync(file);
	try {
		const rows = ['integrity_check', 'foreign_key_check'].flatMap((name) =>
			database.prepare(`pragma ${name}`).all(),
		);
		return rows.map((row) => JSON.stringify(row)).filter((row) => row !== SOUND);
	} finally {
		database.close();
	}
}

const SOUND = '{"integrity_check":"ok"}';
