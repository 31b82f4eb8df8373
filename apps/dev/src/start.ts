import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createStaticSite } from '@postern/static-site';
import { requireFreePort } from './serve/ports.ts';
import { startService } from './serve/service.ts';
import { readServeSettings } from './serve/settings.ts';
import { ensureWebBuild, WEB_BUILD } from './serve/web-build.ts';
import { supervise, type WebHalf } from './serve/supervise.ts';
import { ROOT } from './setup/root.mjs';

/** `npm start`: the built SPA and the API, until Ctrl-C. Gives the exit code. */
export async function run(): Promise<number> {
	const settings = readServeSettings(process.env);
	await requireFreePort(settings.apiPort, 'API_PORT');
	await requireFreePort(settings.webPort, 'WEB_PORT');

	const api = startService(['src/main.ts'], {
		cwd: join(ROOT, 'apps/api'),
		env: settings.apiEnv,
	});
	const web = serveBuild(settings.apiUrl, settings.webPort);
	return supervise(settings, api, web);
}

/** Builds while the API starts, and serves at once when there is nothing to build. */
function serveBuild(apiUrl: string, port: number): WebHalf {
	const server = createServer(createStaticSite({ root: WEB_BUILD, apiUrl }));
	const ready = ensureWebBuild().then(async () => {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
	});
	return {
		ready,
		failed: new Promise((_, reject) => server.once('error', reject)),
		stop() {
			server.close();
			server.closeAllConnections();
			return Promise.resolve();
		},
	};
}
