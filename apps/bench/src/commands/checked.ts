import { compare } from '../compare.ts';
import { startPostern } from '../postern-server.ts';
import { stop } from '../pinned-process.ts';
import { seedSqlite } from '../seed.ts';
import { SERVER_CORE, type Stage } from '../stage.ts';

const PORT = 8192;

/** Checked requests on SQLite, with all that stands around them in production. */
export async function benchChecked(stage: Stage): Promise<void> {
	const { sessions } = stage.options;
	console.log(`\nA checked request: SQLite, ${String(sessions)} sessions, production settings`);
	const { server, cookies } = await startSeeded(stage, sessions);
	const servers = [{ process: server, port: PORT }];
	const withCookies = (path: string) => ({ wanted: cookies.map((cookie) => ({ path, cookie })) });
	await compare(stage.comparison, [
		await stage.target('GET /users/me', servers, withCookies('/users/me')),
		await stage.target('GET /todos, 20 rows', servers, withCookies('/todos')),
		await stage.target('GET /users/me without a session: 401', servers, {
			...{ wanted: [{ path: '/users/me' }], status: 401 },
		}),
	]);
	await stop(server);
}

/** The same request among more and more sessions: what it costs must not grow with them. */
export async function benchSizes(stage: Stage): Promise<void> {
	const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
	console.log('\nGET /users/me among more and more sessions, SQLite');
	for (const size of SIZES.filter((each) => each <= stage.options.sessions * 10)) {
		const { server, cookies } = await startSeeded(stage, size);
		const target = await stage.target(
			`${size.toLocaleString('en')} sessions`,
			[{ process: server, port: PORT }],
			{ wanted: cookies.map((cookie) => ({ path: '/users/me', cookie })) },
		);
		await compare(stage.comparison, [target]);
		await stop(server);
	}
}

async function startSeeded(stage: Stage, sessions: number) {
	const folder = await stage.newFolder();
	// The API makes the tables.
	await stop(await startPostern(SERVER_CORE, PORT, folder));
	const cookies = seedSqlite(folder, sessions);
	return { server: stage.keep(await startPostern(SERVER_CORE, PORT, folder)), cookies };
}
