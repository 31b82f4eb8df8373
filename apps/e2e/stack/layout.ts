import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdentity, findFreePort } from '@postern/local-servers';
import { startMailServer } from './mail-server.ts';
import { createPeople } from './people.ts';
import { startProgram, untilReady } from './program.ts';
import { startTlsFront } from './tls-front.ts';

const BUILD = fileURLToPath(new URL('../../web/build', import.meta.url));

/** Where the halves live: names that lead to this machine in the browser of the tests alone. */
export const LAYOUTS = {
	'one origin': { app: 'postern.test', api: 'postern.test', path: '/api' },
	'two subdomains': { app: 'app.postern.test', api: 'api.postern.test', path: '' },
	'two unrelated sites': { app: 'app.postern.test', api: 'api.elsewhere.test', path: '' },
} as const;

export type LayoutName = keyof typeof LAYOUTS;

/** The product in production's settings behind TLS, in one of the layouts. */
export type Layout = Awaited<ReturnType<typeof startLayout>>;

/** Starts it on free ports, until it is disposed of: the API, a process for the pages where the API does not serve them, and a proxy. */
export async function startLayout(name: LayoutName) {
	const { app, api, path } = LAYOUTS[name];
	const folder = await mkdtemp(join(tmpdir(), 'postern-layout-'));
	const identity = createIdentity(app, api);
	const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
	const mail = await startMailServer();
	const isOneProcess = app === api;
	const front = await startTlsFront(identity, {
		[app]: isOneProcess ? apiPort : webPort,
		[api]: apiPort,
	});
	const webUrl = `https://${app}:${front.port}`;
	const apiUrl = `https://${api}:${front.port}${path}`;
	const env = {
		NODE_ENV: 'production',
		API_PORT: String(apiPort),
		API_URL: apiUrl,
		WEB_ORIGINS: webUrl,
		CROSS_SITE: name === 'two unrelated sites' ? 'on' : 'off',
		WEB_DIR: isOneProcess ? BUILD : '',
		TRUSTED_PROXIES: '127.0.0.1',
		SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
		DATA_DIR: folder,
		DATABASE_URL: '',
		MAIL_VIA: 'smtp',
		MAIL_FROM: 'Postern <no-reply@postern.test>',
		SMTP_URL: mail.url,
	};
	const apiProgram = startProgram({ folder: 'apps/api', script: 'src/main.ts', env });
	const web = isOneProcess
		? null
		: startProgram({
				folder: 'apps/dev',
				script: 'src/serve-web.ts',
				env: { WEB_PORT: String(webPort), API_URL: apiUrl },
			});
	await Promise.all([
		untilReady(apiProgram, `http://127.0.0.1:${apiPort}/health/ready`),
		web && untilReady(web, `http://127.0.0.1:${webPort}`),
	]);
	return {
		...{ webUrl, apiUrl, mail, identity },
		hosts: [app, api] as const,
		asked: front.asked,
		createPerson: createPeople(env, join(folder, 'postern.sqlite')).takeUnverified,
		async [Symbol.asyncDispose](): Promise<void> {
			await Promise.all([apiProgram.kill(), web?.kill(), mail.stop(), front.stop()]);
			await rm(folder, { recursive: true });
		},
	};
}
