import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { startPinned, untilReady } from './pinned-process.ts';
import { WEB_ORIGIN } from './requests.ts';

const MAIN = new URL('../../api/src/main.ts', import.meta.url);
const SECRET_KEY = randomBytes(32).toString('base64');

/** The API as it runs in production, except that no load reaches its limits of requests. */
export async function startPostern(
	core: number,
	port: number,
	dataDir: string,
	settings: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
	const child = startPinned(core, MAIN, [], {
		env: {
			NODE_ENV: 'production',
			API_PORT: String(port),
			API_URL: 'https://api.example.com',
			WEB_ORIGINS: WEB_ORIGIN,
			DATA_DIR: dataDir,
			SECRET_KEY,
			MAIL_VIA: 'smtp',
			SMTP_URL: 'smtp://127.0.0.1:9',
			MAIL_FROM: 'Postern <no-reply@example.com>',
			RATE_LIMIT_PER_MINUTE: '1000000000',
			RATE_LIMIT_CREDENTIALS_PER_MINUTE: '1000000000',
			...settings,
		},
	});
	await untilReady(`http://127.0.0.1:${String(port)}/health/ready`, child);
	return child;
}
