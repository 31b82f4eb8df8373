import { chmod, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPostgresPrograms } from './postgres-programs.ts';
import { findRunner, type ServerProcess, startAs } from './run-as.ts';

const START_MS = 30_000;
/** Who may connect, on loopback, for as long as a test lasts. */
const PASSWORD = 'postgres';

/** A place for a Postgres, with empty data in it, from which it is started as often as wanted. */
export interface PostgresPlace {
	/** postgres://… of a superuser, at a port of 127.0.0.1. */
	url(database: string, port: number): string;
	/**
	 * Starts it and waits until it takes connections.
	 * @param settings like `fsync=off`
	 * @throws {Error} with its words, when it does not; it is ended then
	 */
	start(port: number, settings: readonly string[]): Promise<ServerProcess>;
}

/**
 * Makes one in a folder, as a user that Postgres accepts.
 * @throws {Error} when there are no programs or no such user, or the data cannot be made
 */
export async function preparePostgres(folder: string): Promise<PostgresPlace> {
	const runner = findRunner();
	const programs = await findPostgresPrograms(folder, runner);
	const { uid, gid } = runner;
	const give = async (path: string) => {
		if (uid === undefined || gid === undefined) return;
		await chown(path, uid, gid);
		await chmod(path, 0o700);
	};
	const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
	await give(folder);
	await writeFile(passwordFile, `${PASSWORD}\n`);
	await give(passwordFile);
	const initdb = startAs(runner, programs.initdb, [
		...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
		...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
	]);
	if ((await initdb.exited) !== 0) throw new Error(`initdb failed:\n${initdb.output()}`);
	return {
		url: (database, port) =>
			`postgres://postgres:${PASSWORD}@127.0.0.1:${String(port)}/${database}`,
		async start(port, settings) {
			const server = startAs(runner, programs.postgres, [
				...['-D', data, '-p', String(port), '-h', '127.0.0.1'],
				...[...settings, `unix_socket_directories=${folder}`].flatMap((each) => ['-c', each]),
			]);
			// Until it is the caller's to end.
			const killNow = () => {
				server.kill('SIGKILL');
			};
			process.once('exit', killNow);
			const isReady = await server.printed('ready to accept connections', START_MS);
			process.off('exit', killNow);
			if (isReady) return server;
			await server.end('SIGINT');
			throw new Error(`Postgres did not start:\n${server.output()}`);
		},
	};
}
