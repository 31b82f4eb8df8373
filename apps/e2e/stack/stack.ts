import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { createPeople } from './people.ts';
import { startProgram, untilReady, type Program } from './program.ts';
import { createSessionAger } from './sessions.ts';

/** The two halves of the product on a database of their own, each a process, as in production. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/** Starts both halves on free ports. Stop them with `stop`. */
export async function startStack() {
	const dataDir = await mkdtemp(join(tmpdir(), 'postern-e2e-'));
	const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
	const apiUrl = `http://localhost:${apiPort}`;
	const webUrl = `http://localhost:${webPort}`;
	const env = {
		NODE_ENV: 'development',
		DATA_DIR: dataDir,
		DATABASE_URL: '',
		API_PORT: String(apiPort),
		API_URL: apiUrl,
		WEB_ORIGINS: webUrl,
		// One address sends what a whole company would.
		RATE_LIMIT_PER_MINUTE: '100000',
		RATE_LIMIT_CREDENTIALS_PER_MINUTE: '100000',
	};
	const web = startProgram({
		folder: 'apps/dev',
		script: 'src/serve-web.ts',
		env: { WEB_PORT: String(webPort), API_URL: apiUrl },
	});
	let api: Program | null = null;

	async function startApi(): Promise<void> {
		if (api) return;
		api = startProgram({ folder: 'apps/api', script: 'src/main.ts', env });
		await untilReady(api, `${apiUrl}/health/ready`);
	}

	/** Kills it without a warning. What it had confirmed must be there when it starts again. */
	async function stopApi(): Promise<void> {
		const running = api;
		api = null;
		await running?.kill();
	}

	await Promise.all([startApi(), untilReady(web, webUrl)]);
	const people = createPeople(env);
	return {
		apiUrl,
		webUrl,
		startApi,
		stopApi,
		createPerson: people.take,
		time: createSessionAger(join(dataDir, 'postern.sqlite')),
		async stop() {
			await people.settle();
			await Promise.all([stopApi(), web.kill()]);
			await rm(dataDir, { recursive: true });
		},
	};
}
