import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, preparePostgres, type ServerProcess } from '@postern/local-servers';
import pg from 'pg';

const SETTINGS = ['fsync=off', 'max_connections=200'];

/** A Postgres of our own that can be hurt. Disposing of it ends it and removes its data. */
export interface Postgres extends AsyncDisposable {
	readonly port: number;
	/** Where a database of this server is, by a port: its own, or that of a relay before it. */
	url(database: string, port?: number): string;
	/** Makes an empty database. */
	createDatabase(name: string): Promise<void>;
	/** Runs one statement on a connection of its own. */
	query<Row extends pg.QueryResultRow>(database: string, text: string): Promise<Row[]>;
	/** What it has logged since its last start. */
	log(): string;
	start(): Promise<void>;
	/** Ends every process of it without a farewell, as `pg_ctl stop -m immediate` does. */
	stopAtOnce(): Promise<void>;
	/** Stops every process of it where it stands (SIGSTOP): connections stay open and say nothing. */
	freeze(): void;
	thaw(): void;
}

/**
 * Starts one on a free port of 127.0.0.1. What it has acknowledged outlives an immediate stop, as in production;
 * only the disk is not waited for, since the machine itself does not fail here.
 * @throws {Error} when there are no programs, or it does not start
 */
export async function startPostgres(): Promise<Postgres> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-postgres-'));
	const place = await preparePostgres(folder);
	const port = await findFreePort();
	const url = (database: string, at = port) => place.url(database, at);
	let server: ServerProcess | null = null;

	async function start(): Promise<void> {
		server = await place.start(port, SETTINGS);
	}

	async function stop(signal: NodeJS.Signals): Promise<void> {
		await server?.end(signal);
		server = null;
	}

	const signalAll = (signal: NodeJS.Signals) => {
		for (const pid of familyOf(server?.pid)) send(pid, signal);
	};
	const killNow = () => {
		// What is frozen would not hear that the others have ended.
		signalAll('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	process.once('exit', killNow);
	await start();
	return {
		port,
		url,
		async createDatabase(name) {
			await query(url('postgres'), `create database ${name}`);
		},
		query: (database, text) => query(url(database), text),
		log: () => server?.output() ?? '',
		start,
		stopAtOnce: () => stop('SIGQUIT'),
		freeze: () => {
			signalAll('SIGSTOP');
		},
		thaw: () => {
			signalAll('SIGCONT');
		},
		async [Symbol.asyncDispose]() {
			signalAll('SIGCONT');
			await stop('SIGQUIT');
			process.off('exit', killNow);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<Row>(text)).rows;
	} finally {
		await client.end();
	}
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		// It ended between the look and the signal.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}

/** A server and its children, the server first, so that it starts no more of them. */
function familyOf(pid: number | undefined): number[] {
	return pid === undefined ? [] : [pid, ...childrenOf(pid)];
}

function childrenOf(pid: number): number[] {
	try {
		const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
		return text.split(' ').filter(Boolean).map(Number);
	} catch {
		// Not Linux, or the server has ended.
		const { status, stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
		return status === 0 ? stdout.split('\n').filter(Boolean).map(Number) : [];
	}
}
