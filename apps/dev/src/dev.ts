import { join } from 'node:path';
import { requireFreePort } from './serve/ports.ts';
import { waitUntilReady } from './serve/readiness.ts';
import { startService, type Service } from './serve/service.ts';
import { readServeSettings, type ServeSettings } from './serve/settings.ts';
import { supervise, type WebHalf } from './serve/supervise.ts';
import { ROOT } from './setup/root.mjs';

/** `pnpm dev`: the API restarted and the SPA reloaded at each change, until Ctrl-C. */
export async function run(): Promise<number> {
	const settings = readServeSettings(process.env);
	await requireFreePort(settings.apiPort, 'API_PORT');
	await requireFreePort(settings.webPort, 'WEB_PORT');

	const api = startService(['--watch', '--watch-preserve-output', 'src/main.ts'], {
		cwd: join(ROOT, 'apps/api'),
		env: settings.apiEnv,
	});
	return supervise(settings, api, watchWeb(settings));
}

function watchWeb(settings: ServeSettings): WebHalf {
	const address = ['--host', '127.0.0.1', '--port', String(settings.webPort), '--strictPort'];
	const vite = startService(['node_modules/vite/bin/vite.js', 'dev', ...address], {
		cwd: join(ROOT, 'apps/web'),
		env: { ...process.env, API_URL: settings.apiUrl },
	});
	const over = new AbortController();
	const home = `http://127.0.0.1:${settings.webPort}/`;
	return {
		ready: waitUntilReady(home, over.signal).then(() => undefined),
		failed: rejectAtEnd(vite),
		async stop() {
			over.abort();
			await vite.stop();
		},
	};
}

async function rejectAtEnd(vite: Service): Promise<never> {
	const code = await vite.exited;
	throw new Error(`The web app's server ended by itself (code ${code ?? 'unknown'}).`);
}
