import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@postern/local-servers';
import { startMailServer } from './mail-server.ts';
import { createPeople } from './people.ts';
import { startProgram, untilReady, type Program } from './program.ts';
import { createTime } from './time.ts';

/** The two halves of the product on a database of their own, each a process, as in production. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/** Settings of the API by name, where a test needs others than the usual. */
export type Settings = Readonly<Record<string, string>>;

/** One address sends what a whole company would; what limits do has tests of its own. */
const USUAL: Settings = {
	RATE_LIMIT_PER_MINUTE: '100000',
	RATE_LIMIT_CREDENTIALS_PER_MINUTE: '100000',
	MAILS_PER_MINUTE: '100',
	MAILS_PER_HOUR: '1000',
	// What a page hears of its session by itself has tests of its own; to the others it would come too soon.
	PUSH_STREAMS_MAX: '0',
};

/** Starts both halves on free ports, and a mail server for them. Stop them with `stop`. */
export async function startStack(settings: Settings = {}) {
	const dataDir = await mkdtemp(join(tmpdir(), 'postern-e2e-'));
	const mail = await startMailServer();
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
		MAIL_VIA: 'smtp',
		SMTP_URL: mail.url,
		...USUAL,
		...settings,
	};
	const web = startProgram({
		folder: 'apps/dev',
		script: 'src/serve-web.ts',
		env: { WEB_PORT: String(webPort), API_URL: apiUrl },
	});
	let api: Program | null = null;
	let isChanged = false;

	/** Starts it with the stack's own settings, unless it runs with them already. */
	async function startApi(): Promise<void> {
		if (isChanged) await stopApi();
		if (!api) await runApi({});
	}

	async function runApi(changes: Settings): Promise<void> {
		isChanged = Object.keys(changes).length > 0;
		api = startProgram({ folder: 'apps/api', script: 'src/main.ts', env: { ...env, ...changes } });
		await untilReady(api, `${apiUrl}/health/ready`);
	}

	/** Kills it without a warning. What it had confirmed must be there when it starts again. */
	async function stopApi(): Promise<void> {
		const running = api;
		api = null;
		await running?.kill();
	}

	await Promise.all([startApi(), untilReady(web, webUrl)]);
	const databasePath = join(dataDir, 'postern.sqlite');
	const people = createPeople(env, databasePath);
	return {
		apiUrl,
		webUrl,
		startApi,
		stopApi,
		/** Starts it again with other settings, which hold for the rest of the test. */
		async restartApi(changes: Settings): Promise<void> {
			await stopApi();
			await runApi(changes);
		},
		/** What the API has printed since it was started last. */
		apiOutput: () => api?.output() ?? '',
		createPerson: people.take,
		createUnverified: people.takeUnverified,
		newAddress: people.newAddress,
		invite: people.invite,
		disable: people.disable,
		mail,
		time: createTime(databasePath),
		async stop() {
			await people.settle();
			await Promise.all([stopApi(), web.kill(), mail.stop()]);
			await rm(dataDir, { recursive: true });
		},
	};
}
