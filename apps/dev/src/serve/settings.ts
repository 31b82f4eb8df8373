import { resolve } from 'node:path';
import { ROOT } from '../setup/root.mjs';

const PORT_MAX = 65_535;

/** Where the two halves listen, and what the API has to be told about it. */
export interface ServeSettings {
	readonly apiPort: number;
	readonly apiHost: string;
	readonly webPort: number;
	/** How browsers reach the API. */
	readonly apiUrl: string;
	/** How browsers reach the SPA. */
	readonly webUrl: string;
	/** Whether mail is shown instead of sent. */
	readonly showsMail: boolean;
	/** The environment of the API's process. */
	readonly apiEnv: NodeJS.ProcessEnv;
}

/**
 * Reads API_PORT, API_HOST, API_URL, WEB_PORT, WEB_ORIGINS and DATA_DIR. What the person did not set
 * follows from the ports, so moving a port is one variable.
 * @throws {Error} naming the variable that is wrong
 */
export function readServeSettings(env: NodeJS.ProcessEnv): ServeSettings {
	const apiPort = portOf(env, 'API_PORT', 8000);
	const webPort = portOf(env, 'WEB_PORT', 5173);
	if (apiPort === webPort) throw new Error('API_PORT and WEB_PORT must differ.');
	const webUrl = `http://localhost:${webPort}`;
	const apiUrl = env['API_URL'] ?? `http://localhost:${apiPort}`;
	// Relative to where the person stands: the API would read it relative to its own folder.
	const dataDir = env['DATA_DIR'] ? { DATA_DIR: resolve(ROOT, env['DATA_DIR']) } : {};
	return {
		apiPort,
		apiHost: env['API_HOST'] ?? '127.0.0.1',
		webPort,
		apiUrl,
		webUrl,
		showsMail: ['', 'mailbox'].includes(env['MAIL_VIA'] ?? ''),
		apiEnv: {
			WEB_ORIGINS: webUrl,
			...env,
			...dataDir,
			NODE_ENV: 'development',
			API_PORT: String(apiPort),
			API_URL: apiUrl,
		},
	};
}

function portOf(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
	const text = env[name];
	if (text === undefined || text === '') return fallback;
	const port = Number(text);
	if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) {
		throw new Error(`${name} must be a port from 1 to ${PORT_MAX}, not "${text}".`);
	}
	return port;
}
